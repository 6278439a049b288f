import { describe, expect, it } from "vitest";
import { Add, FpropError, Graph, join, Linear, Module, Tensor, type Node } from "../../../index.ts";
import { refusal } from "../../refusal.ts";

/** y = [x, 2x, 3x] */
class Thrice extends Module<Tensor, readonly [Tensor, Tensor, Tensor]> {
  fprop(x: Tensor): readonly [Tensor, Tensor, Tensor] {
    const times = (a: number): Tensor =>
      Tensor.from(
        [...x.data].map((v) => a * v),
        x.shape,
      );
    return [times(1), times(2), times(3)];
  }
  bprop([a, b, c]: readonly [Tensor, Tensor, Tensor]): Tensor {
    return Tensor.from(
      [...a.data].map((v, i) => v + 2 * b.data[i] + 3 * c.data[i]),
      a.shape,
    );
  }
}

/** A Linear 1 → 1 with this weight and no bias. */
function scale(weight: number): Linear {
  const layer = new Linear(1, 1, { bias: false });
  layer.weight.value.data[0] = weight;
  return layer;
}

describe("Graph", () => {
  it("sums the gradients of a value that flows to two places", () => {
    const graph = new Graph((x) => join(x.into(scale(2)), x.into(scale(5))).into(new Add()));
    expect(graph.fprop(Tensor.from([[3]])).toArray()).toEqual([[21]]);
    expect(graph.bprop(Tensor.from([[1]])).toArray()).toEqual([[7]]);
    expect(graph.parameters().map((p) => p.grad.item())).toEqual([3, 3]);
  });

  it("is told how many inputs there are where its function does not say", () => {
    const graph = new Graph((...x: readonly Node[]) => join(x[0], x[2]).into(new Add()), { inputs: 3 });
    const [a, b, c] = [1, 2, 4].map((v) => Tensor.from([[v]]));
    expect((graph.fprop([a, b, c] as never) as Tensor).toArray()).toEqual([[5]]);
    expect((graph.bprop(Tensor.from([[1]]) as never) as unknown as readonly Tensor[]).map((d) => d.item())).toEqual([
      1, 0, 1,
    ]);
    expect(refusal(() => new Graph((x) => x, { inputs: 0.5 }))).toMatchObject({ code: "ARGUMENT", what: "inputs" });
  });

  it("uses a module drawn twice again as its twin: y = w² x", () => {
    const layer = scale(3);
    const graph = new Graph((x) => x.into(layer).into(layer));
    expect(graph.fprop(Tensor.from([[2]])).toArray()).toEqual([[18]]);
    expect(graph.bprop(Tensor.from([[1]])).toArray()).toEqual([[9]]);
    expect(graph.parameters()).toHaveLength(1);
    expect(layer.weight.grad.item()).toBe(2 * 3 * 2);
    expect(graph.layers[0]).toBe(layer);
    expect(graph.layers[1]).not.toBe(layer);
  });

  it("takes and returns tuples, and gives zeros to what nothing depends on", () => {
    const graph = new Graph((_: Node, b: Node) => [b.into(scale(2)), b] as const);
    const [x, y] = [Tensor.from([[1]]), Tensor.from([[4]])];
    expect(graph.fprop([x, y]).map((t) => t.item())).toEqual([8, 4]);
    expect(graph.bprop([Tensor.from([[10]]), Tensor.from([[1]])]).map((t) => t.item())).toEqual([0, 21]);
  });

  it("takes a tuple apart by positions, and gives the others zeros", () => {
    const graph = new Graph((x) => x.into(new Thrice()).at(1));
    expect(graph.fprop(Tensor.from([[5]])).item()).toBe(10);
    expect(graph.bprop(Tensor.from([[1]])).item()).toBe(2);
  });

  it("may be one input as it is", () => {
    const graph = new Graph((x) => x);
    const x = Tensor.from([[1, 2]]);
    expect(graph.fprop(x)).toBe(x);
    expect(graph.bprop(x)).toBe(x);
    expect(refusal(() => graph.twin().bprop(x)).code).toBe("STATE");
    expect(refusal(() => graph.fprop(3 as unknown as Tensor)).code).toBe("SHAPE");
  });

  it("refuses a dy of another form than y, before any gradient has changed", () => {
    const graph = new Graph((x) => {
      const h = x.into(scale(2));
      return [h.into(scale(5)), h] as const;
    });
    graph.fprop(Tensor.from([[1], [2]]));
    const [right, short] = [Tensor.from([[1], [1]]), Tensor.from([[1]])];
    for (const dy of [undefined, right, [right], [right, undefined], [right, short], [right, right, right]])
      expect(refusal(() => graph.bprop(dy as unknown as readonly [Tensor, Tensor]))).toMatchObject({ code: "SHAPE" });
    expect(graph.parameters().map((p) => p.grad.item())).toEqual([0, 0]);
  });

  it("numbers its modules in the order of the plan, for state dicts and for the paths of errors", () => {
    const graph = new Graph((x) => x.into(new Linear(2, 3)).into(new Linear(3, 1, { bias: false })));
    expect(graph.namedParameters().map(([name]) => name)).toEqual(["0.weight", "0.bias", "1.weight"]);
    const error = refusal(() =>
      new Graph((x) => x.into(new Linear(2, 3)).into(new Linear(4, 1))).fprop(Tensor.zeros([1, 2])),
    );
    expect(error).toBeInstanceOf(FpropError);
    expect(error.message).toBe("net.1.Linear(4 → 1): x should be [batch, 4], got [1, 3]");
  });

  it("draws chains longer than calls can be deep", () => {
    const graph = new Graph((x) => {
      let v = x;
      for (let i = 0; i < 2000; i++) v = join(v, v).into(new Add());
      return v;
    });
    expect(graph.fprop(Tensor.from([[0]])).item()).toBe(0);
  });

  it("refuses drawings that are none", () => {
    let stolen: Node | undefined;
    new Graph((x) => (stolen = x));
    const wrong: unknown[] = [
      3,
      () => 1,
      (x: Node) => [x, 2],
      (_: Node) => undefined,
      (_: Node) => stolen,
      (_: Node) => [],
    ];
    for (const draw of wrong)
      expect(
        refusal(() => new Graph(draw as (x: Node) => Node)),
        String(draw),
      ).toMatchObject({ code: "ARGUMENT" });
  });
});
