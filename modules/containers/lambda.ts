import { checkFloats, checkLike, kept, refuse } from "../../lib/check.ts";
import { shapeText } from "../../lib/errors.ts";
import { reverse } from "../../lib/expressions/derivatives.ts";
import { Expression, nodesOf, parameter, substitute, variable, type Tree } from "../../lib/expressions/expression.ts";
import { Program, type Memory } from "../../lib/expressions/program.ts";
import { xavierUniform, type Init } from "../../lib/init.ts";
import * as kernels from "../../lib/kernels/index.ts";
import { Module, type AnyModule } from "../../lib/module.ts";
import { Parameter } from "../../lib/parameter.ts";
import { generator, type Rng } from "../../lib/rng.ts";
import { Tensor } from "../../lib/tensor.ts";
import type { Value } from "../../lib/value.ts";

/**
 * A module from an expression: y = f(x; w), and dx = (∂f/∂x)ᵀ dy, dw += (∂f/∂w)ᵀ dy by reverse mode.
 *
 *     new Lambda((x, w) => tanh(matmul(x, w)), { w: [2, 3] })
 *     new Lambda<readonly [Tensor, Tensor]>((a, b) => mul(a, b))                   // two inputs, as a tuple
 *     new Lambda((x, w) => tanh(matmul(express(fc, x), w)), { w: [2, 3], fc })     // with a module in it
 *
 * The function draws its graph once. Its arguments are the inputs, then the parameters in the order in which `parameters`
 * names them with their shapes, or with the tensors they start from; `parameters` also names the modules that the function
 * takes from outside, which are then modules of this one. Parameters start as `init` has it, Glorot's uniform by default.
 * Shapes are found at fprop. Lecture slides 28–35.
 * @throws FpropError ARGUMENT for a function that takes no input, draws none, or uses a module that is not named; SHAPE,
 * naming the node; DTYPE
 */
export class Lambda<In extends Value = Tensor> extends Module<In, Tensor> implements Memory {
  readonly parts: readonly (Parameter | AnyModule)[];
  readonly weights: readonly Parameter[];
  values: Memory["values"] = [];
  views: Memory["views"] = [];
  spares: Memory["spares"] = [];
  y: Tensor | undefined;
  private readonly names: readonly string[];
  private readonly inputs: readonly Expression[];
  private readonly leaves: readonly Expression[];
  private readonly end: Expression;
  private readonly dy: Expression;
  private readonly gradients: readonly Expression[];
  private readonly program: Program;

  constructor(
    draw: (...operands: Expression[]) => Expression,
    parameters: Readonly<Record<string, readonly number[] | Tensor | AnyModule>> = {},
    { init = xavierUniform(), rng = generator }: { init?: Init; rng?: Rng } = {},
  ) {
    super();
    if (typeof draw !== "function") refuse("ARGUMENT", "Lambda", "draw", "a function of expressions", draw);
    this.names = Object.keys(parameters);
    this.parts = Object.values(parameters).map((p) =>
      p instanceof Module ? p : new Parameter(p instanceof Tensor ? p : init(p, rng)),
    );
    const own = this.parts.filter((p) => p instanceof Parameter);
    const count = draw.length - own.length;
    if (count < 1)
      refuse("ARGUMENT", "Lambda", "draw", `a function of inputs and ${own.length} parameters`, `${draw.length}`);
    this.inputs = Array.from({ length: count }, (_, i) => variable(count === 1 ? "x" : `x${i}`));
    this.weights = this.parameters();
    const names = new Map(this.parts.map((p, i) => [p, this.names[i]]));
    const learned = new Map(this.weights.map((p) => [p, names.has(p) ? variable(names.get(p)!) : parameter(p)]));
    this.leaves = [...this.inputs, ...learned.values()];
    this.end = draw(...this.inputs, ...own.map((p) => learned.get(p)!));
    if (!(this.end instanceof Expression)) refuse("ARGUMENT", "Lambda", "what draw returns", "an Expression", this.end);
    for (const node of nodesOf([this.end]))
      if (node.leaf instanceof Parameter && learned.get(node.leaf) !== node)
        refuse("ARGUMENT", "Lambda", "parameters", "the names of all modules that draw uses", `none for ${node}`);
    this.dy = variable("dy");
    this.gradients = reverse(this.end, this.leaves, this.dy);
    this.program = new Program([this.end, ...this.leaves, this.dy, ...this.gradients]);
  }

  fprop(x: In): Tensor {
    const given = (this.inputs.length === 1 ? [x] : x) as readonly Tensor[];
    if (!Array.isArray(given) || given.length !== this.inputs.length)
      refuse("SHAPE", this, "x", `a tuple of ${this.inputs.length}`, x);
    for (const t of given) checkFloats(this, "x", t, this.weights[0]?.value.dtype);
    const values = [...given, ...this.weights.map((p) => p.value)];
    const bound = new Map(this.leaves.map((leaf, i) => [leaf, values[i]]));
    this.program.bind(this, bound, given[0].dtype, new Map([[this.dy, this.end]]));
    this.program.run(this, 0, this.program.place(this.dy));
    this.y = this.values[this.program.place(this.end)]!;
    return this.y;
  }

  bprop(dy: Tensor): In {
    checkLike(this, "dy", dy, kept(this, this.y));
    const from = this.program.place(this.dy);
    this.values[from] = dy;
    this.program.run(this, from);
    const found = this.gradients.map((d) => this.values[this.program.place(d)]!);
    for (const [i, p] of this.weights.entries())
      if (p.trainable) kernels.addScaled(p.grad, found[this.inputs.length + i], 1);
    return (this.inputs.length === 1 ? found[0] : found.slice(0, this.inputs.length)) as In;
  }

  override express(x: Tree): Expression {
    const given = this.inputs.length === 1 ? [x as Expression] : (x as readonly Expression[]);
    const operands = [...given, ...this.weights.map(parameter)];
    return substitute(this.end, new Map(this.leaves.map((leaf, i) => [leaf, operands[i]])));
  }

  override *entries(): Generator<[string, Parameter | AnyModule]> {
    for (const [i, part] of this.parts.entries()) yield [this.names[i], part];
  }

  override toString(): string {
    const text = (p: Parameter | AnyModule): string => (p instanceof Module ? `${p}` : shapeText(p.value.shape));
    return `Lambda(${this.parts.map((p, i) => `${this.names[i]} ${text(p)}`).join(", ")})`;
  }
}
