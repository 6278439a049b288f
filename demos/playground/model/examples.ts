/** The examples of a set, to be drawn: what the net is given, behind the scaler. */
export interface ExamplesView {
  /** Of one example: [2], or [1, 8, 8] for digits. */
  readonly shape: readonly number[];
  readonly count: number;
  /** Row after row. */
  readonly x: Float32Array<ArrayBuffer>;
  /** The class of each, or the number it should have; `classes` is then empty. */
  readonly t: Float32Array<ArrayBuffer>;
  /** Names of the classes. */
  readonly classes: readonly string[];
}
