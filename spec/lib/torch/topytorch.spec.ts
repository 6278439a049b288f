import { describe, expect, it } from "vitest";
import { readSafetensors } from "fprop/io";
import { toPyTorch } from "fprop/torch";
import * as f from "../../../index.ts";
import { join, Rng, type AnyModule, type Node } from "../../../index.ts";
import { modules } from "../../cases.ts";
import { nets } from "./nets.ts";

/** What build() returns, and the classes in front of it. */
const built = (net: AnyModule): string =>
  /\n\n\n(?:class .*)?def build\(\):\n.*?return net/s.exec(toPyTorch(net).python)![0].trim();

describe("toPyTorch", () => {
  it("writes a chain as PyTorch's users do", () => {
    const net = new f.Sequential<AnyModule[]>(
      new f.Conv2d(1, 6, 5, { stride: 2, padding: [1, 2], bias: false }),
      new f.BatchNorm2d(6),
      new f.ReLU(),
      new f.MaxPool2d(2, { stride: 1 }),
      new f.Flatten(),
      new f.Dropout(0.25),
      new f.Linear(54, 10),
    );
    expect(built(net)).toBe(`def build():
    """The net, as it is before its weights are loaded."""
    net = nn.Sequential(
        nn.Conv2d(1, 6, 5, stride=2, padding=(1, 2), bias=False),
        nn.BatchNorm2d(6),
        nn.ReLU(),
        nn.MaxPool2d(2, stride=1),
        nn.Flatten(),
        nn.Dropout(0.25),
        nn.Linear(54, 10),
    )
    for path, first in TIED.items():
        tie(net, path, first)
    return net`);
  });

  it("keeps names, and draws graphs in forward", () => {
    const net = f.Sequential.named({
      stem: new f.Linear(2, 3),
      graph: new f.Graph((x: Node) => join(x.into(new f.Linear(3, 3)), x).into(new f.Add())),
    });
    expect(built(net)).toBe(`class Function(nn.Module):
    """A function without parameters."""

    def __init__(self, f):
        super().__init__()
        self.f = f

    def forward(self, x):
        return self.f(x)


class Graph0(nn.Module):
    def __init__(self):
        super().__init__()
        self.add_module("0", nn.Linear(3, 3))
        self.add_module("1", Function(lambda x: x[0] + x[1]))

    def forward(self, x):
        h0 = self._modules["0"](x)
        h1 = self._modules["1"]((h0, x,))
        return h1


def build():
    """The net, as it is before its weights are loaded."""
    net = nn.Sequential(OrderedDict({
        "stem": nn.Linear(2, 3),
        "graph": Graph0(),
    }))
    for path, first in TIED.items():
        tie(net, path, first)
    return net`);
  });

  it("says what is shared and what is frozen, and gives all weights", () => {
    const net = nets.find(({ name }) => name.startsWith("a graph"))!.make(new Rng(1)) as f.Graph;
    net.layers[0].freeze();
    const { python, weights } = toPyTorch(net);
    expect(python).toContain('FROZEN = set(("0.weight", "0.bias"))');
    expect(python).toContain('    "2.weight": "0.weight",\n    "2.bias": "0.bias",\n');
    expect(readSafetensors(weights).tensors).toEqual(net.stateDict());
  });

  // Encoders' rows have masks or turns; one that has not is among those that are trained.
  it("writes or refuses, with the place, every module there is", () => {
    const refused = new Set<string>();
    for (const row of modules)
      try {
        expect(toPyTorch(new f.Sequential<AnyModule[]>(row.make(new Rng(1)))).python).toContain("def main():");
      } catch (error) {
        expect(error).toMatchObject({ code: "ARGUMENT", what: "a net for PyTorch" });
        expect((error as f.FpropError).path).toMatch(/^net\.0\./);
        refused.add(row.of);
      }
    // What is refused in one form may be written in another: an LSTM with states, attention with masks.
    const never = [...refused].filter(
      (of) => !modules.some((row) => row.of === of && toPyTorchOrNot(row.make(new Rng(1)))),
    );
    const others = `Basis Bias Bilinear Bottle CircularPad1d CircularPad2d Concat CosineSimilarity EmbeddingBag Euclidean Expand
      Fold GRUCell Gather GaussianNoise GradientReversal LSTMCell Lambda LoRA MapTable MatMul Max MaxUnpool2d Maxout Min
      MixtureOfExperts Narrow Normalize PairwiseDistance Parallel PolynomialFeatures PositionalEncoding RNNCell RadialBasis
      RotaryPositionalEmbeddings Scale ScaledDotProductAttention SelectTable Sequencer SplitTable TimeDistributed Transformer
      TransformerDecoder TransformerDecoderLayer TransformerEncoder TransformerEncoderLayer Unfold WeightNorm`;
    expect(never.sort()).toEqual(others.split(/\s+/));
  });

  it("refuses what is no module", () => {
    expect(() => toPyTorch(3 as never)).toThrow("toPyTorch: net should be a Module, got 3");
  });
});

function toPyTorchOrNot(net: AnyModule): boolean {
  try {
    return toPyTorch(net).python !== "";
  } catch {
    return false;
  }
}
