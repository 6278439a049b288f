import {
  Sub,
  SplitTable,
  SelectTable,
  ParallelTable,
  Mul,
  JoinTable,
  EmbeddingBag,
  ConcatTable,
  Bottle,
  Adam,
  Add,
  CrossEntropyLoss,
  Flatten,
  Graph,
  Identity,
  join,
  L2,
  Linear,
  Loss,
  LSTM,
  Module,
  MSELoss,
  Objective,
  ReLU,
  Residual,
  Sequential,
  SGD,
  Tanh,
  Tensor,
  type Node,
} from "fprop";
import { gradcheck, gradcheckLoss } from "fprop/testing";

/**
 * What must compile, and under `@ts-expect-error` what must not. `tsc -p tsconfig.json` is the test: an expected error
 * that does not come is itself an error. Nobody calls these functions.
 */

/** Whether two types say the same; `any` says the same as itself only. */
type Same<A, B> = IsAny<A> extends IsAny<B> ? ([A, B] extends [B, A] ? true : false) : false;
type IsAny<A> = 0 extends 1 & A ? true : false;
const same = <A, B>(_: Same<A, B>): void => undefined;

type Pair = readonly [Tensor, Tensor];

export function layersOfASequentialChain(pair: Pair, x: Tensor): void {
  const net = new Sequential(new Linear(2, 3), new Tanh(), new Linear(3, 1));
  same<ReturnType<typeof net.fprop>, Tensor>(true);
  same<Parameters<typeof net.fprop>, [x: Tensor]>(true);
  net.layers[0].weight.value.data.map((w) => -w);

  const sum = new Sequential(new Add(), new ReLU());
  same<Parameters<typeof sum.fprop>, [x: Pair]>(true);
  same<ReturnType<typeof sum.bprop>, Pair>(true);
  sum.fprop(pair);
  // @ts-expect-error -- an Add first takes a tuple
  sum.fprop(x);
  // @ts-expect-error -- and nothing but two tensors
  sum.fprop([x, x, x]);

  // @ts-expect-error -- a Linear gives one tensor, an Add takes two
  new Sequential(new Linear(2, 3), new Add());
  // @ts-expect-error -- also in the middle
  new Sequential(new Linear(2, 3), new Tanh(), new Add(), new Linear(3, 1));
  // @ts-expect-error -- also inside another Sequential
  new Sequential(new Tanh(), new Sequential(new Add(), new Tanh()));
  // @ts-expect-error -- a function is no layer
  new Sequential(new Linear(2, 3), (v: Tensor) => v);

  const layers: Module[] = [new Linear(2, 2), new Tanh()];
  const counted = new Sequential(...layers);
  const y: Tensor = counted.fprop(x);
  counted.bprop(y);
}

export function recurrentLayersKnowWhatTheyTake(x: Tensor): void {
  const net = new Sequential(new LSTM(2, 3, { numLayers: 2 }), new Linear(3, 1));
  same<Parameters<typeof net.fprop>, [x: Tensor]>(true);
  same<ReturnType<typeof net.fprop>, Tensor>(true);

  const stated = new LSTM(2, 3, { states: true });
  same<ReturnType<typeof stated.fprop>, readonly [Tensor, Tensor, Tensor]>(true);
  const [y, h, c] = stated.fprop([x, x, x]);
  stated.bprop([y, h, c]);
  // @ts-expect-error -- the first states are inputs
  stated.fprop(x);
  // @ts-expect-error -- and its output is a tuple, which a Linear does not take
  new Sequential(stated, new Linear(3, 1));

  const padded = new LSTM(2, 3, { lengths: true });
  same<ReturnType<typeof padded.fprop>, Tensor>(true);
  same<ReturnType<typeof padded.bprop>, readonly [Tensor, Tensor]>(true);
  new Sequential(padded, new Linear(3, 1)).fprop([x, x]);
  // @ts-expect-error -- an option is none of another name
  new LSTM(2, 3, { layers: 2 });
}

export function nodesKnowWhatFlows(pair: Pair, x: Tensor): void {
  new Graph((v) => {
    const a = v.into(new Linear(2, 2));
    same<typeof a, Node<Tensor>>(true);
    const both = join(a, v);
    same<typeof both, Node<Pair>>(true);
    // @ts-expect-error -- one node into a module of two
    a.into(new Add());
    // @ts-expect-error -- three into a module of two
    join(a, v, a).into(new Add());
    // @ts-expect-error -- two into a module of one
    both.into(new Tanh());
    // @ts-expect-error -- a tensor has no positions
    a.at(0).into(new Tanh());
    return both.into(new Add());
  });

  const two = new Graph((a: Node, b: Node) => [join(a, b).into(new Add()), a] as const);
  same<Parameters<typeof two.fprop>, [x: Pair]>(true);
  same<ReturnType<typeof two.fprop>, readonly [Tensor, Tensor]>(true);
  two.fprop(pair);
  // @ts-expect-error -- two inputs
  two.fprop(x);
  // @ts-expect-error -- two outputs, two gradients
  two.bprop(x);
  // @ts-expect-error -- a Residual keeps the shape of one tensor
  new Residual(new Add());
}

export function tuplesKnowTheirLengths(pair: Pair, x: Tensor): void {
  const table = new ConcatTable(new Linear(2, 3), new Tanh());
  same<Parameters<typeof table.fprop>, [x: Tensor]>(true);
  same<ReturnType<typeof table.fprop>, Pair>(true);
  new Sequential(table, new Mul(), new Linear(3, 1));
  new Sequential(new ConcatTable(new Tanh(), new Tanh()), new JoinTable(1));
  // @ts-expect-error -- one takes a tensor, the other a pair
  new ConcatTable(new Tanh(), new Add());
  // @ts-expect-error -- three tensors are no pair
  new Sequential(new ConcatTable(new Tanh(), new Tanh(), new Tanh()), new Sub());

  const split = new SplitTable(1, 3);
  same<ReturnType<typeof split.fprop>, readonly [Tensor, Tensor, Tensor]>(true);
  new Sequential(split, new JoinTable<readonly [Tensor, Tensor, Tensor]>(1));
  // @ts-expect-error -- three parts are no pair
  new Sequential(split, new JoinTable(1));

  const parallel = new ParallelTable(new Linear(2, 3), new Add());
  same<Parameters<typeof parallel.fprop>, [x: readonly [Tensor, Pair]]>(true);
  parallel.fprop([x, pair]);
  // @ts-expect-error -- the second takes a pair
  parallel.fprop(pair);
  const second = new SelectTable(1);
  same<ReturnType<typeof second.fprop>, Tensor>(true);
  // @ts-expect-error -- a Bottle shows one tensor
  new Bottle(new Add());
  // @ts-expect-error -- no such mode
  new EmbeddingBag(2, 3, { mode: "min" });
}

export function reductionsDecideWhatAnErrorIs(y: Tensor, t: Tensor): void {
  const mean = new MSELoss();
  const sum = new CrossEntropyLoss({ reduction: "sum", labelSmoothing: 0.1 });
  const none = new MSELoss({ reduction: "none" });
  same<ReturnType<typeof mean.fprop>, number>(true);
  same<ReturnType<typeof sum.fprop>, number>(true);
  same<ReturnType<typeof none.fprop>, Tensor>(true);
  mean.bprop(2);
  none.bprop(t);
  // @ts-expect-error -- terms take their gradients as a tensor
  none.bprop(2);
  // @ts-expect-error -- a number takes a number
  mean.bprop(t);
  // @ts-expect-error -- no such reduction
  new MSELoss({ reduction: "avg" });
  // @ts-expect-error -- no such option
  new MSELoss({ reduce: "sum" });
  // @ts-expect-error -- a penalty is added to a number, not to terms
  new Objective(none, []);
  const objective = new Objective(mean, [new L2(new Linear(1, 1).parameters(), 0.1)]);
  const E: number = objective.fprop(y, t);
  objective.bprop(E);
}

export function dataNeedsNoCasts(x: Tensor): void {
  const squares = x.data.map((v) => v * v);
  const total: number = squares.reduce((s, v) => s + v, 0);
  const list: number[] = [...x.data, total];
  x.data.set(list);
  const largest = Math.max(...x.data.slice(0, 2));
  const typed: Float32Array = Tensor.from([1, largest]).data;
  const double: Float64Array = Tensor.zeros([2], "float64").data;
  const ints: Int32Array = x.to("int32").data;
  const same64: Float64Array = Tensor.from(double).clone().reshape([2, 1]).data;
  void [typed, ints, same64];
  // @ts-expect-error -- some tensor need not be of float32
  const wrong: Float32Array = x.data;
  void wrong;
  // @ts-expect-error -- no such element type
  x.to("float16");
  // @ts-expect-error -- a shape does not change
  x.shape = [1];
  // @ts-expect-error -- nor does an axis
  x.shape[0] = 2;
  // @ts-expect-error -- rows of text are no numbers
  Tensor.from([["a"]]);
}

export function constructorsTakeTheirOptions(): void {
  new Linear(2, 3, { bias: false });
  // @ts-expect-error -- sizes are numbers
  new Linear("2", 3);
  // @ts-expect-error -- both are required
  new Linear(2);
  // @ts-expect-error -- options come in an object
  new Linear(2, 3, false);
  // @ts-expect-error -- no such option
  new Linear(2, 3, { biass: false });
  // @ts-expect-error -- a Flatten has none
  new Flatten({ startDim: 1 });
}

export function optimizersTakeParametersAndGroups(): void {
  const [a, b] = [new Linear(1, 1), new Linear(1, 1)];
  new SGD(a.parameters(), { lr: 0.1, momentum: 0.9 });
  new Adam([{ params: a.parameters(), lr: 0.1 }, { params: b.parameters() }], { betas: [0.9, 0.99] });
  // @ts-expect-error -- SGD has no default rate
  new SGD(a.parameters());
  // @ts-expect-error -- modules are no parameters
  new Adam([a, b]);
  // @ts-expect-error -- two betas
  new Adam(a.parameters(), { betas: [0.9] });
  // @ts-expect-error -- momentum is SGD's
  new Adam([{ params: a.parameters(), momentum: 0.9 }]);
}

export class Halves extends Module<Tensor, Pair> {
  fprop(x: Tensor): Pair {
    return [x, x];
  }
  bprop([a]: Pair): Tensor {
    return a;
  }
}

// @ts-expect-error -- a module has both ways
export class OneWay extends Module {
  fprop(x: Tensor): Tensor {
    return x;
  }
}

export class Crossed extends Module<Tensor, Pair> {
  fprop(x: Tensor): Pair {
    return [x, x];
  }
  // @ts-expect-error -- dy has the form of y
  bprop(dy: Tensor): Tensor {
    return dy;
  }
}

export function abstractClassesAreNotMade(): void {
  // @ts-expect-error -- a Module is made by its subclasses
  new Module();
  // @ts-expect-error -- so is a Loss
  new Loss();
}

export function chainsOfTuples(x: Tensor, pair: Pair): void {
  const net = new Sequential(new Halves(), new Add(), new Identity());
  same<ReturnType<typeof net.fprop>, Tensor>(true);
  net.predict(x);
  const report = gradcheck(new Add(), pair, { projections: 2 });
  void report.failures.map((f) => f.numeric);
  // @ts-expect-error -- inputs of the module's own form
  gradcheck(new Add(), x);
  // @ts-expect-error -- outputs of the loss's own form
  gradcheckLoss(new MSELoss(), pair, x);
}
