import { describe, expect, it } from "vitest";
import { Parameter } from "../../lib/parameter.ts";
import { Tensor } from "../../lib/tensor.ts";

describe("Parameter", () => {
  it("copies its value to the heap and starts with no gradient", () => {
    const value = Tensor.from([[1, 2, 3]]);
    const p = new Parameter(value);
    value.data[0] = 9;
    expect(p.value.toArray()).toEqual([[1, 2, 3]]);
    expect(p.grad.toArray()).toEqual([[0, 0, 0]]);
    expect(p.value.at).toBeGreaterThan(0);
    expect(p.grad.at).toBeGreaterThan(0);
    expect([p.trainable, String(p)]).toEqual([true, "Parameter float32 [1, 3]"]);
  });

  it("clears its gradient in place", () => {
    const p = new Parameter(Tensor.from([1, 2]));
    const { grad } = p;
    grad.data.fill(3);
    p.zeroGrad();
    expect(p.grad).toBe(grad);
    expect(grad.toArray()).toEqual([0, 0]);
  });

  it("changes precision of value and gradient", () => {
    const p = new Parameter(Tensor.from([0.1], [1], "float64"));
    p.grad.data[0] = 0.2;
    const { value, grad } = p;
    p.to("float64");
    expect([p.value === value, p.grad === grad]).toEqual([true, true]);
    p.to("float32");
    expect([p.value.dtype, p.grad.dtype]).toEqual(["float32", "float32"]);
    expect([p.value.item(), p.grad.item()]).toEqual([Math.fround(0.1), Math.fround(0.2)]);
    expect(p.value.at).toBeGreaterThan(0);
  });

  it("has clones of its own value, gradient and trainability", () => {
    const p = new Parameter(Tensor.from([1, 2]));
    p.grad.data.fill(5);
    p.trainable = false;
    const copy = p.clone();
    expect([copy.value.toArray(), copy.grad.toArray(), copy.trainable]).toEqual([[1, 2], [5, 5], false]);
    copy.value.data.fill(0);
    copy.grad.data.fill(0);
    expect([p.value.toArray(), p.grad.toArray()]).toEqual([
      [1, 2],
      [5, 5],
    ]);
  });

  it("refuses what is no tensor of floats", () => {
    expect(() => new Parameter(Tensor.zeros([2], "int32"))).toThrow(
      expect.objectContaining({ code: "DTYPE", got: "int32" }),
    );
    expect(() => new Parameter([1, 2] as unknown as Tensor)).toThrow(
      expect.objectContaining({ code: "SHAPE", message: "Parameter: value should be a Tensor, got an array of 2" }),
    );
  });
});
