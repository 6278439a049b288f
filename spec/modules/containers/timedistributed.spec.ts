import { describe, expect, it } from "vitest";
import { Flatten, Linear, Tensor, TimeDistributed } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("TimeDistributed", () => {
  it("shows its module one batch", () => {
    const linear = new Linear(4, 2);
    const x = Tensor.from(
      Array.from({ length: 24 }, (_, i) => i),
      [2, 3, 4],
    );
    const y = new TimeDistributed(linear).fprop(x);
    expect(y.shape).toEqual([2, 3, 2]);
    expect(y.toArray()).toEqual(linear.clone().fprop(x).toArray());
    expect(refusal(() => new TimeDistributed(linear).fprop(Tensor.zeros([3, 2, 5])))).toMatchObject({
      path: "net.module.Linear(4 → 2)",
    });
    expect(refusal(() => new TimeDistributed(linear).fprop(Tensor.zeros([3]))).code).toBe("SHAPE");
    expect(refusal(() => new TimeDistributed(3 as never)).what).toBe("module");
    expect(new TimeDistributed(new Flatten()).fprop(Tensor.zeros([2, 5, 3, 4])).shape).toEqual([2, 5, 12]);
  });
});
