import { describe, expect, it } from "vitest";
import { MatMul, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("MatMul", () => {
  it("multiplies the matrices of each place", () => {
    const module = new MatMul();
    const a = Tensor.from([[[1, 2]], [[3, 4]]]);
    const b = Tensor.from([[[5], [6]], [[7], [8]]]); // prettier-ignore
    expect(module.fprop([a, b]).toArray()).toEqual([[[17]], [[53]]]);
    const [da, db] = module.bprop(Tensor.from([[[1]], [[10]]]));
    expect(da.toArray()).toEqual([[[5, 6]], [[70, 80]]]);
    expect(db.toArray()).toEqual([[[1], [2]], [[30], [40]]]); // prettier-ignore
  });

  it("says which shapes it takes", () => {
    expect(String(new MatMul({ transB: true }))).toBe("MatMul(a bᵀ)");
    const [a, b] = [Tensor.zeros([2, 3, 4]), Tensor.zeros([2, 3, 5])];
    expect(refusal(() => new MatMul({ transB: true }).fprop([a, b])).message).toBe(
      "MatMul(a bᵀ): a and b should be [batch, …, m, k] and [batch, …, n, k], got [2, 3, 4] and [2, 3, 5]",
    );
    expect(new MatMul({ transA: true }).fprop([a, b]).shape).toEqual([2, 4, 5]);
    expect(refusal(() => new MatMul().fprop([Tensor.zeros([3, 4]), Tensor.zeros([4, 5])])).code).toBe("SHAPE");
    expect(refusal(() => new MatMul().fprop([a, b.to("float64")])).code).toBe("DTYPE");
  });
});
