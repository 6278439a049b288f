import { describe, expect, it } from "vitest";
import { SelectTable, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

describe("SelectTable", () => {
  it("passes one position on, and gives the others 0", () => {
    const module = new SelectTable(1);
    const x = [Tensor.from([[1]]), Tensor.from([[2, 3]])] as const;
    expect(module.fprop(x)).toBe(x[1]);
    const dy = Tensor.from([[5, 6]]);
    module.bprop(dy)[0].data.fill(9);
    expect(module.bprop(dy).map((t) => t.toArray())).toEqual([[[0]], [[5, 6]]]);
    expect(refusal(() => module.fprop([x[0]] as never)).expected).toBe("a tuple with a position 1");
    expect(refusal(() => new SelectTable(-1)).what).toBe("k");
  });
});
