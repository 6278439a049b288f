import { describe, expect, it } from "vitest";
import {
  Adam,
  AveragedModel,
  BatchNorm1d,
  Dropout,
  EarlyStopping,
  generator,
  Linear,
  LSTM,
  MSELoss,
  Progress,
  Rng,
  Sequential,
  StepLR,
} from "../../../index.ts";
import { loadTraining, readSafetensors, saveTraining, type Parts } from "../../../io.ts";
import { isSealed, seal } from "../../../lib/io/seal.ts";
import { refusal } from "../../refusal.ts";
import { bits, drawn } from "../../values.ts";
import { createHash } from "node:crypto";

const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

function parts(
  seed: number,
): Parts & { net: Sequential<[Linear, BatchNorm1d, Dropout, Linear]>; rng: Rng; progress: Progress } {
  const own = new Rng(seed);
  const net = new Sequential(
    new Linear(3, 4, { rng: own }),
    new BatchNorm1d(4),
    new Dropout(0.5, { rng: own }),
    new Linear(4, 2, { rng: own }),
  );
  const optimizer = new Adam(net.parameters(), { lr: 0.1 / seed });
  return {
    net,
    optimizer,
    schedule: new StepLR(optimizer, 2),
    progress: new Progress(),
    average: new AveragedModel(net, { decay: 0.9 }),
    stopping: new EarlyStopping({ patience: 3 }),
    rng: new Rng(seed),
  };
}
/** Some steps of the parts' training. */
function train(p: ReturnType<typeof parts>, steps: number): void {
  const loss = new MSELoss();
  for (let i = 0; i < steps; i++) {
    const [x, t] = [drawn([5, 3], () => p.rng.normal()), drawn([5, 2], () => p.rng.normal())];
    (p.optimizer as Adam).zeroGrad();
    const E = loss.fprop(p.net.fprop(x), t);
    p.net.bprop(loss.bprop());
    (p.optimizer as Adam).step();
    (p.average as AveragedModel).update();
    if (i % 2 === 1) (p.schedule as StepLR).step();
    (p.stopping as EarlyStopping).update(E, p.net);
    p.progress.step++;
  }
}
const all = (p: Parts): string => digest(saveTraining(p));

describe("a training in bytes", () => {
  it("goes on with the same bits in parts that were made anew", () => {
    const a = parts(1);
    train(a, 7);
    const bytes = saveTraining(a);
    const b = parts(2);
    expect(all(b)).not.toBe(all(a));
    loadTraining(bytes, b);
    expect(all(b)).toBe(all(a));
    train(a, 5);
    train(b, 5);
    expect(all(b)).toBe(all(a));
    expect(b.progress.step).toBe(12);
    expect((b.optimizer as Adam).groups[0].lr).toBe((a.optimizer as Adam).groups[0].lr);
  });

  it("is a safetensors file with names that say what they are of", () => {
    const { tensors, metadata } = readSafetensors(saveTraining(parts(1)));
    expect(metadata.format).toBe("fprop training");
    const names = Object.keys(tensors);
    for (const name of [
      "net/0.weight",
      "net/1.running_mean",
      "net/streams/2.rng",
      "schedule/lastEpoch",
      "progress/epoch",
      "rng/state",
    ])
      expect(names).toContain(name);
    expect(tensors["stopping/best"].item()).toBe(Infinity);
  });

  it("gives all parts what is theirs, or none of them", () => {
    const a = parts(1);
    train(a, 3);
    const bytes = saveTraining(a);
    const before = (p: Parts): string => all(p);
    const refused = (p: Parts): { code: string; what: string } => {
      const held = before(p);
      const error = refusal(() => loadTraining(bytes, p));
      expect(before(p)).toBe(held);
      return error;
    };
    const other = parts(2);
    const { rng: _, ...without } = other;
    expect(refused(without)).toMatchObject({ code: "STATE_DICT", what: "parts" });
    expect(refused({ ...other, more: new Rng(3) }).code).toBe("STATE_DICT");
    const wide = new Sequential(new Linear(3, 5), new BatchNorm1d(5), new Dropout(0.5), new Linear(5, 2));
    expect(refused({ ...other, net: wide }).code).toBe("SHAPE");
    const still = new Sequential(new Linear(3, 4), new BatchNorm1d(4), new Linear(4, 2));
    expect(refused({ ...other, net: still }).code).toBe("STATE_DICT");
    // The last part refuses, when all others have been given theirs.
    expect(refused({ ...other, rng: new Progress() }).code).toBe("STATE_DICT");
    expect(refused({ ...other, schedule: new Adam(other.net.parameters()) }).code).toBe("STATE_DICT");
  });

  it("refuses parts that are none, and bytes that are something else", () => {
    expect(refusal(() => saveTraining({ net: 3 as never }))).toMatchObject({ code: "ARGUMENT", what: "net" });
    expect(refusal(() => saveTraining({ "a/b": new Rng(1) })).code).toBe("ARGUMENT");
    expect(refusal(() => loadTraining(new Uint8Array(9), {})).code).toBe("FORMAT");
    const text = new TextDecoder("latin1").decode(saveTraining({ rng: new Rng(1) }));
    const changed = (from: string, to: string): Uint8Array =>
      Uint8Array.from(text.replace(from, to), (c) => c.charCodeAt(0));
    expect(refusal(() => loadTraining(changed("fprop training", "fprop drawing!"), { rng: new Rng(2) })).code).toBe(
      "FORMAT",
    );
    expect(refusal(() => loadTraining(changed('"numbers":"[]"', '"numbers":"[3"'), { rng: new Rng(2) })).code).toBe(
      "FORMAT",
    );
    expect(refusal(() => loadTraining(changed("rng/state", "rng:state"), { rng: new Rng(2) })).code).toBe("FORMAT");
  });

  it("has what recurrent layers remember", () => {
    const make = (seed: number): Sequential<[LSTM, Linear]> => {
      const rng = new Rng(seed);
      return new Sequential(new LSTM(3, 4, { rng, numLayers: 2, remember: true }), new Linear(4, 2, { rng }));
    };
    const rng = new Rng(8);
    const x = drawn([2, 3, 3], () => rng.normal());
    const [a, b] = [make(1), make(2)];
    const fresh = bits(a.fprop(x));
    const bytes = saveTraining({ net: a });
    expect(Object.keys(readSafetensors(bytes).tensors)).toContain("net/carried/0/1");
    const next = bits(a.fprop(x));
    expect(next).not.toBe(fresh);
    loadTraining(bytes, { net: b });
    expect(bits(b.fprop(x))).toBe(next);
    // One that has not begun yet is given back as such.
    loadTraining(saveTraining({ net: make(1) }), { net: b });
    expect(bits(b.fprop(x))).toBe(fresh);
    const forgetful = new Sequential(new LSTM(3, 4, { numLayers: 2 }), new Linear(4, 2));
    const held = digest(saveTraining({ net: forgetful }));
    expect(refusal(() => loadTraining(bytes, { net: forgetful }))).toMatchObject({ code: "STATE_DICT" });
    expect(digest(saveTraining({ net: forgetful }))).toBe(held);
  });

  it("counts the streams of a net once, and the global one where it is given", () => {
    const net = new Sequential(new Dropout(0.5), new Dropout(0.5));
    const { tensors } = readSafetensors(saveTraining({ net, generator }));
    expect(Object.keys(tensors)).toEqual(["net/streams/0.rng", "generator/state"]);
    expect(bits(tensors["generator/state"])).toBe(bits(tensors["net/streams/0.rng"]));
  });

  it("has a hash in it that finds every single bit", async () => {
    const bytes = await seal(saveTraining({ rng: new Rng(1), progress: new Progress() }), digest);
    expect(await isSealed(bytes, digest)).toBe(true);
    loadTraining(bytes, { rng: new Rng(2), progress: new Progress() });
    for (let i = 0; i < 8 * bytes.length; i++) {
      const other = bytes.slice();
      other[i >> 3] ^= 1 << (i & 7);
      if (await isSealed(other, digest)) expect(i, "a bit that changed nothing").toBe(-1);
    }
    expect(await isSealed(new Uint8Array(100), digest)).toBe(false);
  });
});
