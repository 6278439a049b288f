import { describe, expect, it } from "vitest";
import {
  Adam,
  Add,
  ConstantLR,
  CrossEntropyLoss,
  FpropError,
  Graph,
  join,
  L2,
  Linear,
  Maxout,
  Objective,
  Parameter,
  Residual,
  Rng,
  Sequential,
  Sigmoid,
  Tanh,
  Tensor,
  type AnyModule,
} from "../../index.ts";
import { bits } from "../values.ts";
import { tensor } from "./draws.ts";

/** A net with its loss, penalties and optimizer, in the middle of its training. */
export class World {
  readonly net: Sequential<AnyModule[]>;
  readonly loss: Objective<Tensor, Tensor>;
  readonly optimizer: Adam;
  readonly schedule: ConstantLR;
  readonly parameters: readonly Parameter[];
  readonly rng: Rng = new Rng(11);
  x: Tensor = Tensor.zeros([1, 3]);
  t: Tensor = Tensor.zeros([1], "int32");

  constructor() {
    const rng = new Rng(10);
    const head = new Linear(4, 4, { rng });
    this.net = new Sequential<AnyModule[]>(
      new Linear(3, 4, { rng }),
      new Tanh(),
      new Maxout(4, 4, 2, { rng }),
      new Residual(new Sequential(new Sigmoid(), new Linear(4, 4, { rng }))),
      new Graph((x) => join(x.into(head), x.into(new Tanh()).into(head)).into(new Add())),
      new Linear(4, 3, { rng }),
    );
    const loss = new CrossEntropyLoss({ weight: [1, 2, 0.5] });
    this.loss = new Objective<Tensor, Tensor>(loss, [new L2(this.net.parameters(), 1e-3)]);
    this.parameters = this.net.parameters();
    this.optimizer = new Adam(this.parameters, { lr: 0.01 });
    this.schedule = new ConstantLR(this.optimizer, { factor: 1 });
  }

  fprop(): number {
    const batch = 1 + this.rng.integer(3);
    this.x = tensor(this.rng, [batch, 3]);
    this.t = Tensor.from(Int32Array.from({ length: batch }, () => this.rng.integer(3)));
    this.optimizer.zeroGrad();
    return this.loss.fprop(this.net.fprop(this.x), this.t);
  }
  bprop(): void {
    this.net.bprop(this.loss.bprop());
    this.optimizer.step();
  }
  /** All bits that training has made. */
  bits(): string {
    const memory = Object.values(this.optimizer.stateDict()).map((v) => (v instanceof Tensor ? v : Tensor.from([v])));
    return bits([...this.parameters.flatMap((p) => [p.value, p.grad]), ...memory]);
  }
}

/** A way to misuse an entry: draws a call that must be refused. */
export interface Door {
  readonly name: string;
  readonly draw: (rng: Rng, world: World) => () => unknown;
  /** Whether it breaks into fprop, after which bprop rightly asks for a new one. */
  readonly breaks?: true;
}

/**
 * Generated misuses of public entries, each in the middle of a training step: after fprop, before bprop. All of them must
 * throw an FpropError that says what and where, leave every parameter, gradient and memory of the optimizer as it was, and
 * leave training to go on with the bits it has in a world where nothing went wrong.
 */
export function misuse(of: string, doors: readonly Door[]): void {
  describe(`misuse of ${of}`, () => {
    const each = 160;
    const [world, clean] = [new World(), new World()];

    it.each(doors.map((door) => [door.name, door] as const))(
      "%s: refused, nothing changed, and on it goes",
      (name, door) => {
        const rng = new Rng(12).split(name);
        const wrong = new Map<string, number>();
        let refused = 0;
        for (let i = 0; i < each; i++) {
          const E = world.fprop();
          expect(clean.fprop()).toBe(E);
          const before = world.bits();

          const call = door.draw(rng, world);
          let thrown: unknown;
          try {
            call();
          } catch (error) {
            thrown = error;
          }
          const good = thrown instanceof FpropError && thrown.code && thrown.path && thrown.expected && thrown.got;
          if (good) refused++;
          else {
            const what = `${String(call).replace(/\s+/g, " ")} → ${thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : "nothing thrown"}`;
            wrong.set(what, (wrong.get(what) ?? 0) + 1);
          }
          expect(world.bits() === before, `unchanged by ${String(call)}`).toBe(true);

          if (door.breaks) expect(world.loss.fprop(world.net.fprop(world.x), world.t)).toBe(E);
          world.bprop();
          clean.bprop();
          expect(world.bits() === clean.bits(), `the same bits after ${String(call)}`).toBe(true);
        }
        expect([...wrong].map(([what, times]) => `${times} × ${what}`)).toEqual([]);
        expect(refused).toBe(each);
      },
    );
  });
}
