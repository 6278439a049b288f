import { describe, expect, it } from "vitest";
import {
  Checkpoint,
  Conv2d,
  ConvTranspose2d,
  Dropout,
  Linear,
  LSTM,
  Module,
  MultiheadAttention,
  Rng,
  Sequencer,
  LSTMCell,
  Sequential,
  Tanh,
  Tensor,
  type AnyModule,
  type Value,
} from "../../../index.ts";
import { profile, type Frame } from "../../../profile.ts";
import { flopsOf } from "../../../lib/profile/flops.ts";
import { inputOf, modules, type ModuleRow } from "../../cases.ts";
import { balanced, found } from "../../demos/markup.ts";
import { refusal } from "../../refusal.ts";
import { bits, drawn } from "../../values.ts";

const numbers = (...shape: number[]): Tensor => {
  const rng = new Rng(1);
  return drawn(shape, () => rng.normal());
};
/** One step, by a clock that goes on by a millisecond whenever somebody looks. */
const ticking = (net: AnyModule, x: Value) => {
  let ms = 0;
  return profile(net, x, { steps: 1, warmup: 1, clock: () => ms++ });
};
const flops = (net: AnyModule, x: Value): [number, number] => {
  const { forward, backward } = ticking(net, x);
  return [forward.flops, backward.flops];
};

describe("FLOPs", () => {
  const [B, rng] = [6, new Rng(1)];

  it("of a Linear are 2 for each weight and row, three times, and its biases", () => {
    const [n, m] = [5, 3];
    expect(flops(new Linear(n, m, { rng }), numbers(B, n))).toEqual([
      2 * B * n * m + B * m,
      4 * B * n * m + (B - 1) * m,
    ]);
    const first = new Linear(n, m, { inputGrad: false, bias: false, rng });
    expect(flops(first, numbers(B, n))).toEqual([2 * B * n * m, 2 * B * n * m]);
    expect(flops(first.freeze(), numbers(B, n))).toEqual([2 * B * n * m, 0]);
  });

  it("of convolutions are 2 for each position, filter and number in its window", () => {
    const products = 2 * (B * 6 * 7 * 5) * (2 * 3 * 3); // each of two groups sees two of four channels
    const net = new Conv2d(4, 6, 3, { groups: 2, padding: [1, 0], rng });
    expect(flops(net, numbers(B, 4, 7, 7))).toEqual([products + B * 6 * 7 * 5, 2 * products + B * 6 * 7 * 5]);
    const first = new Conv2d(4, 6, 3, { groups: 2, padding: [1, 0], bias: false, inputGrad: false, rng });
    expect(flops(first, numbers(B, 4, 7, 7))).toEqual([products, products]);
    const back = new ConvTranspose2d(4, 6, 3, { stride: 2, rng });
    const spread = 2 * (B * 4 * 5 * 5) * (6 * 3 * 3);
    expect(flops(back, numbers(B, 4, 5, 5))).toEqual([spread + B * 6 * 11 * 11, 2 * spread + B * 6 * 11 * 11]);
  });

  it("of an LSTM are its products of every step, and some for each unit", () => {
    const [T, n, m] = [7, 5, 3];
    const steps = B * T;
    const [forward, backward] = flops(new LSTM(n, m, { rng }), numbers(B, T, n));
    // 8 for biases, 4 to put the gates' parts together, 5 functions, c = f c′ + i g and o tanh c
    expect(forward).toBe(steps * (8 * m * (n + m) + (8 + 4 + 5 + 4) * m));
    // 5 slopes, 4 + 2 products, a sum; and the sums of two biases over the batch
    expect(backward).toBe(steps * (16 * m * (n + m) + 12 * m) + 2 * T * (B - 1) * 4 * m);
    const [twice] = flops(new LSTM(n, m, { bidirectional: true, numLayers: 2, rng }), numbers(B, T, n));
    expect(twice).toBe(2 * forward + 2 * steps * (8 * m * (2 * m + m) + 21 * m));
  });

  it("of attention are four projections, two products for each pair of places, and some for each of these", () => {
    const [T, E, heads] = [7, 8, 2];
    const [forward, backward] = flops(new MultiheadAttention(E, heads, { causal: true, rng }), numbers(B, T, E));
    const [weights, pairs] = [2 * B * T * 4 * E * E, 4 * B * T * T * E];
    const [size, scores] = [B * T * E, B * heads * T * T];
    // Biases, q by its scale; 6 for a softmax, and 4 for its mask.
    expect(forward).toBe(weights + pairs + 4 * size + size + 10 * scores);
    // Sums of biases, dq by the scale, the dx of q, k and v together; 5 for the softmax and its mask, with a sum for each row.
    expect(backward).toBe(2 * (weights + pairs) + 4 * (size - E) + 3 * size + 5 * scores - B * heads * T);
  });

  it("of a module without an express are not known, and the others' are", () => {
    class Twice extends Module {
      y?: Tensor;
      fprop(x: Tensor): Tensor {
        return (this.y = Tensor.from(
          x.data.map((v) => 2 * v),
          x.shape,
        ));
      }
      bprop(dy: Tensor): Tensor {
        return Tensor.from(
          dy.data.map((v) => 2 * v),
          dy.shape,
        );
      }
    }
    const profiled = ticking(new Sequential(new Linear(5, 3, { bias: false, rng }), new Twice()), numbers(B, 5));
    expect(profiled.modules.map((m) => m.counted)).toEqual([true, true, false]);
    expect(profiled.flops).toBe(6 * B * 5 * 3);
    expect(String(profiled)).toMatch(/1 Twice +1 +1\.00 +– +1\.00 +–/);
    expect(String(profiled)).toMatch(/not counted, for want of an express: Twice$/);
  });

  // Module by module, as profile counts, and as one expression: the two must agree, but where modules share what they
  // compute, or a Checkpoint computes it again, or a Sequencer draws its steps when their number is known.
  const apart = [
    "Sequential a layer and its twin",
    "Graph one module in three places",
    "Graph positions of a tuple, one of them twice, one not at all",
    "MapTable of Linear",
  ];
  const other = (row: ModuleRow): boolean =>
    apart.includes(`${row.of} ${row.how}`) || /Checkpoint|checkpoints|Sequencer/.test(`${row.of} ${row.how}`);

  it.each(modules.map((row) => [`${row.of} ${row.how}`, row] as const))("add up in %s", (_, row) => {
    const net = row.make(new Rng(1));
    const x = inputOf(row, net);
    const profiled = ticking(net, x);
    for (const { forward, backward } of profiled.modules)
      for (const way of [forward, backward]) {
        expect(Number.isSafeInteger(way.flops) && way.flops >= 0).toBe(true);
        expect(way.self).toBeGreaterThanOrEqual(0);
      }
    for (const line of String(profiled).split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    const copy = net.clone();
    const whole = flopsOf(copy, { x, y: copy.fprop(x) as Value });
    if (whole === undefined) expect(profiled.modules[0].counted).toBe(false);
    else if (!other(row))
      expect([profiled.forward.flops, profiled.backward.flops]).toEqual([whole.forward, whole.backward]);
  });
});

describe("a profile", () => {
  const net = (): Sequential<AnyModule[]> => {
    const rng = new Rng(1);
    const block = new Sequential(new Linear(8, 8, { rng }), new Tanh());
    return new Sequential<AnyModule[]>(new Linear(4, 8, { rng }), new Checkpoint(block), new Dropout(0.5, { rng }));
  };

  it("is a table of what the clock said", () => {
    expect(String(ticking(net(), numbers(2, 4)))).toBe(
      [
        "module                 calls  fprop ms  FLOP/s  bprop ms  FLOP/s    self  bytes",
        "─────────────────────  ─────  ────────  ──────  ────────  ──────  ──────  ─────",
        "Sequential                 1      13.0  35.7 k      19.0  58.1 k  25.0 %",
        "  0 Linear(4 → 8)          1      1.00   144 k      1.00   264 k   6.3 %  416 B",
        "  1 Checkpoint             1      7.00  41.1 k      13.0  63.4 k  15.6 %  384 B",
        "    module Sequential      2      10.0  57.6 k      5.00   107 k  28.1 %",
        "      0 Linear(8 → 8)      2      2.00   272 k      1.00   520 k   9.4 %  576 B",
        "      1 Tanh               2      2.00  16.0 k      1.00  16.0 k   9.4 %",
        "  2 Dropout(0.5)           1      1.00  32.0 k      1.00  16.0 k   6.3 %  192 B",
        "32.0 ms, 1.57 kFLOP, 1.57 kB: a step, the mean of 1",
      ].join("\n"),
    );
  });

  it("has frames in frames, as methods call each other", () => {
    const { forward, backward } = ticking(net(), numbers(2, 4));
    const tree = (f: Frame): unknown => [`${f.path}.${f.method}`, ...f.within.map(tree)];
    const block = (method: string, ...order: string[]): unknown => [
      `1.module.${method}`,
      ...order.map((k) => [`1.module.${k}.${method}`]),
    ];
    expect(tree(forward)).toEqual([".fprop", ["0.fprop"], ["1.fprop", block("fprop", "0", "1")], ["2.fprop"]]);
    // Checkpoint computes once more what it has not kept.
    const again = ["1.bprop", block("fprop", "0", "1"), block("bprop", "1", "0")];
    expect(tree(backward)).toEqual([".bprop", ["2.bprop"], again, ["0.bprop"]]);
    const check = (f: Frame): void => {
      expect(f.self + f.within.reduce((t, { time }) => t + time, 0)).toBeCloseTo(f.time, 9);
      expect(f.flops).toBeGreaterThanOrEqual(f.within.reduce((n, inner) => n + inner.flops, 0));
      f.within.forEach(check);
    };
    [forward, backward].forEach(check);
  });

  it("counts calls and times per step", () => {
    let ms = 0;
    const net = new Sequencer(new LSTMCell(3, 2, { rng: new Rng(1) }));
    const profiled = profile(net, numbers(2, 5, 3), { steps: 4, warmup: 2, clock: () => ms++ });
    expect(profiled.modules.map(({ forward, backward }) => [forward.calls, forward.time, backward.calls])).toEqual([
      [1, 11, 1],
      [5, 5, 5],
    ]);
    expect(profiled.steps).toBe(4);
  });

  it("leaves the net as it is: its gradients, its streams, and what its next bprop needs", () => {
    const [profiled, other] = [net(), net()];
    const [x, dy] = [numbers(2, 4), numbers(2, 8)];
    const steps = (m: AnyModule, between: () => void): string[] => {
      m.fprop(x);
      between();
      const dx = bits([m.bprop(dy) as Tensor]);
      const y = bits([m.fprop(x) as Tensor]);
      return [dx, y, bits(m.parameters().flatMap((p) => [p.value, p.grad]))].map(String);
    };
    const keys = (m: AnyModule): string[] => m.modules().map((inner) => Object.keys(inner).join());
    const expected = steps(other, () => undefined);
    expect(steps(profiled, () => void profile(profiled, x, { steps: 2 }))).toEqual(expected);
    expect(keys(profiled)).toEqual(keys(other));
    expect(() => profile(profiled, numbers(2, 5))).toThrow(/0\.Linear\(4 → 8\): x should be \[batch, 4\]/);
    expect(keys(profiled)).toEqual(keys(other));
  });

  it("takes the mode that the net is in, and a dy of the caller's", () => {
    const dropping = net();
    const seen: unknown[] = [];
    class Looking extends Tanh {
      override bprop(dy: Tensor): Tensor {
        seen.push(dy.data[0]);
        return super.bprop(dy);
      }
    }
    ticking(new Looking(), numbers(1, 1));
    profile(new Looking(), numbers(1, 1), { steps: 1, warmup: 1, dy: Tensor.from([[3]]) });
    expect(seen).toEqual([1, 1, 3, 3]);
    expect(ticking(dropping, numbers(2, 4)).modules.at(-1)!.forward.flops).toBe(32);
    expect(ticking(dropping.eval(), numbers(2, 4)).modules.at(-1)!.forward.flops).toBe(0);
    expect(dropping.training).toBe(false);
  });

  it("is a picture: two flames as wide as their times, that tell their numbers", () => {
    const profiled = ticking(net(), numbers(2, 4));
    const svg = profiled.toSVG();
    expect(balanced(svg)).toBe(true);
    expect(found(svg, /<title>[^<]*<\/title>/g)).toHaveLength(7 + 10);
    expect(svg).toContain("<title>1 Checkpoint.bprop: 13.0 ms, 3.00 of its own, 63.4 kFLOP/s</title>");
    const widths = found(svg, /class="frame"[^>]*width="[\d.]+"/g).map((box) =>
      Number(/width="([\d.]+)"/.exec(box)![1]),
    );
    expect(Math.max(...widths)).toBe(960);
    expect(widths[0]).toBeCloseTo((960 * 13) / 19, 0);
    // What a method calls stands below it, from its left edge on, one behind the other.
    const places = found(svg, /class="frame" x="[\d.]+" y="\d+" width="[\d.]+"/g).map((box) =>
      box.match(/[\d.]+/g)!.map(Number),
    );
    const [net0, linear, checkpoint, block] = places;
    expect([linear[0], checkpoint[0], block[0]]).toEqual([net0[0], linear[0] + linear[2], checkpoint[0]]);
    expect([linear[1], checkpoint[1], block[1]].map((y) => y - net0[1])).toEqual([22, 22, 44]);
    expect(svg).toContain("prefers-color-scheme: dark");
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    // A module may be called anything.
    class Odd extends Tanh {
      override toString(): string {
        return "a<b>&c";
      }
    }
    const odd = ticking(new Odd(), numbers(1, 1)).toSVG();
    expect(odd).toContain("a&lt;b&gt;&amp;c");
    expect(balanced(odd)).toBe(true);
  });

  it("looks at the platform's clock", () => {
    const { time, forward } = profile(net(), numbers(2, 4), { steps: 50 });
    expect(time).toBeGreaterThan(0);
    expect(time).toBeLessThan(1000);
    expect(forward.time).toBeGreaterThan(0);
  });

  it.each([
    ["a net", () => profile(3 as never, numbers(2, 4)), /net should be a Module/],
    ["an input", () => profile(net(), 3 as never), /x should be a Tensor/],
    ["steps", () => profile(net(), numbers(2, 4), { steps: 0 }), /steps/],
    ["warmup", () => profile(net(), numbers(2, 4), { warmup: 0.5 }), /warmup/],
  ])("refuses what is not %s", (_, call, message) => {
    expect(refusal(call).message).toMatch(message);
  });
});
