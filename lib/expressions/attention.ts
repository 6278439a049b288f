import * as kernels from "../kernels/index.ts";
import type { DType, Tensor } from "../tensor.ts";
import type { Expression, Operand } from "./expression.ts";
import { linearMap } from "./linearmap.ts";
import { moves } from "./operation.ts";
import { make } from "./operations.ts";
import { product } from "./shapes.ts";

/**
 * 1 where a query may see a key, 0 elsewhere, in the shape of the scores s [batch, heads, queries, keys]: with `causal` up
 * to its own place, and where the entry in padding [batch, keys] is 0
 */
export const visible = (s: Expression, padding: Operand | undefined, causal: boolean): Expression =>
  make(
    {
      text: ([s]) => `visible(${s})`,
      shape: ([s]) => s,
      flops: moves,
      value(y, [s, pad], spare) {
        const [batch, heads, queries, keys] = s.shape;
        const zero = spare(y, y.shape);
        kernels.clear(zero);
        const hidden = pad && spare({ dtype: "int32" }, pad.shape);
        hidden?.data.set(pad.data);
        kernels.attend(y, zero, hidden, undefined, { batch, heads, queries, keys }, 1, causal);
        kernels.exceeds(y, y, zero);
      },
      told: { kind: "visible", causal },
      forward: [],
      reverse: [],
    },
    ...(padding === undefined ? [s] : [s, padding]),
  );

/** x [batch, time, …, size] with its pairs turned by the angles of their place, as `kernels.rotate` has it */
export const rotated = (x: Operand, angles: (dtype: DType, time: number) => Tensor): Expression => {
  const turn = (y: Tensor, from: Tensor, back: boolean): void => {
    const [batch, time] = y.shape;
    const size = y.shape.at(-1)!;
    const ld = y.size / (batch * time);
    kernels.scale(y, from, 1);
    kernels.rotate(y, angles(y.dtype, time), [batch, time, ld, 0, ld / size, size], back);
  };
  return linearMap(x, {
    name: "rotate",
    shape: (x) => x,
    flops: (y) => 3 * product(y),
    apply: (y, x) => turn(y, x, false),
    adjoint: (dx, dy) => turn(dx, dy, true),
    told: { kind: "rotate", angles },
  });
};
