import { describe, expect, it } from "vitest";
import { toONNX } from "fprop/onnx";
import * as f from "../../../index.ts";
import { Rng, Tensor } from "../../../index.ts";
import { bytes, file, float, integer, message, text } from "../../../lib/onnx/protobuf.ts";
import { regular } from "../../../lib/onnx/planes.ts";
import { refusal } from "../../refusal.ts";
import { drawn } from "../../values.ts";
import { distance, run } from "./runtime.ts";

const rng = (): Rng => new Rng(1);
const words = (bytes: Uint8Array): string => new TextDecoder("latin1").decode(bytes);
/** The names of nodes in a file, which begin with what they stand in. */
const has = (bytes: Uint8Array, name: string): boolean => words(bytes).includes(name);

describe("protocol buffers", () => {
  it("are written as their specification has them", () => {
    // Its own examples: 150 in field 1, "testing" in field 2, a message of the former in field 3.
    expect([...file([integer(1, 150)])]).toEqual([0x08, 0x96, 0x01]);
    expect([...file([text(2, "testing")])]).toEqual([0x12, 7, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]);
    expect([...file([message(3, [integer(1, 150)])])]).toEqual([0x1a, 3, 0x08, 0x96, 0x01]);
    expect([...file([integer(1, -1)])]).toEqual([8, ...new Array<number>(9).fill(255), 1]);
    expect([...file([float(2, 1)])]).toEqual([0x15, 0, 0, 0x80, 0x3f]);
    expect([...file([bytes(16, Uint8Array.of(7))])]).toEqual([0x82, 1, 1, 7]);
  });
});

describe("windows", () => {
  it("are those of a kernel, a stride and pads, or of none", () => {
    expect(
      regular(
        [
          [0, 2, 2],
          [1, 4, 3],
          [3, 5, 2],
        ],
        5,
      ),
    ).toMatchObject({ kernel: 3, stride: 2, start: 1, end: 1 });
    expect(
      regular(
        [
          [0, 2, 2],
          [2, 4, 2],
        ],
        5,
      ),
    ).toMatchObject({ kernel: 2, stride: 2, start: 0, end: 0 });
    // Three adaptive windows of five numbers.
    expect(
      regular(
        [
          [0, 2, 2],
          [1, 4, 3],
          [3, 5, 2],
        ],
        6,
      ),
    ).toBeUndefined();
  });
});

describe("toONNX", () => {
  it("writes what engines know as nodes of their own, and parameters under their names", () => {
    const net = new f.Sequential(
      new f.Conv2d(1, 2, 3, { rng: rng() }),
      new f.BatchNorm2d(2),
      new f.ReLU(),
      new f.MaxPool2d(2),
      new f.Flatten(),
      new f.Linear(8, 3, { rng: rng() }),
      new f.Softmax(),
    );
    const file = toONNX(net, { input: ["batch", 1, 6, 6], name: "digits" });
    for (const node of ["0/Conv", "1/BatchNormalization", "2/Relu", "3/MaxPool", "5/Gemm", "6/Softmax", "digits"])
      expect(has(file, node), node).toBe(true);
    for (const name of ["0.weight", "1.running_mean", "5.bias"]) expect(has(file, name), name).toBe(true);
    for (const node of ["5/Add", "4/Shape", "Expand"]) expect(has(file, node), node).toBe(false);
  });

  it("leaves the batch open wherever it stands, and changes nothing in the net", async () => {
    const net = new f.LSTM(3, 4, { batchFirst: false, rng: rng() });
    const x = drawn([5, 2, 3], () => 0.5);
    const y = net.fprop(x);
    const before = y.clone();
    const file = toONNX(net, { input: [5, "batch", 3] });
    expect(net.training).toBe(true);
    expect([...y.data]).toEqual([...before.data]);
    expect(() => net.bprop(y)).not.toThrow();
    const [found] = await run(
      file,
      drawn([5, 9, 3], () => 0.5),
    );
    expect(found.shape).toEqual([5, 9, 4]);
    expect(Math.abs(found.data[3] - before.data[3])).toBeLessThan(1e-6);
  });

  it("takes tuples, and makes int32 of indices, masks and lengths", async () => {
    const net = new f.Graph((words: f.Node, x: f.Node) => {
      const e = words.into(new f.Embedding(7, 4, { rng: rng() }));
      const s = f.join(e, x).into(new f.Add());
      return [s.into(new f.Linear(4, 2, { rng: rng() })), s];
    });
    const file = toONNX(net, {
      input: [
        ["batch", 3],
        ["batch", 3, 4],
      ],
    });
    const x = [Tensor.from([[1, 6, 0]], [1, 3], "int32"), drawn([1, 3, 4], () => 0.25)] as const;
    expect(await distance(file, net, x as never)).toBeLessThan(1e-6);
    // Through a Sequencer an index is not seen, so it is said.
    const each = new f.TimeDistributed(new f.Embedding(7, 4, { rng: rng() }) as never);
    const said = toONNX(each, { input: { shape: ["batch", 3, 2], dtype: "int32" } });
    expect(has(said, "Gather")).toBe(true);
  });

  it("is in evaluation, of a net in training", async () => {
    const net = new f.Sequential(new f.Linear(3, 3, { rng: rng() }), new f.Dropout(0.9));
    expect(
      await distance(
        toONNX(net, { input: ["batch", 3] }),
        net,
        drawn([2, 3], () => 1),
      ),
    ).toBeLessThan(1e-6);
  });

  it("takes float64 for float32, and what is thousands of layers deep", async () => {
    const net = new f.Sequential<f.AnyModule[]>(
      ...Array.from({ length: 3000 }, () => new f.Tanh()),
      new f.Linear(2, 2, { rng: rng() }),
    );
    net.to("float64");
    const [y] = await run(toONNX(net, { input: ["batch", 2] }), Tensor.from([[1, 2]]));
    expect(Math.abs(y.data[0] - net.predict(Tensor.from([[1, 2]], undefined, "float64")).data[0])).toBeLessThan(1e-5);
  });

  it("refuses what it cannot write, and says where that stands", () => {
    const basis = new f.Sequential(new f.Linear(2, 2), new f.Basis(2, 1, ([a, b]) => [a * b]));
    expect(refusal(() => toONNX(basis, { input: ["batch", 2] }))).toMatchObject({ code: "ARGUMENT" });
    expect(() => toONNX(basis, { input: ["batch", 2] })).toThrow(/^net\.1\.Basis/);
    const statistics = new f.Sequential(new f.BatchNorm1d(2, { trackRunningStats: false }));
    expect(() => toONNX(statistics, { input: ["batch", 2] })).not.toThrow();
    const net = new f.Linear(2, 3);
    expect(() => toONNX(net, { input: ["batch", 5] })).toThrow(/should be/);
    for (const input of [["time", 2], ["batch", 0], [], "x", [["batch", 2], 3]] as never[])
      expect(() => toONNX(net, { input }), String(input)).toThrow(/toONNX: input|should be/);
    expect(() => toONNX("net" as never, { input: ["batch", 2] })).toThrow("toONNX: net should be a Module");
  });
});
