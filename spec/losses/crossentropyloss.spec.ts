import { describe, expect, it, vi } from "vitest";
import { CrossEntropyLoss, Softmax, Tensor } from "../../index.ts";
import { refusal } from "../refusal.ts";

describe("CrossEntropyLoss", () => {
  const y = Tensor.zeros([2, 4], "float64");
  const t = Tensor.from([3, 0], [2], "int32");

  it("is ln of the number of classes for equal logits, with slope (softmax − target) / batch", () => {
    const loss = new CrossEntropyLoss();
    expect(loss.fprop(y, t)).toBeCloseTo(2 * 0.6931471805599453, 14);
    const expected = [0.125, 0.125, 0.125, -0.375, -0.375, 0.125, 0.125, 0.125];
    [...loss.bprop().data].forEach((d, i) => expect(d).toBeCloseTo(expected[i], 14));
    expect(new CrossEntropyLoss({ reduction: "sum" }).fprop(y, t)).toBeCloseTo(4 * 0.6931471805599453, 14);
  });

  it("divides by the weights of the rows that count", () => {
    const logits = Tensor.from(new Float64Array([5, 5, 0, 1, 9, 2]), [3, 2]);
    const targets = Tensor.from([0, 1, -100], [3], "int32");
    const weighted = new CrossEntropyLoss({ weight: [3, 1] });
    const terms = [0.6931471805599453, 0.31326168751822286];
    expect(weighted.fprop(logits, targets)).toBeCloseTo((3 * terms[0] + terms[1]) / 4, 14);
    expect([...weighted.bprop().data.slice(4)]).toEqual([0, 0]);
    expect(new CrossEntropyLoss().fprop(logits, targets)).toBeCloseTo((terms[0] + terms[1]) / 2, 14);
  });

  it("takes probabilities as targets; one-hot ones are indices", () => {
    const logits = Tensor.from(new Float64Array([1, 2, 3, 0, -1, 4]), [2, 3]);
    const oneHot = Tensor.from(new Float64Array([0, 1, 0, 1, 0, 0]), [2, 3]);
    const [a, b] = [new CrossEntropyLoss({ labelSmoothing: 0.3 }), new CrossEntropyLoss({ labelSmoothing: 0.3 })];
    expect(a.fprop(logits, oneHot)).toBeCloseTo(b.fprop(logits, Tensor.from([1, 0], [2], "int32")), 14);
    const [da, db] = [a.bprop(), b.bprop()];
    [...da.data].forEach((d, i) => expect(d).toBeCloseTo(db.data[i], 14));
  });

  it("takes scores [batch, classes, …], each place as a row of its own", () => {
    const scores = Tensor.from(new Float64Array([1, 2, 3, 0, -1, 4, 7, 8, 9, 3, 3, 3]), [2, 3, 2]);
    const rows = Tensor.from(new Float64Array([1, 3, -1, 2, 0, 4, 7, 9, 3, 8, 3, 3]), [4, 3]);
    const at = Tensor.from([1, 0, -100, 2], [2, 2], "int32");
    const [a, b] = [new CrossEntropyLoss({ weight: [1, 2, 3] }), new CrossEntropyLoss({ weight: [1, 2, 3] })];
    expect(a.fprop(scores, at)).toBe(b.fprop(rows, at.reshape([4])));
    const [da, db] = [a.bprop(), b.bprop().data];
    expect(da.toArray()).toEqual([
      [
        [db[0], db[3]],
        [db[1], db[4]],
        [db[2], db[5]],
      ],
      [
        [db[6], db[9]],
        [db[7], db[10]],
        [db[8], db[11]],
      ],
    ]);
    expect(new CrossEntropyLoss({ reduction: "none" }).fprop(scores, at).shape).toEqual([2, 2]);
    const error = refusal(() => a.fprop(scores, at.reshape([4])));
    expect(error.message).toBe("CrossEntropyLoss: t should be [2, 2], got [4]");
  });

  it("is finite for logits of ±1e300", () => {
    const loss = new CrossEntropyLoss();
    expect(loss.fprop(Tensor.from(new Float64Array([1e300, -1e300]), [1, 2]), Tensor.from([1], [1], "int32"))).toBe(
      2e300,
    );
    expect(loss.bprop().toArray()).toEqual([[1, -1]]);
  });

  it("is 0 with gradient 0 where every row is ignored", () => {
    const loss = new CrossEntropyLoss();
    expect(loss.fprop(y, Tensor.from([-100, -100], [2], "int32"))).toBe(0);
    expect(loss.bprop().data.every((d) => d === 0)).toBe(true);
  });

  it("says once that it takes logits, not probabilities", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    for (let i = 0; i < 3; i++) new CrossEntropyLoss().fprop(new Softmax().fprop(y), t);
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/Softmax before CrossEntropyLoss.*Leave the Softmax out/)],
    ]);
    warn.mockRestore();
  });
});
