import { describe, expect, it } from "vitest";
import { ReplicationPad1d, Tensor } from "../../../index.ts";

describe("ReplicationPad1d", () => {
  it("repeats the outermost numbers, and adds up their gradients", () => {
    const pad = new ReplicationPad1d([2, 1]);
    expect([...pad.fprop(Tensor.from([[[1, 2]]])).data]).toEqual([1, 1, 1, 2, 2]);
    expect([...pad.bprop(Tensor.from([[[1, 2, 4, 8, 16]]])).data]).toEqual([7, 24]);
  });
});
