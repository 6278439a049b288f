import { describe, expect, it } from "vitest";
import { FpropError, Module, MultiLoss, Rng, Sequential, Tensor, type AnyModule, type Value } from "../../index.ts";
import { leaves, mapValue } from "../../lib/value.ts";
import { gradients, inputOf, losses, modules, weights, type LossRow, type ModuleRow } from "../cases.ts";
import { bits, kept, normalLike } from "../values.ts";
import type { Anything } from "./draws.ts";

/**
 * Misuse of every module and loss of the table, one wrong thing at a time: a tensor that is none, of another element type
 * or with an axis too many, a tuple too long or too short, in whichever place. What throws says where, and the step that it
 * fell into goes on with the bits that it has without it.
 */

/** Lets anything through, so that what stands behind it is layer 1. */
class Pass extends Module<Value, Value> {
  fprop(x: Value): Value {
    return x;
  }
  bprop(dy: Value): Value {
    return dy;
  }
}

/** Modules of tuples of any length. */
const variadic: ReadonlySet<string> = new Set(["JoinTable", "SelectTable", "MapTable"]);
/** Modules in which what stands in one place of a tuple need not agree with what stands in another. */
const apart: ReadonlySet<string> = new Set(["SelectTable", "ParallelTable"]);

/** The value with its k-th tensor replaced. */
function exchanged(value: Value, k: number, by: (t: Tensor) => unknown): Anything {
  let i = 0;
  return mapValue(value, (t) => (i++ === k ? by(t) : t) as Tensor);
}

/** What is wrong in the place of a value of this form, in words. */
function wrongs(value: Value, like: (t: Tensor) => readonly [string, unknown][]): [string, Anything][] {
  const found: [string, Anything][] = [
    ["undefined", undefined],
    ["an empty tuple", []],
  ];
  leaves(value).forEach((leaf, k) => {
    for (const [what, bad] of like(leaf)) found.push([`${what} at ${k}`, exchanged(value, k, () => bad)]);
  });
  if (value instanceof Tensor) found.push(["a tuple of it", [value]], ["three of it", [value, value, value]]);
  return found;
}
const lengths = (value: Value): [string, Anything][] =>
  value instanceof Tensor
    ? []
    : [
        ["one too few", value.slice(1)],
        ["one too many", [...value, value[0]]],
        ["the first alone", value[0]],
      ];
const noTensors: readonly [string, unknown][] = [
  ["a number", 3],
  ["an array of numbers", new Float32Array(3)],
  ["null", null],
];

/** What bprop gives after a misuse; nothing where a module of others has to begin anew, as some of them have answered. */
function goingOn(bprop: () => string): string | undefined {
  try {
    return bprop();
  } catch (error) {
    expect((error as FpropError).code).toBe("STATE");
    return undefined;
  }
}

const firstOf = <T extends { of: string }>(table: readonly T[]): [string, T][] =>
  [...new Map(table.toReversed().map((row) => [row.of, row]))].toReversed();

describe.each(firstOf(modules))("misuse of %s", (_, row: ModuleRow) => {
  const make = (): Sequential<AnyModule[]> => new Sequential<AnyModule[]>(new Pass(), row.make(new Rng(1)));
  const step = (net: AnyModule, dy: Value): string => bits([kept(net.bprop(dy) as Value), ...gradients(net)]);

  it("in fprop and bprop is refused, and on it goes", () => {
    const [net, clean] = [make(), make()];
    const x = inputOf(row, clean.layers[1]);
    const y = kept(clean.fprop(x) as Value);
    const dy = normalLike(y, new Rng(2));
    const expected = step(clean, dy);
    const state = net.stateDict();

    const fixed =
      !apart.has(row.of) && (weights(net).length > 0 || leaves(x).filter(({ dtype }) => dtype !== "int32").length > 1);
    const types = (t: Tensor): [string, unknown][] => {
      const other = t.to(t.dtype === "int32" ? "float32" : "int32");
      const found: [string, unknown][] = row.anyType ? [] : [[other.dtype, other]];
      return fixed && t.dtype !== "int32" ? [...found, ["float64", t.to("float64")]] : found;
    };
    const inputs = wrongs(x, (t) => [...noTensors, ...types(t)]);
    if (!variadic.has(row.of)) inputs.push(...lengths(x));
    // Nobody looks at the gradient of indices.
    const gradientsOf = (t: Tensor): readonly [string, unknown][] =>
      t.dtype === "int32"
        ? []
        : [...noTensors, ["float64", t.to("float64")], ["an axis more", Tensor.zeros([...t.shape, 1])]];
    const outputs = [...wrongs(y, gradientsOf), ...lengths(y)];
    const calls = [
      ...inputs.map(([what, bad]) => [`x: ${what}`, () => net.fprop(bad)] as const),
      ...outputs.map(([what, bad]) => [`dy: ${what}`, () => net.bprop(bad)] as const),
    ];
    const passed: string[] = [];
    for (const [what, call] of calls) {
      net.loadStateDict(state);
      net.zeroGrad();
      for (const [i, [, stream]] of net.namedStreams().entries()) stream.state = make().namedStreams()[i][1].state;
      net.fprop(x);
      const before = bits([...weights(net), ...gradients(net)]);
      let thrown: unknown;
      try {
        call();
      } catch (error) {
        thrown = error;
      }
      if (!(thrown instanceof FpropError) || !thrown.path.startsWith("net.1."))
        passed.push(`${what}: ${String(thrown)}`);
      expect(bits([...weights(net), ...gradients(net)]), what).toBe(before);
      expect(goingOn(() => step(net, dy)) ?? expected, what).toBe(expected);
    }
    expect(passed).toEqual([]);
  });
});

describe.each(firstOf(losses))("misuse of %s", (_, row: LossRow) => {
  it("in fprop and bprop is refused, and on it goes", () => {
    const { y, t } = row;
    const [loss, clean] = [row.make(), row.make()];
    const around = new MultiLoss([loss] as Anything);
    clean.fprop(y, t);
    const expected = bits(kept(clean.bprop() as Value));
    const types = (v: Tensor): [string, unknown][] => [
      ...noTensors,
      [v.dtype === "int32" ? "float32" : "int32", v.to(v.dtype === "int32" ? "float32" : "int32")],
      ["two axes more", Tensor.zeros([...v.shape, 2, 2], v.dtype)],
    ];
    const calls = [
      ...[...wrongs(y, types), ...lengths(y)].map(([what, bad]) => [`y: ${what}`, bad, t] as const),
      ...(leaves(t).length === 0 ? [] : [...wrongs(t, types), ...lengths(t)]).map(
        ([what, bad]) => [`t: ${what}`, y, bad] as const,
      ),
    ];
    const passed: string[] = [];
    for (const [what, output, target] of calls) {
      loss.fprop(y, t);
      let thrown: unknown;
      try {
        around.fprop([output] as Anything, [target] as Anything);
      } catch (error) {
        thrown = error;
      }
      if (!(thrown instanceof FpropError) || !thrown.path.startsWith("net.0."))
        passed.push(`${what}: ${String(thrown)}`);
      expect(goingOn(() => bits(kept(loss.bprop() as Value))) ?? expected, what).toBe(expected);
    }
    expect(passed).toEqual([]);
  });
});
