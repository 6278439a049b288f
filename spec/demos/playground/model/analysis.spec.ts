import {
  Bias,
  Conv2d,
  Flatten,
  Linear,
  PolynomialFeatures,
  ReLU,
  Residual,
  Sequential,
  Tanh,
  TransformerEncoderLayer,
  Upsample,
  type AnyModule,
} from "fprop";
import type { Layer } from "fprop/io";
import { describe, expect, it } from "vitest";
import { analyse, refitted } from "../../../../demos/playground/model/analysis.ts";
import { chosen } from "../../../../demos/playground/model/choices.ts";
import type { Configuration } from "../../../../demos/playground/model/configuration.ts";
import { replaced } from "../../../../demos/playground/model/places.ts";
import {
  comparisons,
  configurationOf,
  dataFor,
  layersOf,
  presets,
} from "../../../../demos/playground/model/presets.ts";

const moons = (...modules: AnyModule[]): Configuration => configurationOf(dataFor("moons"), modules);
const block = (n: number): AnyModule =>
  new Residual(new Sequential<AnyModule[]>(new Linear(n, n), new Tanh()) as AnyModule) as AnyModule;

describe("an analysis", () => {
  it.each([
    ...presets.map(({ id, configuration }) => [id, configuration] as const),
    ...comparisons.flatMap(({ id, left, right }) => [[`${id}, left`, left] as const, [`${id}, right`, right] as const]),
  ])("finds nothing wrong with %s", (_, configuration) => {
    const { refusal, output } = analyse(configuration);
    expect(refusal).toBeUndefined();
    expect(output).toBeDefined();
    expect(refitted(configuration)).toEqual(configuration);
  });

  it("has the shapes between layers, and inside of blocks", () => {
    const { places, input, output, weights } = analyse(moons(new Linear(2, 4), block(4), new ReLU(), new Linear(4, 2)));
    expect(places.map((p) => `${p.path} ${p.name} ${p.input} → ${p.output}, ${p.weights}`)).toEqual([
      "0 Linear(2 → 4) 2 → 4, 12",
      "1 Residual 4 → 4, 20",
      "1.module Sequential 4 → 4, 20",
      "1.module.0 Linear(4 → 4) 4 → 4, 20",
      "1.module.1 Tanh 4 → 4, 0",
      "2 ReLU 4 → 4, 0",
      "3 Linear(4 → 2) 4 → 2, 10",
    ]);
    expect([input, output, weights]).toEqual([[2], [2], 42]);
  });

  it("says in the library's words what does not fit, and where", () => {
    const wrong = analyse(moons(new Linear(2, 4), new Linear(5, 2), new ReLU()));
    expect(wrong.refusal).toMatchObject({ code: "SHAPE", part: "layers", place: [1] });
    expect(wrong.refusal!.message).toBe("Linear(5 → 2): x should be [batch, 5], got [2, 4]");
    expect(wrong.places.map(({ output }) => output)).toEqual([[4], undefined, undefined]);
    expect(wrong.places[1].input).toEqual([4]);

    const inside = analyse(moons(new Linear(2, 4), block(3), new Linear(4, 2)));
    expect(inside.refusal).toMatchObject({ part: "layers", place: [1, 0, 0] });
    expect(inside.refusal!.message).toContain("Linear(3 → 3): x should be [batch, 3], got [2, 4]");

    const skip = analyse(moons(new Residual(new Linear(2, 3)) as AnyModule, new Linear(2, 2)));
    expect(skip.refusal).toMatchObject({ part: "layers", place: [0] });
    expect(skip.refusal!.message).toContain("output of the module should be [2, 2], got [2, 3]");
  });

  it("says what a constructor refuses, and of which layer", () => {
    const layers = layersOf(new Linear(2, 4), block(4));
    const bad: Layer = { kind: "Linear", args: [4, 0, { bias: true, inputGrad: true }] };
    const { refusal } = analyse({ ...moons(), layers: replaced(layers, [1, 0, 0], [bad]) });
    expect(refusal).toMatchObject({ part: "layers", place: [1, 0, 0] });
    expect(refusal!.message).toBe("Linear: outFeatures should be an integer of at least 1, got 0");
    const bomb: Layer = { kind: "Upsample", args: [{ size: 900_000, mode: "nearest", alignCorners: false }] };
    const [attention] = layersOf(new TransformerEncoderLayer(8, 1, { dimFeedforward: 8, dropout: 0 }));
    const options = { ...(attention.args[2] as object), activation: bomb } as unknown as Layer["args"][number];
    const hidden = { ...moons(), layers: [{ ...attention, args: [8, 1, options] }] };
    expect(analyse(hidden).refusal).toMatchObject({ code: "CONFIGURATION", place: [0] });
    const unknown = analyse({ ...moons(), layers: [{ kind: "Transformer", args: [] }] });
    expect(unknown.refusal).toMatchObject({ code: "CONFIGURATION", place: [0] });
  });

  it("says of loss, regularizer, optimizer and schedule what does not go with the net", () => {
    const c = moons(new Linear(2, 3), new Tanh());
    const bce = analyse({ ...c, loss: chosen("loss", "BCELoss") });
    expect(bce.refusal).toMatchObject({ part: "loss" });
    const few = analyse(configurationOf(dataFor("digits"), [new Conv2d(1, 2, 3), new ReLU()]));
    expect(few.refusal).toMatchObject({ part: "loss" });
    const narrow = analyse(configurationOf(dataFor("spirals", { arms: 3 }), [new Linear(2, 2)]));
    expect(narrow.refusal).toMatchObject({ part: "loss", code: "TARGET" });
    expect(analyse(moons(new Tanh())).refusal).toMatchObject({ part: "optimizer" });
    const penalty = { ...moons(new Bias(2)), regularizer: { kind: "L2", lambda: 1 } as const };
    expect(analyse(penalty).refusal).toMatchObject({ part: "regularizer" });
    const nesterov = chosen("optimizer", "SGD", { nesterov: true });
    expect(analyse({ ...c, optimizer: nesterov }).refusal).toMatchObject({ part: "optimizer" });
    const schedule = chosen("schedule", "StepLR", { stepSize: 0.5 });
    expect(analyse({ ...c, schedule }).refusal).toMatchObject({ part: "schedule" });
  });

  it("refuses what would take too much, before it is taken", () => {
    const images = (...modules: AnyModule[]): Configuration => configurationOf(dataFor("digits"), modules);
    const large: readonly Configuration[] = [
      images(new Upsample({ scaleFactor: 100_000 })),
      images(new Upsample({ size: [90_000, 90_000] })),
      { ...images(), layers: [{ kind: "ConstantPad2d", args: [[900_000, 0, 0, 0], 0] }] },
      { ...images(), layers: [{ kind: "Linear", args: [8, 900_000, { bias: true, inputGrad: true }] }] },
      { ...images(), layers: [{ kind: "AdaptiveAvgPool2d", args: [900_000] }] },
      { ...images(), layers: [{ kind: "Expand", args: [[900_000, 8, 8]] }] },
      { ...images(), layers: [{ kind: "Fold", args: [[9000, 9000], [3, 3], { stride: 1, padding: 0, dilation: 1 }] }] },
      images(new Conv2d(1, 2, 3, { padding: 40_000 })),
      moons(new Linear(2, 450), new Linear(450, 450)),
      moons(new Linear(2, 60), new PolynomialFeatures(5)),
      moons(new PolynomialFeatures(999)),
      moons(...Array.from({ length: 70 }, () => new Tanh())),
    ];
    for (const [i, configuration] of large.entries()) {
      const start = performance.now();
      expect(analyse(configuration).refusal, `${i}`).toBeDefined();
      expect(performance.now() - start, `${i}`).toBeLessThan(2000);
    }
  });

  it("fits layers to the shapes that come to them, inside of blocks, too, and nothing else", () => {
    const c = moons(new Linear(2, 4), new Linear(7, 5), block(3), new Linear(9, 2));
    expect(analyse(c).refusal).toBeDefined();
    const fits = refitted(c);
    expect(analyse(fits).refusal).toBeUndefined();
    const [first, second, third, fourth] = fits.layers;
    expect(first).toEqual(c.layers[0]);
    expect(second.args.slice(0, 2)).toEqual([4, 5]);
    // A block with a skip ends as it begins: of its layers, the last that can choose gives way.
    expect(JSON.stringify(third)).toContain('"kind":"Linear","args":[5,5,');
    expect(fourth.args.slice(0, 2)).toEqual([5, 2]);
    const images = configurationOf(dataFor("digits"), [
      new Conv2d(1, 6, 3, { padding: 1 }),
      new Residual(new Sequential<AnyModule[]>(new Conv2d(4, 8, 3, { padding: 1 }), new ReLU()) as AnyModule),
      new Flatten(),
      new Linear(9, 10),
    ]);
    expect(analyse(refitted(images)).output).toEqual([10]);
    const hopeless = moons(new Linear(2, 4), new Conv2d(1, 2, 3), new Linear(3, 2));
    expect(refitted(hopeless)).toEqual(hopeless);
  });
});
