import { refuse } from "../errors.ts";
import { writeSafetensors } from "../io/safetensors.ts";
import { Module, type AnyModule } from "../module.ts";
import { Writer } from "./classes.ts";
import { helpers, type Helper } from "./helpers.ts";
import { indent, python } from "./python.ts";
import { training } from "./script.ts";

/**
 * A net, and its training, for PyTorch: a Python file to be read and changed, and the weights.
 *
 *     const { python, weights } = toPyTorch(net);
 *     writeFileSync("net.py", python);
 *     writeFileSync("net.safetensors", weights);
 *
 *     $ torchrun --nproc-per-node 4 net.py net.safetensors data.safetensors --loss cross_entropy --optimizer adam
 *     net.loadStateDict(readSafetensors(readFileSync("trained.safetensors")).tensors);
 *
 * `build()` in the file makes the net of torch.nn's classes, with the same names in the state dict; what PyTorch has not
 * stands there as small classes. `main()` loads the weights and goes on training, as one process or, under torchrun, as
 * many, each with its share of every batch (DistributedDataParallel on nccl or gloo). It writes weights that
 * `loadStateDict` takes. The data are a file that `writeSafetensors` makes: x and t, a row for each example. Parameters
 * that are frozen here are there. It needs PyTorch 1.13 or newer, and nothing else.
 * @throws FpropError ARGUMENT for a module that is not PyTorch's, naming its place
 */
export function toPyTorch(net: AnyModule): { python: string; weights: Uint8Array } {
  if (!(net instanceof Module)) refuse("ARGUMENT", "toPyTorch", "net", "a Module", net);
  const writer = new Writer();
  const made = writer.write(net, "");
  const shared = twins(net);
  const frozen = net.namedParameters().filter(([, p]) => !p.trainable);
  const classes = [...Object.keys(helpers)].filter((name) => writer.used.has(name as Helper));
  const text = [
    header(net),
    imports(made.includes("OrderedDict") || writer.graphs.some((text) => text.includes("OrderedDict"))),
    ...classes.map((name) => helpers[name as Helper]),
    ...writer.graphs.toReversed(),
    [
      "def build():",
      indent(
        [
          '"""The net, as it is before its weights are loaded."""',
          `net = ${made}`,
          "for path, first in TIED.items():",
          indent("tie(net, path, first)"),
          "return net",
        ].join("\n"),
      ),
    ].join("\n"),
    [
      "# Parameters that are not trained.",
      `FROZEN = set(${python(frozen.map(([path]) => path))})`,
      "",
      "# Places that share what stands in another.",
      `TIED = ${shared.length === 0 ? "{}" : `{\n${indent(shared.map((pair) => `${pair.map(python).join(": ")},`).join("\n"))}\n}`}`,
    ].join("\n"),
    tie,
    training,
  ].join("\n\n\n");
  return { python: text, weights: writeSafetensors(net.stateDict(), { format: "pt" }) };
}

const header = (net: AnyModule): string => `"""${net
  .toString()
  .replaceAll("→", "->")
  .replace(/[^\x20-\x7e]/g, "?")}, trained with fprop, to be trained on with PyTorch.

    python net.py net.safetensors data.safetensors
    torchrun --nproc-per-node 4 net.py net.safetensors data.safetensors --loss mse --optimizer sgd --lr 0.1

Change what you like: build() makes the net, main() trains it.
"""`;

const imports = (ordered: boolean): string =>
  [
    "import argparse",
    "import json",
    "import os",
    "import pathlib",
    "import struct",
    ...(ordered ? ["from collections import OrderedDict"] : []),
    "",
    "import torch",
    "from torch import nn",
  ].join("\n");

const tie = `def tie(net, path, first):
    """Lets two places of the net share one parameter or buffer."""
    (owner, _, name), (other, _, key) = path.rpartition("."), first.rpartition(".")
    setattr(net.get_submodule(owner), name, getattr(net.get_submodule(other), key))`;

/** Places of parameters and buffers that stand in an earlier place, too. */
function twins(net: AnyModule): (readonly [path: string, first: string])[] {
  const found = new Map<unknown, string>(
    [...net.namedParameters(), ...net.namedBuffers()].map(([path, p]) => [p, path]),
  );
  return [...net.namedModules()].flatMap(([path, module]) =>
    [...module.entries()].flatMap(([key, child]) => {
      const place = path === "" ? key : `${path}.${key}`;
      const first = found.get(child);
      return first === undefined || first === place ? [] : [[place, first] as const];
    }),
  );
}
