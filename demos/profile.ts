// Where a training step spends its time: npm run profile. LeNet, and a Transformer's layer; tables here, flames in
// .cache/profile/, where a browser shows what a box is when the mouse is on it.
import { mkdirSync, writeFileSync } from "node:fs";
import { Rng, Tensor, TransformerEncoderLayer, type Module } from "fprop";
import { profile } from "fprop/profile";
import { lenet } from "./networks/lenet.ts";

const rng = new Rng(1);
const nets: readonly (readonly [name: string, net: Module, shape: readonly number[]])[] = [
  ["lenet", lenet(rng), [32, 1, 8, 8]],
  ["transformer", new TransformerEncoderLayer(128, 4, { dimFeedforward: 512, rng }), [8, 64, 128]],
];

mkdirSync(".cache/profile", { recursive: true });
for (const [name, net, shape] of nets) {
  const x = Tensor.zeros(shape);
  for (let i = 0; i < x.size; i++) x.data[i] = rng.normal();
  const profiled = profile(net, x, { steps: 30, warmup: 10 });
  const path = `.cache/profile/${name}.svg`;
  writeFileSync(path, profiled.toSVG());
  console.log(`${name}, x [${shape.join(", ")}]\n\n${String(profiled)}\n\n${path}\n`);
}
