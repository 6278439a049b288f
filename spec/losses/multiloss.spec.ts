import { describe, expect, it } from "vitest";
import { CTCLoss, L1Loss, MSELoss, MultiLoss, Tensor, variable } from "../../index.ts";
import { refusal } from "../refusal.ts";

/** Numbers in float64. */
const of = (...x: number[]): Tensor => Tensor.from(Float64Array.from(x));

describe("MultiLoss", () => {
  const [y, t] = [of(1, 5), of(2, 2)];

  it("adds up the losses of the outputs by their weights, and reports them apart", () => {
    const loss = new MultiLoss([new MSELoss(), new L1Loss({ reduction: "sum" })], { weights: [1, 0.5] });
    expect(loss.fprop([y, y], [t, t])).toBe(5 + 2);
    expect(loss.terms).toEqual([5, 4]);
    expect(loss.bprop().map((d) => d.toArray())).toEqual([
      [-1, 3],
      [-0.5, 0.5],
    ]);
    expect(loss.bprop(2)[1].toArray()).toEqual([-1, 1]);
  });

  it("refuses bprop after an fprop that only some of the losses finished, and says which did not", () => {
    const loss = new MultiLoss([new MSELoss(), new L1Loss()]);
    loss.fprop([y, y], [t, t]);
    expect(refusal(() => loss.fprop([y, y], [t, of(1)])).path).toBe("net.1.L1Loss");
    expect(refusal(() => loss.bprop()).code).toBe("STATE");
  });

  it("refuses express where one of the losses has none, and says which", () => {
    const loss = new MultiLoss([new MSELoss(), new CTCLoss()]);
    const error = refusal(() => loss.express([variable("a"), variable("b")], [y, [] as never]));
    expect(error.message).toBe("net.1.CTCLoss: express should be there, for derivatives of E, got none");
  });

  it("refuses one loss in two places, terms that are no number, and tuples of another length", () => {
    const one = new MSELoss();
    expect(refusal(() => new MultiLoss([one, one])).code).toBe("DUPLICATE");
    expect(refusal(() => new MultiLoss([])).code).toBe("ARGUMENT");
    expect(refusal(() => new MultiLoss([one], { weights: [1, 2] })).code).toBe("ARGUMENT");
    const none = new MultiLoss([new MSELoss({ reduction: "none" }) as unknown as MSELoss]);
    expect(refusal(() => none.fprop([y], [t])).code).toBe("ARGUMENT");
    expect(refusal(() => new MultiLoss([one]).fprop([y, y] as never, [t])).code).toBe("SHAPE");
  });
});
