import { describe, expect, it } from "vitest";
import { ReflectionPad2d, Tensor } from "../../../index.ts";

describe("ReflectionPad2d", () => {
  it("mirrors along both axes", () => {
    const x = Tensor.from([1, 2, 3, 4], [1, 1, 2, 2]);
    expect([...new ReflectionPad2d([1, 0, 0, 1]).fprop(x).data]).toEqual([2, 1, 2, 4, 3, 4, 2, 1, 2]);
  });
});
