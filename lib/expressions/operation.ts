import type { DType, Tensor } from "../tensor.ts";
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
  readonly forward: readonly Rule[];
  readonly reverse: readonly Rule[];
}
