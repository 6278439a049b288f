/** What the net says everywhere in a rectangle of the plane, row by row from the top (largest x₂) down. */
export interface Maps {
  readonly width: number;
  readonly height: number;
  readonly bounds: Bounds;
  /** The class with the largest output at each point; empty where targets are numbers. */
  readonly winner: Uint8Array<ArrayBuffer>;
  /** How far the largest output is ahead of the next (of 0, for one output), at each point; empty where there is no winner. */
  readonly margin: Float32Array<ArrayBuffer>;
  /** Each output of the net. */
  readonly outputs: readonly UnitMap[];
  /** The first units of each layer of the net but the last (limits.ts), at a resolution of their own. */
  readonly hidden: readonly UnitMap[];
}

export interface UnitMap {
  /** The path of the layer whose output it is: "1", "2.module.0". */
  readonly path: string;
  readonly unit: number;
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array<ArrayBuffer>;
}

/** The rectangle around all examples, a little larger; coordinates are those that the net sees, behind the scaler. */
export interface Bounds {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}
