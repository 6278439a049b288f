import {
  Loss,
  MSELoss,
  Objective,
  Parameter,
  Regularizer,
  Rng,
  Softmax,
  Tensor,
  type Reduction,
  type Value,
} from "../../index.ts";
import { clear, type Shape } from "./row.ts";
import { drawn } from "../values.ts";

// oxlint-disable-next-line no-explicit-any -- losses of whatever outputs and targets
export type AnyLoss = Loss<any, any, number | Tensor>;

export interface LossRow {
  readonly of: string;
  readonly how: string;
  readonly torch: string | null;
  readonly reduction: Reduction;
  readonly make: () => AnyLoss;
  /** Outputs and targets; a loss of several takes tuples, one of no targets the empty tuple. */
  readonly y: Value;
  readonly t: Value;
  /** A t that is refused with TARGET. */
  readonly badTarget?: Value;
  /** Says that a row's term depends on the other rows, as where all keys of a batch are compared with each query. */
  readonly crossed?: boolean;
}

export const reductions = ["mean", "sum", "none"] as const;

/** A row for each reduction, with outputs and targets drawn for a shape. */
export function loss(
  of: string,
  how: string,
  make: (reduction: Reduction) => AnyLoss,
  draw: (rng: Rng) => Pick<LossRow, "y" | "t" | "badTarget" | "crossed">,
  torch: string | null = `torch.nn.${of}`,
  kinds: readonly Reduction[] = reductions,
): LossRow[] {
  return kinds.map((reduction) => ({
    of,
    how: `${how}, ${reduction}`,
    torch,
    reduction,
    make: () => make(reduction),
    ...draw(new Rng(2).split(`${of} ${how}`)),
  }));
}

export const sizes: readonly Shape[] = [[5, 3], [1, 1], [2, 3, 2], [4]];

/** Losses of y and t of one shape; `t` and `y` draw a target, and an output for a target. */
export function pairwise(
  of: string,
  how: string,
  make: (reduction: Reduction) => AnyLoss,
  t: (rng: Rng) => number,
  y: (rng: Rng, t: number) => number,
  torch?: string | null,
  bad?: number,
): LossRow[] {
  return sizes.flatMap((shape) =>
    loss(
      of,
      `${how}[${shape.join(", ")}]`,
      make,
      (rng) => {
        const target = drawn(shape, () => t(rng));
        let i = 0;
        const output = drawn(shape, () => y(rng, target.data[i++]));
        return { y: output, t: target, ...(bad === undefined ? {} : { badTarget: drawn(shape, () => bad) }) };
      },
      torch,
    ),
  );
}

export const normal = (rng: Rng): number => rng.normal();
export const probability = (rng: Rng): number => rng.next();
/** Either side of `centre`, from `clear` to `clear + 2` away. */
export const beside = (rng: Rng, centre: number): number =>
  centre + (rng.next() < 0.5 ? -1 : 1) * rng.uniform(clear * 1.1, 2);
export const sign = (rng: Rng): number => (rng.next() < 0.5 ? -1 : 1);

/** Logits and class indices; `ignored` rows carry the mark. */
export const indices =
  (batch: number, classes: number, ignored: readonly number[] = [], mark = -100) =>
  (rng: Rng): Pick<LossRow, "y" | "t" | "badTarget"> => ({
    y: drawn([batch, classes], () => rng.normal()),
    t: Tensor.from(Int32Array.from({ length: batch }, (_, i) => (ignored.includes(i) ? mark : rng.integer(classes)))),
    badTarget: Tensor.from(new Int32Array(batch).fill(classes)),
  });

/** Logits of places [batch, classes, …] and class indices, of which every fifth carries the mark. */
export const places =
  ([batch, classes, ...d]: Shape, mark = -100) =>
  (rng: Rng): Pick<LossRow, "y" | "t" | "badTarget"> => {
    let i = 0;
    return {
      y: drawn([batch, classes, ...d], () => rng.normal()),
      t: drawn([batch, ...d], () => (++i % 5 === 0 ? mark : rng.integer(classes))).to("int32"),
      badTarget: drawn([batch, ...d], () => classes).to("int32"),
    };
  };

/** Logits and probabilities of classes, for each row or for each place of it. */
export const distributions =
  (batch: number, classes: number, ...d: number[]) =>
  (rng: Rng): Pick<LossRow, "y" | "t" | "badTarget"> => {
    const shape = [batch, classes, ...d];
    const y = drawn(shape, () => rng.normal());
    const t = new Softmax({ dim: 1 }).fprop(drawn(shape, () => rng.normal())).clone();
    return { y, t, badTarget: drawn(shape, () => 1.5) };
  };

export const penalised = (reduction: Reduction, penalties: (p: Parameter, q: Parameter) => Regularizer[]): AnyLoss => {
  const rng = new Rng(3);
  const weight = (shape: Shape): Parameter => new Parameter(drawn(shape, () => beside(rng, 0)));
  return new Objective(new MSELoss({ reduction: reduction as "mean" }), penalties(weight([3, 2]), weight([4])));
};
