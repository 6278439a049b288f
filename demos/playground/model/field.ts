/** One control of a form: an argument of a layer, or an option of a loss, an optimizer or a schedule. */
export interface Field {
  /** Names it among the fields of its form. */
  readonly key: string;
  readonly label: string;
  readonly kind: FieldKind;
  /** For numbers and integers: what controls offer. The library itself may take more. */
  readonly min?: number;
  readonly max?: number;
  /** Whether a slider should be logarithmic, as for learning rates. */
  readonly log?: boolean;
  /** For choices. */
  readonly choices?: readonly string[];
  readonly value: FieldValue;
  /** Whether the shape that comes in says it, so that nobody has to. */
  readonly shaped?: boolean;
}

/** "sizes" are one integer or several, such as a kernel of 3 × 3. */
export type FieldKind = "integer" | "number" | "flag" | "choice" | "sizes";

export type FieldValue = number | boolean | string | readonly number[];
