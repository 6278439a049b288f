import { describe, expect, it } from "vitest";
import { ReplicationPad2d, Tensor } from "../../../index.ts";

describe("ReplicationPad2d", () => {
  it("repeats the outermost numbers along both axes", () => {
    const x = Tensor.from([1, 2, 3, 4], [1, 1, 2, 2]);
    expect([...new ReplicationPad2d([1, 0, 0, 1]).fprop(x).data]).toEqual([1, 1, 2, 3, 3, 4, 3, 3, 4]);
  });
});
