import { describe, expect, it } from "vitest";
import { chart } from "../../../bench/peers/chart.ts";
import {
  between,
  cell,
  compare,
  judge,
  markdown,
  notes,
  table,
  type Result,
  type Row,
} from "../../../bench/peers/results.ts";

const spread = (median: number) => ({ low: 0.9 * median, median, high: 1.1 * median });
const timed = (peer: string, ms: number, ratio: number, rest: Partial<Result> = {}): Result => ({
  peer,
  time: spread(ms),
  ratio: spread(ratio),
  ranked: true,
  ...rest,
});
const rows: readonly Row[] = [
  {
    name: "W1",
    title: "Spirals",
    results: [
      timed("fprop", 0.02, 1),
      timed("Torch", 0.1, 5.0123),
      timed("online", 0.005, 0.25, { ranked: false, note: "squared error" }),
    ],
  },
  {
    name: "64³",
    title: "product, GFLOP/s",
    operations: 2 * 64 ** 3,
    results: [
      timed("fprop", 0.02, 1),
      timed("Torch", 0.004, 0.2),
      { peer: "online", note: "has no matrices", ranked: false },
    ],
  },
];
const about = {
  machine: "2 × a processor",
  clock: "wall",
  node: "20.20.2",
  date: "2026-11-24",
  load: [0.12, 1.98],
  versions: { fprop: "0.1.0", Torch: "1.13", online: "2" },
} as const;

describe("losses", () => {
  const reference = [1.1, 1.096, 1.094];

  it("that differ in their last bits are the same mathematics", () => {
    const { difference, refusal } = compare([1.1000001, 1.0960001, 1.0940001], reference);
    expect(refusal).toBeUndefined();
    expect(difference).toBeCloseTo(9.1e-8, 9);
  });

  it.each([
    ["another forward pass", [1.1002, 1.0962, 1.0942], "computes something else: losses differ by 0.02 %"],
    ["no update", [1.1, 1.1, 1.1], "computes something else"],
    ["smaller updates", [1.1, 1.09605, 1.09407], "learns something else: updates differ by 1.25 %"],
    ["a step left out", [1.1, 1.096], "2 losses of 3"],
    ["no loss", [], "0 losses of 3"],
    ["no number", [1.1, NaN, 1.094], "computes something else"],
    ["no number, as JSON has it", [1.1, null as unknown as number, 1.094], "computes something else"],
  ])("with %s are refused", (_, losses, refusal) => {
    expect(compare(losses, reference).refusal).toContain(refusal);
    expect(judge(losses, undefined, reference)).toMatchObject({ losses, ranked: false, note: expect.any(String) });
  });

  it("of other mathematics are never ranked, even where they agree", () => {
    expect(judge(reference, "online", reference)).toEqual({ losses: reference, note: "online", ranked: false });
  });
});

describe("the table", () => {
  it("has times or rates, and how many times as long as the reference", () => {
    expect(table(rows, ["fprop", "Torch", "online"], "fprop")).toEqual([
      ["W1  Spirals", "20.0 µs", "100 µs (5.01×)", "5.0 µs (0.25×) †"],
      ["64³  product, GFLOP/s", "26.2", "131 (0.20×)", "has no matrices"],
    ]);
  });

  it("leaves a cell empty for whoever was not there", () => {
    expect(cell(undefined, "fprop")).toBe("");
  });

  it("gives no figure for whoever was to compute the same and did not, but says why", () => {
    const refused = timed("Torch", 0.001, 0.05, judge([1.2, 1.1], undefined, [1.1, 1]));
    expect(cell(refused, "fprop")).toBe("refused †");
    const [note] = notes([{ ...rows[0], results: [refused] }]);
    expect(note).toBe("† Torch: computes something else: losses differ by 10.0 % (W1).");
    expect(chart([{ ...rows[0], results: [rows[0].results[0], refused] }], "fprop")).not.toContain("Torch");
  });

  it("says once of each who is not ranked, and where", () => {
    const again = { ...rows[0], name: "W2" };
    expect(notes([...rows, again])).toEqual(["† online: squared error; the time is that of as many samples (W1, W2)."]);
  });

  it("is Markdown with machine, Node, date, load and versions", () => {
    expect(markdown(rows, about, "fprop")).toBe(`|  | fprop | Torch | online |
| --- | --- | --- | --- |
| W1  Spirals | 20.0 µs | 100 µs (5.01×) | 5.0 µs (0.25×) † |
| 64³  product, GFLOP/s | 26.2 | 131 (0.20×) | has no matrices |

2 × a processor, Node 20.20.2, 2026-11-24, load average 0.1 before and 2.0 after. fprop 0.1.0, Torch 1.13, online 2.

† online: squared error; the time is that of as many samples (W1).`);
  });

  it("says when its times are the processor's", () => {
    expect(markdown(rows, { ...about, clock: "processor" }, "fprop")).toContain("\n\nProcessor time. 2 × a processor");
  });

  it("goes between its marks, and nowhere else", () => {
    const page = "above\n<!-- t -->\nold\n<!-- /t -->\nbelow";
    expect(between(page, "t", "new")).toBe("above\n<!-- t -->\n\nnew\n\n<!-- /t -->\nbelow");
    expect(() => between("above", "t", "new")).toThrow("no <!-- t -->");
  });
});

describe("the chart", () => {
  const svg = chart(rows, "fprop");
  const bars = [...svg.matchAll(/<rect class="(?<kind>\w+)" x="(?<x>[\d.]+)".*? width="(?<width>[\d.]+)"/g)].map(
    ({ groups }) => ({ kind: groups!.kind, x: Number(groups!.x), width: Number(groups!.width) }),
  );

  it("has a bar for each ranked contender, to the right where it takes longer and to the left where it takes less", () => {
    const [longer, shorter] = bars;
    expect(bars).toHaveLength(2);
    expect([longer.kind, shorter.kind]).toEqual(["more", "less"]);
    // Both end at the line of 1.
    expect(longer.x).toBeCloseTo(shorter.x + shorter.width, 5);
    expect(longer.width).toBeGreaterThan(0);
  });

  it("is logarithmic: five times as long and a fifth are bars of one length", () => {
    expect(bars[0].width).toBeCloseTo(bars[1].width, -1);
  });

  it("is readable in both themes, and escapes what names say", () => {
    expect(svg).toContain("@media (prefers-color-scheme: dark)");
    expect(chart([{ ...rows[0], title: "a < b & c" }], "fprop")).toContain("a &lt; b &amp; c");
  });
});
