import { describe, expect, it } from "vitest";
import { History, type Epoch } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

const epoch = (n: number, loss: number, more: Partial<Epoch> = {}): Epoch => ({
  epoch: n,
  epochs: 3,
  step: n,
  loss,
  metrics: {},
  validation: undefined,
  lr: 0.1,
  ...more,
});

describe("History", () => {
  it("draws E by its logarithm, with the last value in the legend", () => {
    const history = new History();
    for (const [i, loss] of [100, 10, 1].entries()) history.add(epoch(i + 1, loss));
    expect(history.curves()).toEqual({ loss: [100, 10, 1] });
    const svg = history.svg({ width: 420, height: 100 });
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="420" height="100"/);
    // From the top left to the bottom right, and half way at the geometric mean.
    expect(svg).toContain('points="56.0,16.0 143.0,44.0 230.0,72.0"');
    expect(svg).toContain(">loss 1</text>");
  });

  it("has the validation beside it, and metrics in a panel of their own", () => {
    const history = new History();
    for (const n of [1, 2])
      history.add(epoch(n, 1 / n, { metrics: { "a<b": n / 2 }, validation: { loss: 2 / n, metrics: { "a<b": NaN } } }));
    expect(Object.keys(history.curves())).toEqual(["loss", "validation loss", "a<b", "validation a<b"]);
    const svg = history.svg();
    expect(svg).toContain('height="480"');
    expect(svg).toContain("a&lt;b 1");
    expect(svg).not.toMatch(/[\s",]NaN[",]/);
    expect(svg.match(/<polyline/g)?.length).toBe(4);
  });

  it("draws one epoch as a point, and refuses none", () => {
    const history = new History();
    expect(refusal(() => history.svg()).code).toBe("STATE");
    history.add(epoch(1, 0.5));
    expect(history.svg()).toContain("<circle");
  });
});
