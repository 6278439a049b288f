import * as e from "../expressions/operations.ts";
import { Expression, variable } from "../expressions/expression.ts";
import type { Operation, Shape, Told } from "../expressions/operation.ts";
import { broadcastShape, place, product } from "../expressions/shapes.ts";
import { Parameter } from "../parameter.ts";
import { sameShape, Tensor } from "../tensor.ts";
import { averages, interpolated } from "./planes.ts";
import { both, type Nodes, type Rule, type Shapes, type Translation, type Written } from "./translation.ts";

type Of<K extends Told["kind"]> = Extract<Told, { kind: K }>;
type Write<K extends Told["kind"]> = (
  t: Translation,
  x: readonly Written[],
  nodes: Nodes,
  told: Of<K>,
  others: Of<K>,
) => Written;

/** Operands by their places. */
const operands =
  (...places: readonly number[]): Rule["needs"] =>
  ([a, b]) =>
    places.filter((k) => k in a.of).map((k) => [a.of[k], b.of[k]]);
const all: Rule["needs"] = ([a, b]) => a.of.map((x, k) => [x, b.of[k]]);

/** The rule by which a node is written; none for an operation that ONNX has not. */
export function rules(): (node: Expression) => Rule | undefined {
  const x = variable("x");
  const fixed = fixedRules();
  const [sum, logSoftmax, exp, productNT] = [
    e.add(x, x).operation,
    e.logSoftmax(x).operation,
    e.exp(x).operation,
    e.matmul(x, e.transpose(x)).operation,
  ];
  return (node) => {
    const { operation, of } = node;
    if (operation === exp && of[0].operation === logSoftmax) return softmax;
    if (operation === sum && of[0].operation === productNT && of[1].leaf instanceof Parameter) return affine;
    const known = fixed.get(operation);
    if (known !== undefined) return known;
    if (operation.told !== undefined) return settled(operation.told);
    return operation.view === undefined ? undefined : viewed;
  };
}

/** y = W x + b as one node, of a matrix; of more axes it is a product and a sum. */
const affine: Rule = {
  needs: (nodes, t) => {
    const product: Nodes = [nodes[0].of[0], nodes[1].of[0]];
    if (!isGemm(nodes, t)) return [product, [nodes[0].of[1], nodes[1].of[1]]];
    return [...all(product, t), [nodes[0].of[1], nodes[1].of[1]]];
  },
  write: (t, x, nodes) =>
    x.length === 2
      ? elementwise("Add")(t, x, nodes)
      : t.node(
          "Gemm",
          x.map((v) => t.full(v)),
          t.shapeOf(nodes),
          nodes,
          { transB: 1 },
        ),
};
const isGemm = ([a, b]: Nodes, t: Translation): boolean =>
  t.shapeOf([a, b])[0].length === 2 && t.shapeOf([a.of[1], b.of[1]])[0].length === 1;

const softmax: Rule = {
  needs: ([a, b], t) => all([a.of[0], b.of[0]], t),
  write: (t, [x], nodes) => t.node("Softmax", [t.full(x)], t.shapeOf(nodes), nodes, { axis: -1 }),
};

/** The same numbers under another shape. */
const viewed: Rule = {
  needs: operands(0),
  write: (t, [x], nodes) => t.reshaped(x, t.shapeOf(nodes), nodes),
};

/** Element by element: operands may be such as broadcast, and so may y then be. */
const elementwise =
  (op: string): Rule["write"] =>
  (t, x, nodes) => ({
    name: t.name(
      op,
      x.map((v) => t.float(v)),
      nodes,
    ),
    shape: t.shapeOf(nodes),
    stored: both((k) =>
      broadcastShape(
        x.map((v) => v.stored[k]),
        nodes[k],
      ),
    ),
    whole: false,
  });

/** Rules for operations without settings. */
function fixedRules(): ReadonlyMap<Operation, Rule> {
  const [x, y] = [variable("x"), variable("y")];
  const simple: readonly (readonly [Expression, string])[] = [
    [e.add(x, y), "Add"],
    [e.sub(x, y), "Sub"],
    [e.mul(x, y), "Mul"],
    [e.div(x, y), "Div"],
    [e.max(x, y), "Max"],
    [e.neg(x), "Neg"],
    [e.exp(x), "Exp"],
    [e.log(x), "Log"],
    [e.tanh(x), "Tanh"],
    [e.sigmoid(x), "Sigmoid"],
    [e.softplus(x), "Softplus"],
    [e.erf(x), "Erf"],
    [e.abs(x), "Abs"],
    [e.relu(x), "Relu"],
  ];
  const made: [Operation, Rule][] = simple.map(([node, op]) => [
    node.operation,
    { needs: all, write: elementwise(op) },
  ]);
  made.push(
    [
      e.exceeds(x, y).operation,
      {
        needs: all,
        write: (t, of, nodes) => {
          const truth = elementwise("Greater")(t, of, nodes);
          return { ...truth, name: t.name("Cast", [truth.name], nodes, { to: 1 }) };
        },
      },
    ],
    [e.matmul(x, y).operation, { needs: all, write: (t, [a, b], nodes) => product2(t, t.full(a), t.full(b), nodes) }],
    [
      e.matmul(x, e.transpose(y)).operation,
      {
        needs: all,
        write: (t, [a, b], nodes) => {
          if (a.shape[0].length === 2)
            return t.node("Gemm", [t.full(a), t.full(b)], t.shapeOf(nodes), nodes, { transB: 1 });
          return product2(t, t.full(a), t.name("Transpose", [t.full(b)], nodes, { perm: [1, 0] }), nodes);
        },
      },
    ],
    [
      e.matmul(e.transpose(x), y).operation,
      {
        needs: all,
        write: (t, of, nodes) => {
          const [a, b] = of.map((v) => {
            const last = v.shape[0].at(-1)!;
            return t.full(
              t.reshaped(
                v,
                both((k) => [product(v.shape[k]) / last, last]),
                nodes,
              ),
            );
          });
          return product2(t, t.name("Transpose", [a], nodes, { perm: [1, 0] }), b, nodes);
        },
      },
    ],
    [
      e.transpose(x).operation,
      {
        needs: all,
        write: (t, [v], nodes) => t.node("Transpose", [t.full(v)], t.shapeOf(nodes), nodes, { perm: [1, 0] }),
      },
    ],
    [
      e.logSoftmax(x).operation,
      {
        needs: all,
        write: (t, [v], nodes) => t.node("LogSoftmax", [t.full(v)], t.shapeOf(nodes), nodes, { axis: -1 }),
      },
    ],
    // y is x until someone needs to see it repeated.
    [
      e.broadcast(x, y).operation,
      { needs: operands(0), write: (t, [v], nodes) => ({ ...v, shape: t.shapeOf(nodes) }) },
    ],
    [e.sumTo(x, y).operation, { needs: operands(0), write: collected }],
    // How many times as many numbers one operand of a mean has as the other.
    [e.mean(x).of[1].operation, { needs: all, write: share }],
  );
  return new Map(made);
}

const product2 = (t: Translation, a: string, b: string, nodes: Nodes): Written =>
  t.node("MatMul", [a, b], t.shapeOf(nodes), nodes);

/** Sums over the axes along which y would repeat itself to x. */
function collected(t: Translation, [x]: readonly Written[], nodes: Nodes): Written {
  const to = t.shapeOf(nodes);
  const from = x.shape;
  const lead = from[0].length - to[0].length;
  const axes = from[0].flatMap((n, i) => (i < lead || (to[0][i - lead] === 1 && n > 1) ? [i] : []));
  if (axes.length === 0) return t.reshaped(x, to, nodes);
  const sums = t.name("ReduceSum", [t.full(x), t.sheet.whole(axes)], nodes, { keepdims: 1 });
  return t.one(t.reshape(sums, to, nodes), to);
}

function share(t: Translation, [a, b]: readonly Written[], nodes: Nodes): Written {
  const [p, q] = [0, 1].map((k) => product(a.shape[k]) / product(b.shape[k]));
  if (p === q) return { name: t.sheet.scalar(p), shape: [[], []], stored: [[], []], whole: false };
  const size = (v: Written): string => t.name("Cast", [t.name("Size", [t.full(v)], nodes)], nodes, { to: 1 });
  return t.node("Div", [size(a), size(b)], [[], []], nodes);
}

/** Rules for operations with settings. */
function settled(told: Told): Rule {
  const rule = <K extends Told["kind"]>(needs: Rule["needs"], write: Write<K>): Rule => ({
    needs,
    write: (t, x, nodes) => write(t, x, nodes, told as Of<K>, nodes[1].operation.told as Of<K>),
  });
  switch (told.kind) {
    case "pow":
      return rule(all, pow);
    case "sum":
    case "amax":
      return rule(all, reduced);
    case "spread":
      return rule(operands(0), spread);
    case "permute":
      return rule(all, (t, [x], nodes, { order }: Of<"permute">) =>
        t.node("Transpose", [t.full(x)], t.shapeOf(nodes), nodes, { perm: order(x.shape[0].length) }),
      );
    case "slice":
      return rule(all, (t, [x], nodes, { axis, start, length }: Of<"slice">) => {
        const at = place(x.shape[0], axis);
        const from = start < 0 ? start + x.shape[0][at] : start;
        return sliced(t, x, nodes, at, from, from + length);
      });
    case "half":
      return rule(all, (t, [x], nodes, { axis, k }: Of<"half">) => {
        const at = place(x.shape[0], axis);
        const n = x.shape[0][at] / 2;
        return sliced(t, x, nodes, at, k * n, (k + 1) * n);
      });
    case "concat":
      return rule(all, (t, x, nodes, { axis }: Of<"concat">) =>
        t.node(
          "Concat",
          x.map((v) => t.full(v)),
          t.shapeOf(nodes),
          nodes,
          { axis },
        ),
      );
    case "matmuls":
      return rule(all, (t, [a, b], nodes, { transA, transB }: Of<"matmuls">) =>
        product2(t, turned(t, a, transA, nodes), turned(t, b, transB, nodes), nodes),
      );
    case "take":
      return rule(all, (t, [x, i], nodes, { axis }: Of<"take">) =>
        t.node("GatherElements", [t.full(x), t.index(i)], t.shapeOf(nodes), nodes, { axis }),
      );
    case "lookup":
      return rule(all, (t, [w, i], nodes) => t.node("Gather", [t.full(w), t.index(i)], t.shapeOf(nodes), nodes));
    case "gather":
      return rule(operands(0), gathered);
    case "put":
      return rule(operands(0), added);
    case "means":
      return rule(all, (t, [x], nodes, { over, divisor }: Of<"means">) =>
        averages(t, x, t.shapeOf(nodes), over(x.shape[0]), divisor, nodes),
      );
    case "resize":
      return rule(all, (t, [x], nodes, { over }: Of<"resize">) => {
        const plan = over(x.shape[0]);
        if (plan.shares !== undefined) return interpolated(t, x, t.shapeOf(nodes), plan, nodes);
        return byPlaces(t, x, t.shapeOf(nodes), plan.places, 0, nodes);
      });
    case "scale":
      return rule(all, (t, [x], nodes, { factor }: Of<"scale">) => ({
        ...x,
        name: t.name("Mul", [t.float(x), t.sheet.scalar(factor(x.shape[0].at(-1)!))], nodes),
      }));
    case "rotate":
      return rule(all, rotated);
    case "visible":
      return rule(operands(1), visible);
    case "bags":
      return rule(operands(0, 2, 3), bags);
    case "drawn":
      return rule(all, drawn);
    case "shapes":
      return rule(() => [], computed);
  }
}

const pow: Write<"pow"> = (t, [x], nodes, { n }) => {
  const shape = { shape: t.shapeOf(nodes), stored: x.stored, whole: false };
  const [name] = [t.float(x)];
  if (n === 2) return { name: t.name("Mul", [name, name], nodes), ...shape };
  if (n === 0.5) return { name: t.name("Sqrt", [name], nodes), ...shape };
  if (n === -1) return { name: t.name("Reciprocal", [name], nodes), ...shape };
  return { name: t.name("Pow", [name, t.sheet.scalar(n)], nodes), ...shape };
};

const reduced: Write<"sum" | "amax"> = (t, [x], nodes, { kind, axis }) => {
  const at = place(x.shape[0], axis);
  const shape = t.shapeOf(nodes);
  if (kind === "amax") return t.node("ReduceMax", [t.full(x)], shape, nodes, { axes: [at], keepdims: 0 });
  return t.node("ReduceSum", [t.full(x), t.sheet.whole([at])], shape, nodes, { keepdims: 0 });
};

/** An axis of size 1, until someone needs to see it repeated. */
const spread: Write<"spread"> = (t, [x], nodes, { axis }) => {
  const shape = t.shapeOf(nodes);
  const at = place(shape[0], axis);
  const stored = both((k) => x.shape[k].toSpliced(at, 0, 1));
  return { name: t.name("Unsqueeze", [t.full(x), t.sheet.whole([at])], nodes), shape, stored, whole: false };
};

const sliced = (t: Translation, x: Written, nodes: Nodes, axis: number, from: number, to: number): Written => {
  const limits = [[from], [to], [axis]].map((n) => t.sheet.whole(n));
  return { ...t.node("Slice", [t.raw(x), ...limits], t.shapeOf(nodes), nodes), whole: x.whole };
};

const turned = (t: Translation, x: Written, turn: boolean, nodes: Nodes): string => {
  if (!turn) return t.full(x);
  const order = x.shape[0].map((_, i) => i);
  return t.name("Transpose", [t.full(x)], nodes, { perm: [...order.slice(0, -2), order.length - 1, order.length - 2] });
};

const gathered: Write<"gather"> = (t, [x], nodes, { index, fill }) =>
  byPlaces(t, x, t.shapeOf(nodes), index(x.shape[0]), fill, nodes);

/** Numbers of each row of x by their places. Where there is none it is that of one more number, which is `fill`. */
function byPlaces(t: Translation, x: Written, shape: Shapes, index: Tensor, fill: number, nodes: Nodes): Written {
  const rows = t.rows(shape, index.size);
  const width = product(x.shape[0]) / rows[0];
  const lines = t.reshaped(
    x,
    [
      [rows[0], width],
      [rows[1], width],
    ],
    nodes,
  );
  const found = t.name("Gather", [extended(t, t.full(lines), index, fill, nodes), places(t, index, width)], nodes, {
    axis: 1,
  });
  return t.one(t.reshape(found, shape, nodes), shape);
}
const places = (t: Translation, index: Tensor, width: number): string =>
  t.sheet.store(
    "places",
    Array.from(index.data, (i) => (i < 0 ? width : i)),
    [index.size],
    "int64",
  );
const extended = (t: Translation, lines: string, index: Tensor, fill: number, nodes: Nodes): string =>
  index.data.every((i) => i >= 0)
    ? lines
    : t.name("Pad", [lines, t.sheet.whole([0, 0, 0, 1]), t.sheet.scalar(fill)], nodes);

/** The numbers of each row of x added in their places: each place has those that come to it summed. */
const added: Write<"put"> = (t, [x], nodes, { index }) => {
  const shape = t.shapeOf(nodes);
  const table = index(shape[0]);
  const rows = t.rows(x.shape, table.size);
  const lists: number[][] = Array.from({ length: product(shape[0]) / rows[0] }, () => []);
  for (let j = 0; j < table.size; j++) if (table.data[j] >= 0) lists[table.data[j]].push(j);
  const most = lists.reduce((n, list) => Math.max(n, list.length), 1);
  const from = Tensor.from(
    lists.flatMap((list) => [...list, ...new Array<number>(most - list.length).fill(-1)]),
    undefined,
    "int32",
  );
  const each = byPlaces(
    t,
    x,
    both((k) => [rows[k], lists.length, most]),
    from,
    0,
    nodes,
  );
  const sums = t.name("ReduceSum", [each.name, t.sheet.whole([2])], nodes, { keepdims: 0 });
  return t.one(t.reshape(sums, shape, nodes), shape);
};

/** y = x cos α + x′ sin α, where x′ has the numbers of each pair changed, and the sign of the first. */
const rotated: Write<"rotate"> = (t, [x], nodes, { angles }) => {
  const [shape] = x.shape;
  const [time, size] = [shape[1], shape.at(-1)!];
  const table = angles("float32", time).data;
  const one = [time, ...shape.slice(2, -1).map(() => 1), size];
  const turn = (of: (row: number, i: number) => number): string =>
    t.sheet.store(
      "angles",
      Array.from({ length: time * size }, (_, j) => of(Math.floor(j / size) * size, j % size)),
      one,
    );
  const cos = turn((row, i) => table[row + i - (i % 2)]);
  const sin = turn((row, i) => (i % 2 === 0 ? -1 : 1) * table[row + i - (i % 2) + 1]);
  const swap = t.sheet.whole(Array.from({ length: size }, (_, i) => i ^ 1));
  const swapped = t.name("Gather", [t.full(x), swap], nodes, { axis: -1 });
  const parts = [t.name("Mul", [t.full(x), cos], nodes), t.name("Mul", [swapped, sin], nodes)];
  return t.node("Add", parts, x.shape, nodes);
};

/** 1 where a query sees a key: of the causal half, and of the keys whose padding is 0. */
const visible: Write<"visible"> = (t, [padding], nodes, { causal }) => {
  const shape = t.shapeOf(nodes);
  const [queries, keys] = shape[0].slice(-2);
  const half = Array.from({ length: queries * keys }, (_, i) => Number(i % keys <= Math.floor(i / keys)));
  const past = causal ? t.sheet.store("causal", half, [queries, keys]) : undefined;
  if (padding === undefined) {
    const stored: Shapes = causal
      ? [
          [queries, keys],
          [queries, keys],
        ]
      : [[], []];
    return { name: past ?? t.sheet.scalar(1), shape, stored, whole: false };
  }
  const zero = t.name("Equal", [t.float(padding), t.sheet.scalar(0)], nodes);
  const stored = both((k) => [padding.shape[k][0], 1, 1, keys]);
  const seen = t.reshape(t.name("Cast", [zero], nodes, { to: 1 }), stored, nodes);
  if (past === undefined) return { name: seen, shape, stored, whole: false };
  const name = t.name("Mul", [seen, past], nodes);
  return { name, shape, stored: both((k) => stored[k].with(2, queries)), whole: false };
};

const bags: Write<"bags"> = (t, [w, at, offsets], nodes, { mode, skip }) => {
  if (offsets !== undefined) t.refuse(nodes[0], "with a bag in each row", "bags by their offsets");
  const shape = t.shapeOf(nodes);
  const index = t.index(at);
  const found = t.name("Gather", [t.full(w), index], nodes);
  const [one, last] = [t.sheet.whole([1]), t.sheet.whole([2])];
  const skipped = t.name("Equal", [t.float(at), t.sheet.scalar(skip)], nodes);
  const none = t.name("Unsqueeze", [skipped, last], nodes);
  if (mode === "max") {
    const low = t.sheet.scalar(-Infinity);
    const most = t.name("ReduceMax", [t.name("Where", [none, low, found], nodes)], nodes, { axes: [1], keepdims: 0 });
    const empty = t.name("Equal", [most, low], nodes);
    return t.node("Where", [empty, t.sheet.scalar(0), most], shape, nodes);
  }
  const kept = t.name("Where", [none, t.sheet.scalar(0), found], nodes);
  const sums = t.name("ReduceSum", [kept, one], nodes, { keepdims: 0 });
  if (mode === "sum") return t.one(sums, shape);
  const counted = t.name("Cast", [t.name("Not", [none], nodes)], nodes, { to: 1 });
  const count = t.name("ReduceSum", [counted, one], nodes, { keepdims: 0 });
  return t.node("Div", [sums, t.name("Max", [count, t.sheet.scalar(1)], nodes)], shape, nodes);
};

/** What is drawn when shapes are known is drawn for both batches, and written as if it had stood there. */
const drawn: Write<"drawn"> = (t, x, _, { draw }, { draw: drawAgain }) => {
  const leaves = x.map((v, i) => {
    const leaf = variable(`x${i}`);
    t.know([leaf, leaf], v);
    return leaf;
  });
  const [a, b] = [draw, drawAgain].map((d, k) =>
    d(
      leaves,
      x.map((v) => v.shape[k as 0 | 1]),
    ),
  );
  return t.write([a, b]);
};

/** What depends on shapes alone is computed here, as long as it does not depend on the batch. */
const computed: Write<"shapes"> = (t, _, nodes) => {
  const shape = t.shapeOf(nodes);
  const [a, b] = nodes.map((node, k) => {
    const y = Tensor.zeros(shape[k]);
    const of = node.of.map((x) =>
      Tensor.zeros(t.shapeOf([nodes[0].of[node.of.indexOf(x)], nodes[1].of[node.of.indexOf(x)]])[k]),
    );
    node.operation.value(y, of, ({ dtype }, s: Shape) => Tensor.zeros(s, dtype));
    return y;
  });
  if (!sameShape(a.shape, b.shape) || a.data.some((v, i) => v !== b.data[i]))
    return t.refuse(nodes[0], "of tables that do not depend on the batch", `${nodes[0]}`);
  return t.one(t.sheet.tensor("constant", a), shape);
};

/** The operands of a node that are indices, or masks: whole numbers. */
export function wholeOperands({ operation: { told }, of }: Expression): readonly Expression[] {
  if (told?.kind === "take" || told?.kind === "lookup" || told?.kind === "visible") return of.slice(1);
  return told?.kind === "bags" ? of.slice(2) : [];
}
