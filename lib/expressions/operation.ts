import type { DType, Tensor } from "../tensor.ts";
import type { ResizePlan } from "../spatial/resizing.ts";
import type { WindowPlan } from "../spatial/windows.ts";
import type { Expression } from "./expression.ts";

export type Shape = readonly number[];

/** A tensor of this shape to write intermediates to, of the type of `like`; good until the operation has its value. */
export type Spare = (like: { readonly dtype: DType }, shape: Shape) => Tensor;

/** A derivative along one edge: of `d`, a derivative at one end, what it contributes at the other. y is the node. */
export type Rule = (d: Expression, x: readonly Expression[], y: Expression) => Expression;

/**
 * What an expression does with its operands x, and the derivatives of that.
 *
 *     forward[k]   dy = (∂y/∂x_k) dx_k      of a change of operand k, the change of y
 *     reverse[k]   dx_k = (∂y/∂x_k)ᵀ dy     of ∂E/∂y, the part of ∂E/∂x_k that comes along this edge
 *
 * Both are expressions themselves, so derivatives have derivatives. An operand without rules has derivative 0.
 */
export interface Operation {
  readonly text: (operands: readonly string[]) => string;
  /** The shape of y. Refuses, in the name of the node, shapes of operands that do not go together. */
  readonly shape: (x: readonly Shape[], who: Expression) => Shape;
  /** Whether operands of smaller shape are broadcast to the shape of y before `value` sees them. */
  readonly elementwise?: true;
  /** Whether y is x_0 under its own shape, nothing computed. */
  readonly view?: (x: Shape, y: Shape) => boolean;
  readonly value: (y: Tensor, x: readonly Tensor[], spare: Spare) => void;
  /**
   * How many multiplications, additions and functions of one number y takes, for operands of these shapes; where it is not
   * said, one for each number of y. A product has two for each term. `moves` says that there are none.
   */
  readonly flops?: (y: Shape, x: readonly Shape[]) => number;
  /** The settings of an operation that is made with some, for those who write it down in other words. */
  readonly told?: Told;
  readonly forward: readonly Rule[];
  readonly reverse: readonly Rule[];
}

/** y is numbers of its operands in other places, or depends on nothing but shapes: no arithmetic. */
export const moves = (): number => 0;
/** The same, where y is the numbers of its first operand, and 0 in all other places. */
export const puts = (): number => 0;

/** What an operation does, by its settings: all that an operation of that kind has. */
export type Told =
  | { readonly kind: "pow"; readonly n: number }
  | { readonly kind: "sum"; readonly axis: number }
  | { readonly kind: "amax"; readonly axis: number }
  | { readonly kind: "spread"; readonly axis: number }
  | { readonly kind: "concat"; readonly axis: number }
  | { readonly kind: "take"; readonly axis: number }
  | { readonly kind: "permute"; readonly order: (rank: number) => readonly number[] }
  | { readonly kind: "slice"; readonly axis: number; readonly start: number; readonly length: number }
  | { readonly kind: "half"; readonly axis: number; readonly k: number }
  | { readonly kind: "matmuls"; readonly transA: boolean; readonly transB: boolean }
  /** Numbers of each row or plane of x by their places, `fill` where a place is −1; or each added in its place. */
  | { readonly kind: "gather"; readonly index: (x: Shape) => Tensor; readonly fill: number }
  | { readonly kind: "put"; readonly index: (x: Shape) => Tensor }
  | { readonly kind: "means"; readonly over: (x: Shape) => WindowPlan; readonly divisor: number }
  | { readonly kind: "scale"; readonly factor: (size: number) => number }
  | { readonly kind: "rotate"; readonly angles: (dtype: DType, time: number) => Tensor }
  | { readonly kind: "resize"; readonly over: (x: Shape) => ResizePlan }
  | { readonly kind: "visible"; readonly causal: boolean }
  | { readonly kind: "bags"; readonly mode: "sum" | "mean" | "max"; readonly skip: number }
  | { readonly kind: "drawn"; readonly draw: (x: readonly Expression[], shapes: readonly Shape[]) => Expression }
  /** What depends on the shapes of its operands alone. */
  | { readonly kind: "shapes" }
  | { readonly kind: "lookup" };
