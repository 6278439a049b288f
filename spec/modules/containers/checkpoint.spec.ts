import { describe, expect, it } from "vitest";
import { Checkpoint, kernels, Linear, Module, Rng, Sequential, Tanh, Tensor } from "../../../index.ts";
import { refusal } from "../../refusal.ts";
import { bits } from "../../values.ts";

describe("Checkpoint", () => {
  const block = (seed: number): Sequential<[Linear, Tanh, Linear]> => {
    const rng = new Rng(seed);
    return new Sequential(new Linear(3, 4, { rng }), new Tanh(), new Linear(4, 3, { rng }));
  };
  const x = Tensor.from([
    [1, -2, 0.5],
    [0, 3, 1],
  ]);

  it("computes what its modules do, with the bits they have, in shared buffers", () => {
    const plain = new Sequential(block(1), block(2), block(3));
    const first = new Checkpoint(block(1));
    const net = new Sequential(
      first,
      new Checkpoint(block(2), { sharing: first }),
      new Checkpoint(block(3), { sharing: first }),
    );
    for (let step = 0; step < 3; step++) {
      expect(bits(net.fprop(x))).toBe(bits(plain.fprop(x)));
      expect(bits(net.bprop(x))).toBe(bits(plain.bprop(x)));
    }
    expect(bits(net.parameters().map((p) => p.grad))).toBe(bits(plain.parameters().map((p) => p.grad)));
  });
  it("keeps no intermediates in its modules", () => {
    const net = new Checkpoint(block(1));
    net.bprop(net.fprop(x));
    const [linear] = (net.module as Sequential<[Linear, Tanh, Linear]>).layers;
    expect([linear.x, linear.y, linear.dx]).toEqual([undefined, undefined, undefined]);
    expect(refusal(() => linear.bprop(Tensor.zeros([2, 4]))).code).toBe("STATE");
  });
  it("draws the random numbers of the first time again", () => {
    /** y = r x for an r drawn at each fprop. */
    class Noise extends Module {
      rng = new Rng(5);
      r = 0;
      fprop(v: Tensor): Tensor {
        this.r = this.rng.next();
        const y = Tensor.zeros(v.shape);
        kernels.scale(y, v, this.r);
        return y;
      }
      bprop(dy: Tensor): Tensor {
        const dx = Tensor.zeros(dy.shape);
        kernels.scale(dx, dy, this.r);
        return dx;
      }
    }
    const [net, plain] = [new Checkpoint(new Noise()), new Noise()];
    for (let step = 0; step < 3; step++) {
      expect(bits(net.fprop(x))).toBe(bits(plain.fprop(x)));
      expect(bits(net.bprop(x))).toBe(bits(plain.bprop(x)));
    }
  });
  it("shares with modules alike only", () => {
    const first = new Checkpoint(block(1));
    const other = new Sequential(new Linear(3, 5), new Tanh(), new Linear(5, 3));
    for (const module of [other, new Tanh()])
      expect(refusal(() => new Checkpoint<Tensor>(module, { sharing: first }))).toMatchObject({
        code: "ARGUMENT",
        what: "sharing",
      });
    expect(refusal(() => new Checkpoint(3 as never)).what).toBe("module");
  });
});
