import { describe, expect, it } from "vitest";
import { CTCLoss, LogSoftmax, Rng, Tensor } from "../../index.ts";
import { refusal } from "../refusal.ts";

describe("CTCLoss", () => {
  const int = (...x: number[]): Tensor => Tensor.from(x, [x.length], "int32");
  const labels = (...x: number[]): Tensor => Tensor.from(x, [1, x.length], "int32");
  /** Log-probabilities of all classes alike. */
  const even = (steps: number, classes: number): Tensor =>
    new LogSoftmax().fprop(Tensor.zeros([1, steps, classes], "float64")).clone();

  it("sums over all alignments: one label in two even steps has three of four", () => {
    const loss = new CTCLoss({ reduction: "none" });
    expect(loss.fprop(even(2, 2), [labels(1), int(2), int(1)]).item()).toBeCloseTo(0.2876820724517809, 15);
    [-1 / 3, -2 / 3, -1 / 3, -2 / 3].forEach((v, i) => expect(loss.bprop().data[i]).toBeCloseTo(v, 15));
  });

  it("agrees with a walk over all paths", () => {
    const [steps, classes, target] = [5, 3, [1, 2, 2]];
    const rng = new Rng(1);
    const z = Tensor.from(
      Float64Array.from({ length: steps * classes }, () => rng.normal()),
      [1, steps, classes],
    );
    const y = new LogSoftmax().fprop(z);
    let p = 0;
    const share = new Float64Array(y.size);
    for (let code = 0; code < 3 ** steps; code++) {
      const path = Array.from({ length: steps }, (_, i) => Math.floor(code / 3 ** i) % 3);
      const said = path.filter((k, i) => k !== 0 && k !== path[i - 1]);
      if (String(said) !== String(target)) continue;
      const q = Math.exp(path.reduce((sum, k, i) => sum + y.data[i * classes + k], 0));
      p += q;
      path.forEach((k, i) => (share[i * classes + k] += q));
    }
    const loss = new CTCLoss({ reduction: "sum" });
    expect(loss.fprop(y, [labels(...target), int(steps), int(3)])).toBeCloseTo(-Math.log(p), 12);
    const dy = loss.bprop();
    share.forEach((q, i) => expect(dy.data[i]).toBeCloseTo(-q / p, 12));
    const mean = new CTCLoss();
    expect(mean.fprop(y, [labels(...target), int(steps), int(3)])).toBeCloseTo(-Math.log(p) / 3, 12);
  });

  it("is infinite, or with zeroInfinity 0, where two equal labels have no step for a blank between; the gradient is 0", () => {
    const t = [labels(1, 1), int(2), int(2)] as const;
    for (const [zeroInfinity, l] of [
      [false, Infinity],
      [true, 0],
    ] as const) {
      const loss = new CTCLoss({ zeroInfinity });
      expect(loss.fprop(even(2, 2), t)).toBe(l);
      expect(loss.bprop().data.every((d) => d === 0)).toBe(true);
    }
    expect(new CTCLoss().fprop(even(3, 2), [t[0], int(3), t[2]])).toBeCloseTo((3 * 0.6931471805599453) / 2, 14);
  });

  it("wants blanks alone where no label counts, and leaves steps alone that do not", () => {
    const loss = new CTCLoss({ blank: 1 });
    expect(loss.fprop(even(3, 2), [labels(0), int(2), int(0)])).toBeCloseTo(2 * 0.6931471805599453, 14);
    expect(loss.bprop().toArray()).toEqual([
      [
        [0, -1],
        [0, -1],
        [0, 0],
      ],
    ]);
  });

  it("refuses blanks and strangers among the labels, and lengths that do not fit", () => {
    const loss = new CTCLoss();
    const code = (...t: [Tensor, Tensor, Tensor]): string => refusal(() => loss.fprop(even(2, 3), t)).code;
    expect(code(labels(0), int(2), int(1))).toBe("TARGET");
    expect(code(labels(3), int(2), int(1))).toBe("TARGET");
    expect(code(labels(1), int(3), int(1))).toBe("TARGET");
    expect(code(labels(1), int(0), int(1))).toBe("TARGET");
    expect(code(labels(1), int(2), int(2))).toBe("TARGET");
    expect(refusal(() => new CTCLoss({ blank: 3 }).fprop(even(2, 3), [labels(1), int(2), int(1)])).code).toBe("SHAPE");
  });
});
