import { describe, expect, it } from "vitest";
import { InfoNCELoss, Tensor } from "../../index.ts";
import { refusal } from "../refusal.ts";

describe("InfoNCELoss", () => {
  const eye = Tensor.from(new Float64Array([1, 0, 0, 1]), [2, 2]);
  const own = Tensor.from([0, 1], [2], "int32");

  it("is the cross-entropy of the cosines, whatever the lengths", () => {
    const loss = new InfoNCELoss({ temperature: 1 });
    expect(loss.fprop([eye, eye], own)).toBeCloseTo(0.31326168751822286, 15);
    const long = Tensor.from(new Float64Array([100, 0, 0, 0.01]), [2, 2]);
    expect(loss.fprop([long, eye], own)).toBeCloseTo(0.31326168751822286, 15);
  });

  it("takes more keys than queries, and says which belongs to whom", () => {
    const keys = Tensor.from(new Float64Array([0, 1, 1, 0, -1, 0]), [3, 2]);
    const loss = new InfoNCELoss({ temperature: 1, reduction: "none" });
    const l = loss.fprop([eye, keys], Tensor.from([1, 0], [2], "int32")).data;
    expect(l[0]).toBeCloseTo(0.40760596444438, 13);
    expect(l[1]).toBeCloseTo(0.5514447139320511, 13);
    expect(loss.bprop().map((d) => d.shape)).toEqual([
      [2, 2],
      [3, 2],
    ]);
  });

  it("refuses keys of another length, keys that are not there, and a temperature of 0", () => {
    const loss = new InfoNCELoss();
    expect(refusal(() => loss.fprop([eye, Tensor.zeros([2, 3], "float64")], own)).code).toBe("SHAPE");
    expect(refusal(() => loss.fprop([eye, eye], Tensor.from([0, 2], [2], "int32"))).code).toBe("TARGET");
    expect(refusal(() => new InfoNCELoss({ temperature: 0 })).code).toBe("ARGUMENT");
  });
});
