import * as kernels from "./kernels/index.ts";
import { Tensor } from "./tensor.ts";

/**
 * The way between scores [batch, classes, d₁, …], as PyTorch has them, and kernels, which want the classes of each place
 * side by side: [batch · d₁ · …, classes]. Where a row is one place the two are the same, and nothing is copied.
 */
export class ClassRows {
  private own: Tensor | undefined;

  /** The rows of x. */
  of(x: Tensor): Tensor {
    const rows = this.room(x);
    if (rows !== x) kernels.swapPieces(rows, x, x.shape[1], places(x));
    return rows;
  }

  /** Where rows are to be written that will become x. */
  room(x: Tensor): Tensor {
    const [, classes] = x.shape;
    if (places(x) === 1) return x;
    this.own = Tensor.reuse(this.own, x.dtype, [x.size / classes, classes]);
    return this.own;
  }

  /** x from its rows, which were written there. */
  into(x: Tensor, rows: Tensor): Tensor {
    if (rows !== x) kernels.swapPieces(x, rows, places(x), x.shape[1]);
    return x;
  }
}

/** How many places a row of x has: d₁ · … */
const places = ({ size, shape }: Tensor): number => size / (shape[0] * shape[1]);
