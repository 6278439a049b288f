import fc from "fast-check";
import { Sequential, Tanh, type AnyModule } from "fprop";
import { describe, expect, it } from "vitest";
import { analyse } from "../../../../demos/playground/model/analysis.ts";
import { checked } from "../../../../demos/playground/model/check.ts";
import { chosen, losses, optimizers, schedules } from "../../../../demos/playground/model/choices.ts";
import type { Configuration } from "../../../../demos/playground/model/configuration.ts";
import { limits } from "../../../../demos/playground/model/limits.ts";
import { fromLink, toLink } from "../../../../demos/playground/model/link.ts";
import { comparisons, layersOf, presets } from "../../../../demos/playground/model/presets.ts";
import { PlaygroundError } from "../../../../demos/playground/model/refusal.ts";
import { newSource, scalerFor, sources } from "../../../../demos/playground/model/sources.ts";

const all: readonly Configuration[] = [
  ...presets.map(({ configuration }) => configuration),
  ...comparisons.flatMap(({ left, right }) => [left, right]),
];
const [first] = all;
const spirals = presets.find(({ id }) => id === "spirals")!.configuration;

async function refused(hash: string): Promise<PlaygroundError> {
  try {
    await fromLink(hash);
  } catch (error) {
    expect(error).toBeInstanceOf(PlaygroundError);
    return error as PlaygroundError;
  }
  throw new Error("not refused");
}

/** A hash of whatever bytes, deflated. */
async function packed(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const data = Buffer.from(await new Response(stream).arrayBuffer());
  return `#1${data.toString("base64url")}`;
}
const ofJson = (value: unknown): Promise<string> =>
  packed(new TextEncoder().encode(JSON.stringify(value)) as Uint8Array<ArrayBuffer>);

/** Every value in a tree of JSON, with what puts another in its place. */
function* spots(
  value: unknown,
  put: (other: unknown) => unknown,
): Generator<readonly [unknown, (other: unknown) => unknown]> {
  yield [value, put];
  if (Array.isArray(value)) for (const [i, v] of value.entries()) yield* spots(v, (other) => put(value.with(i, other)));
  else if (typeof value === "object" && value !== null)
    for (const [key, v] of Object.entries(value)) yield* spots(v, (other) => put({ ...value, [key]: other }));
}

describe("a link", () => {
  it("holds a configuration, and is short", async () => {
    for (const configuration of all) {
      const hash = await toLink(configuration);
      expect(hash).toMatch(/^#1[\w-]+$/);
      expect(hash.length).toBeLessThan(700);
      expect(await fromLink(hash)).toEqual(configuration);
      expect(await fromLink(hash.slice(1))).toEqual(configuration);
    }
  });

  it("holds every loss, optimizer, schedule and source with its defaults", async () => {
    const variants: Configuration[] = [
      ...losses.map(({ kind }) => ({ ...first, loss: chosen("loss", kind) })),
      ...optimizers.map(({ kind }) => ({ ...first, optimizer: chosen("optimizer", kind) })),
      ...schedules.map(({ kind }) => ({ ...first, schedule: chosen("schedule", kind) })),
      ...sources.flatMap(({ kind }) =>
        kind === "csv" ? [] : [{ ...first, data: { source: newSource(kind), testSize: 0.5, scaler: scalerFor(kind) } }],
      ),
    ];
    for (const configuration of variants) expect(await fromLink(await toLink(configuration))).toEqual(configuration);
  });

  it("holds own points, as far as it is long enough", async () => {
    const with_ = (n: number, digits: number): Configuration => ({
      ...first,
      data: {
        source: {
          kind: "points",
          points: Array.from(
            { length: n },
            (_, i) =>
              [Number(Math.sin(i).toFixed(digits)) + 0, Number(Math.cos(i * i).toFixed(digits)) + 0, i % 3] as const,
          ),
        },
        testSize: 0.25,
        scaler: "none",
      },
    });
    const few = with_(limits.points, 3);
    expect(await fromLink(await toLink(few))).toEqual(few);
    const rows = Array.from({ length: 4000 }, (_, i) => [Math.sin(i), Math.cos(i * i), i % 2]);
    const csv = { kind: "csv", name: "a", features: ["a", "b"], target: "c", classes: ["0", "1"], rows } as const;
    const error = await toLink({ ...first, data: { source: csv, testSize: 0.25, scaler: "none" } }).catch(
      (e: unknown) => e,
    );
    expect(error).toMatchObject({ name: "PlaygroundError", code: "LIMIT" });
  });

  it("is refused where it is none, of another version, damaged, or too large", async () => {
    for (const hash of ["", "#", "#1", "#hello world", "#1%00", "javascript:alert(1)", "#1\u{1F600}"])
      expect((await refused(hash)).code, hash).toBe("LINK");
    expect((await refused("#2abcd")).message).toContain("version");
    expect((await refused((await toLink(first)).slice(0, -9))).message).toContain("damaged");
    expect((await refused(`#1${"A".repeat(limits.link.letters)}`)).message).toContain("letters");
    expect((await refused(await packed(Uint8Array.of(0xff, 0xfe)))).message).toContain("damaged");
    expect((await refused(await ofJson([]))).code).toBe("CONFIGURATION");
    // What unfolds to far more than it is.
    const bomb = await packed(new Uint8Array(20_000_000).fill(32));
    expect(bomb.length).toBeLessThan(limits.link.letters);
    const start = performance.now();
    expect((await refused(bomb)).message).toContain("bytes");
    expect(performance.now() - start).toBeLessThan(1000);
    expect((await refused(await ofJson({ ...first, more: 1 }))).message).toContain("object of data");
    const deep = `${"[".repeat(5000)}${"]".repeat(5000)}`;
    expect((await refused(await packed(new TextEncoder().encode(deep) as Uint8Array<ArrayBuffer>))).code).toBe(
      "CONFIGURATION",
    );
  });

  it("whatever its letters, is a configuration or refused", async () => {
    const hashes = await Promise.all(all.slice(0, 8).map(toLink));
    const letters = fc.constantFrom(..."ABCxyz012-_#%. ".split(""));
    const mutated = fc.tuple(
      fc.constantFrom(...hashes),
      fc.array(fc.tuple(fc.nat(700), letters, fc.nat(2)), { maxLength: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(mutated, async ([hash, changes]) => {
        let text = hash;
        for (const [at, letter, how] of changes) {
          const i = at % text.length;
          text = text.slice(0, i) + (how === 0 ? "" : letter) + text.slice(how === 2 ? i : i + 1);
        }
        try {
          const configuration = await fromLink(text);
          expect(checked(configuration)).toEqual(configuration);
        } catch (error) {
          expect(error, text).toBeInstanceOf(PlaygroundError);
        }
      }),
      process.env.SOAK === "1" ? { numRuns: 60_000 } : { numRuns: 600, seed: 2 },
    );
  });
});

describe("a configuration from elsewhere", () => {
  const strange: readonly unknown[] = [
    ...[null, true, -1, 0, 0.5, 1e9, 1e308, -0, "", "x", "__proto__", "constructor", [], [[]], {}, { kind: "Linear" }],
    { kind: "toString", options: {} },
    { kind: "Linear", args: [2, 2] },
    { kind: "Graph", args: [[]] },
    JSON.parse('{"__proto__":{"kind":"xor"},"kind":"xor"}') as unknown,
    Array.from({ length: 3000 }, () => 0),
    "x".repeat(10_000),
  ];

  it("whatever stands in any place of it, is one that can be analysed, or refused", () => {
    let [kept, refusals] = [0, 0];
    for (const base of [spirals, presets.find(({ id }) => id === "attention")!.configuration, points()])
      for (const [, put] of spots(base, (other) => other))
        for (const other of strange) {
          try {
            const configuration = checked(put(other));
            expect(checked(JSON.parse(JSON.stringify(configuration)))).toEqual(configuration);
            if (kept++ % 8 === 0) expect(analyse(configuration).places.length).toBeGreaterThanOrEqual(0);
          } catch (error) {
            expect(error).toBeInstanceOf(PlaygroundError);
            refusals++;
          }
        }
    expect(kept).toBeGreaterThan(50);
    expect(refusals).toBeGreaterThan(500);
  });

  it("is made anew of what is known: nothing else comes through", () => {
    const given = JSON.parse(JSON.stringify(spirals)) as Record<string, unknown>;
    const made = checked(given);
    expect(made).toEqual(given);
    expect(made).not.toBe(given);
    for (const [value] of spots(made, (other) => other))
      if (typeof value === "object" && value !== null && !Array.isArray(value))
        expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(() => checked({ ...spirals, seed: -1 })).toThrow("seed should be a number from 0 to 2147483647, and is -1.");
    for (const speed of [NaN, Infinity, -1])
      expect(() => checked({ ...spirals, speed })).toThrow("speed should be a number");
    const many = layersOf(new Sequential<AnyModule[]>(...Array.from({ length: 40 }, () => new Tanh())));
    expect(() => checked({ ...spirals, layers: many })).not.toThrow();
    expect(() => checked({ ...spirals, layers: [...many, ...many] })).toThrow("at most 60 layers");
    expect(() => checked({ ...spirals, batchSize: 2.5 })).toThrow("batchSize should be an integer, and is 2.5.");
    expect(() => checked({ ...spirals, data: { ...spirals.data, scaler: "loud" } })).toThrow("none, standard, minmax");
  });

  function points(): Configuration {
    return {
      ...first,
      data: {
        source: {
          kind: "points",
          points: [
            [0, 1, 0],
            [1, 0, 1],
          ],
        },
        testSize: 0.5,
        scaler: "none",
      },
    };
  }
});
