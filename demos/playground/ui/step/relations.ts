import type { ModuleTrace, ParameterTrace } from "../../model/trace.ts";
import { entry } from "../paper.ts";

/** A tensor beside a module: what goes in and out, and parameters by their names; with d in front what comes back. */
export type Role = string;

/** An entry that somebody looks at. */
export interface Look {
  readonly role: Role;
  readonly index: number;
}

/** What stands for a parameter in formulas: W, and w where each number has one; W_ih of the first layer, W_ih_l1 of the next. */
export function letter({ name, value }: Pick<ParameterTrace, "name" | "value">): string {
  const { what, rest } = /^(?<what>weight|bias)(?<rest>_.h_l.+)?$/.exec(name)?.groups ?? {};
  if (what === undefined) return name;
  const bare = what === "bias" ? "b" : value.shape.length === 1 ? "w" : "W";
  return `${bare}${rest === undefined ? "" : rest.replace(/_l0$/, "")}`;
}

/** What an entry is made of, or goes into. */
export interface Relation {
  /** For each tensor that takes part, which of its entries do. */
  readonly lit: Readonly<Record<Role, (index: number) => boolean>>;
  /** The entry as a sum of products of numbers that are on the page. */
  readonly sum?: Sum;
}

export interface Sum {
  readonly value: number;
  readonly terms: readonly Term[];
}

/** A product: names and numbers of its factors. */
export type Term = readonly { readonly name: string; readonly value: number }[];

/** Layers that work on each number by itself. */
const elementwise = new Set(
  (
    "Sigmoid Tanh Hardtanh ReLU LeakyReLU ReLU6 RReLU ELU CELU SELU GELU SiLU Mish Softplus Softsign LogSigmoid " +
    "Hardsigmoid Hardswish Threshold Tanhshrink Hardshrink Softshrink Abs Exp Log Sqrt Square Power Clamp Identity " +
    "Dropout AlphaDropout GaussianNoise GradientReversal"
  ).split(" "),
);

/** What has to do with the entry that is looked at, where that is plain to see: in a Linear, and elementwise. */
export function relation(module: ModuleTrace, look: Look): Relation | undefined {
  if (module.x.length !== 1 || module.y.length !== 1) return undefined;
  if (elementwise.has(module.kind)) return alike(module, look);
  if (module.kind === "Residual") return skipped(module, look);
  const [{ shape }] = module.x;
  if (module.kind === "Linear" && shape.length === 2) return linear(module, look);
  return undefined;
}

function alike({ dy, dx }: ModuleTrace, { role, index }: Look): Relation {
  const same = (i: number): boolean => i === index;
  const lit = { x: same, y: same, dx: same, dy: same };
  const [{ shape, data }] = dy;
  if (role !== "dx" || data[index] === 0) return { lit };
  const value = dx[0].data[index];
  const factors = [
    { name: entry("dy", shape, index), value: data[index] },
    { name: "∂y/∂x", value: value / data[index] },
  ];
  return { lit, sum: { value, terms: [factors] } };
}

/** x goes along the skip connection to y, and dy to dx; what the block adds on either way is the rest. */
function skipped({ x, y, dy, dx }: ModuleTrace, { role, index }: Look): Relation {
  const same = (i: number): boolean => i === index;
  const lit = { x: same, y: same, dx: same, dy: same };
  if (role !== "y" && role !== "dx") return { lit };
  const [[whole], [along], name, block] = role === "y" ? [y, x, "x", "f(x)"] : [dx, dy, "dy", "f′ᵀ dy"];
  const [value, part] = [whole.data[index], along.data[index]];
  const terms = [
    [{ name: entry(name, along.shape, index), value: part }],
    [{ name: entry(block, along.shape, index), value: value - part }],
  ];
  return { lit, sum: { value, terms } };
}

function linear(module: ModuleTrace, { role, index }: Look): Relation {
  const [x, y, dy] = [module.x[0], module.y[0], module.dy[0]];
  const [rows, ins] = x.shape;
  const outs = y.shape[1];
  const weight = module.parameters.find(({ name }) => name === "weight")!.value;
  const bias = module.parameters.find(({ name }) => name === "bias")?.value;
  const X = (r: number, i: number) => ({ name: `x[${r}, ${i}]`, value: x.data[r * ins + i] });
  const D = (r: number, o: number) => ({ name: `dy[${r}, ${o}]`, value: dy.data[r * outs + o] });
  const W = (o: number, i: number) => ({ name: `W[${o}, ${i}]`, value: weight.data[o * ins + i] });
  const row = (width: number, r: number) => (at: number) => Math.floor(at / width) === r;
  const column = (width: number, c: number) => (at: number) => at % width === c;
  const one = (at: number): boolean => at === index;
  const over = <T>(n: number, f: (k: number) => T): T[] => Array.from({ length: n }, (_, k) => f(k));

  if (role === "x" || role === "dx") {
    const [r, i] = [Math.floor(index / ins), index % ins];
    if (role === "x")
      return { lit: { x: one, weight: column(ins, i), y: row(outs, r), dx: one, dweight: column(ins, i) } };
    return {
      lit: { x: one, dx: one, dy: row(outs, r), weight: column(ins, i) },
      sum: { value: module.dx[0].data[index], terms: over(outs, (o) => [D(r, o), W(o, i)]) },
    };
  }
  if (role === "y" || role === "dy") {
    const [r, o] = [Math.floor(index / outs), index % outs];
    if (role === "dy")
      return {
        lit: {
          y: one,
          dy: one,
          dx: row(ins, r),
          dweight: row(ins, o),
          dbias: (at) => at === o,
          weight: row(ins, o),
          x: row(ins, r),
        },
      };
    return {
      lit: { y: one, dy: one, x: row(ins, r), weight: row(ins, o), bias: (at) => at === o },
      sum: {
        value: y.data[index],
        terms: [...over(ins, (i) => [W(o, i), X(r, i)]), ...(bias ? [[{ name: `b[${o}]`, value: bias.data[o] }]] : [])],
      },
    };
  }
  if (role === "weight" || role === "dweight") {
    const [o, i] = [Math.floor(index / ins), index % ins];
    const lit = { weight: one, dweight: one, x: column(ins, i), dy: column(outs, o) };
    if (role === "weight") return { lit: { ...lit, y: column(outs, o) } };
    const gradient = module.parameters.find(({ name }) => name === "weight")!.gradient;
    return { lit, sum: { value: gradient.data[index], terms: over(rows, (r) => [D(r, o), X(r, i)]) } };
  }
  const lit = { bias: one, dbias: one, dy: column(outs, index), y: column(outs, index) };
  if (role === "bias") return { lit };
  const gradient = module.parameters.find(({ name }) => name === "bias")!.gradient;
  return { lit, sum: { value: gradient.data[index], terms: over(rows, (r) => [D(r, index)]) } };
}
