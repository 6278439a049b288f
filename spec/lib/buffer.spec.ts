import { describe, expect, it } from "vitest";
import { Buffer } from "../../lib/buffer.ts";
import { Tensor } from "../../lib/tensor.ts";

describe("Buffer", () => {
  it("copies its value to the heap", () => {
    const value = Tensor.from([1, 2, 3]);
    const b = new Buffer(value);
    value.data[0] = 9;
    expect(b.value.toArray()).toEqual([1, 2, 3]);
    expect(b.value.at).toBeGreaterThan(0);
    expect(String(b)).toBe("Buffer float32 [3]");
  });

  it("changes precision where it is of floats, and stays where it counts", () => {
    const b = new Buffer(Tensor.from([0.1], [1], "float64"));
    const { value } = b;
    b.to("float64");
    expect(b.value).toBe(value);
    b.to("float32");
    expect([b.value.dtype, b.value.item(), b.value.at > 0]).toEqual(["float32", Math.fround(0.1), true]);
    const count = new Buffer(Tensor.from([7], [], "int32"));
    count.to("float64");
    expect([count.value.dtype, count.value.item()]).toEqual(["int32", 7]);
  });

  it("has clones of its own value", () => {
    const b = new Buffer(Tensor.from([1, 2]));
    const copy = b.clone();
    copy.value.data.fill(0);
    expect([b.value.toArray(), copy.value.toArray()]).toEqual([
      [1, 2],
      [0, 0],
    ]);
  });

  it("refuses what is no tensor", () => {
    for (const value of [[1, 2], undefined, null])
      expect(() => new Buffer(value as unknown as Tensor)).toThrow(
        expect.objectContaining({ code: "SHAPE", path: "Buffer", what: "value", expected: "a Tensor" }),
      );
  });
});
