import { Dropout, Linear, ReLU, Tanh } from "fprop";
import { describe, expect, it } from "vitest";
import { analyse } from "../../../../demos/playground/model/analysis.ts";
import { fieldsOf, newLayer } from "../../../../demos/playground/model/catalogue.ts";
import { chosen, losses } from "../../../../demos/playground/model/choices.ts";
import type { Configuration, Source } from "../../../../demos/playground/model/configuration.ts";
import { comparisons, configurationOf, dataFor, presets } from "../../../../demos/playground/model/presets.ts";
import { newSource, sources } from "../../../../demos/playground/model/sources.ts";
import { address, arrival } from "../../../../demos/playground/ui/address.ts";
import * as edit from "../../../../demos/playground/ui/edit.ts";

const start = presets.find(({ id }) => id === "spirals")!.configuration;
const csv = (classes: readonly string[]): Source => ({
  kind: "csv",
  name: "a.csv",
  features: ["a", "b", "c"],
  target: "t",
  classes,
  rows: [
    [1, 2, 3, 0],
    [4, 5, 6, 1],
    [1, 1, 1, 1],
    [2, 2, 2, 0],
  ],
});
const all: readonly Source[] = [
  ...sources.filter(({ kind }) => kind !== "csv").map(({ kind }) => newSource(kind as Exclude<typeof kind, "csv">)),
  csv(["u", "v"]),
  csv(["u", "v", "w"]),
  csv([]),
];
const refusal = (configuration: Configuration): string | undefined => analyse(configuration).refusal?.message;

describe("what follows from a change", () => {
  it("keeps a net fitting, from any data to any other", () => {
    for (const [i, from] of all.entries())
      for (const to of [all[(i + 1) % all.length], all[(i + 4) % all.length]]) {
        const there = edit.withSource(edit.withSource(start, from), to);
        expect(refusal(there), `${from.kind} to ${to.kind}`).toBeUndefined();
        expect(there.data.source).toEqual(to);
      }
  });

  it("keeps the presets' nets fitting on other data of the same shape", () => {
    for (const { configuration, id } of presets)
      for (const source of [newSource("spirals"), newSource("blobs")])
        if (configuration.data.source.kind !== "digits")
          expect(refusal(edit.withSource(configuration, source)), id).toBeUndefined();
  });

  it("has as many outputs as data and loss ask for", () => {
    for (const { kind } of losses)
      for (const source of [newSource("spirals"), newSource("blobs")]) {
        const there = edit.withLoss(edit.withSource(start, source), chosen("loss", kind));
        expect(refusal(there), `${kind} of ${source.kind}`).toBeUndefined();
        expect(analyse(there).output, kind).toEqual([edit.outputsFor(there)]);
      }
    expect(edit.outputsFor({ ...start, loss: chosen("loss", "BCEWithLogitsLoss") })).toBe(1);
  });

  it("changes nothing that need not change", () => {
    const noisier = edit.withSource(start, { ...newSource("spirals"), noise: 0.3 } as Source);
    expect(noisier).toEqual({ ...start, data: { ...start.data, source: noisier.data.source } });
    expect(edit.withSource(start, newSource("spirals")).layers).toEqual(start.layers);
  });

  it("lays pictures out in a row, and only pictures", () => {
    const digits = edit.withSource(start, newSource("digits"));
    expect(digits.layers[0].kind).toBe("Flatten");
    expect(edit.withSource(digits, newSource("moons")).layers[0].kind).toBe("Linear");
    const filters = presets.find(({ id }) => id === "convolution")!.configuration;
    expect(edit.withSource(filters, newSource("digits")).layers[0].kind).toBe("Conv2d");
  });

  it("fits widths of the layers behind one that was added, moved, changed or taken away", () => {
    const net = configurationOf(dataFor("moons"), [new Linear(2, 4), new Tanh(), new Linear(4, 2)]);
    const [inFeatures, outFeatures] = fieldsOf(net.layers[0]);
    const wider = edit.withLayerField(net, [0], outFeatures, 8);
    expect(analyse(wider).places.map(({ name }) => name)).toEqual(["Linear(2 → 8)", "Tanh", "Linear(8 → 2)"]);
    expect(refusal(edit.withLayerField(net, [0], inFeatures, 3))).toMatch(/x should be \[batch, 3\], got \[2, 2\]/);
    const longer = edit.withInserted(net, [1], newLayer("Linear", [4]));
    expect(refusal(longer)).toBeUndefined();
    expect(refusal(edit.withoutLayer(longer, [0]))).toBeUndefined();
    expect(edit.withRaised(net, [1]).layers.map(({ kind }) => kind)).toEqual(["Tanh", "Linear", "Linear"]);
    expect(refusal(edit.withRaised(net, [1]))).toBeUndefined();
  });

  it("knows what comes in at a place, at the end and inside of blocks, too", () => {
    const net = configurationOf(dataFor("moons"), [new Linear(2, 4), new ReLU(), new Dropout(0.5), new Linear(4, 2)]);
    const blocks = edit.withInserted(net, [1], newLayer("Residual", [4]));
    const analysis = analyse(blocks);
    expect(edit.shapeAt(analysis, [0])).toEqual([2]);
    expect(edit.shapeAt(analysis, [1])).toEqual([4]);
    expect(edit.shapeAt(analysis, [5])).toEqual([2]);
    expect(edit.shapeAt(analysis, [1, 0, 2])).toEqual([4]);
    expect(edit.shapeAt(analysis, [1, 0])).toEqual([4]);
  });
});

describe("the page's address", () => {
  const [a, b] = [comparisons[0].left, comparisons[0].right];

  it("holds what is on the page", async () => {
    for (const [mode, configurations] of [
      ["train", [a]],
      ["step", [a]],
      ["compare", [a, b]],
    ] as const)
      expect(await arrival(await address(mode, configurations))).toEqual({ mode, configurations });
  });

  it("refuses what is none, and more than two", async () => {
    const link = (await address("train", [a])).slice(1);
    for (const hash of [
      `#${link}.${link}.${link}`,
      `#${link}.${link}~step`,
      `#${link}.`,
      "#~step",
      "#",
      "#%00",
      `#${link}~go`,
    ])
      await expect(arrival(hash), hash.slice(-12)).rejects.toMatchObject({ name: "PlaygroundError", code: "LINK" });
  });
});
