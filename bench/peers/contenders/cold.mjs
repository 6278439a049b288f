// One trained step of an mlp and out: what a cold start is measured with. Prints what serve.mjs answers to a load.
import { readData } from "./tensors.mjs";

export async function first({ start, mlp, other }) {
  const [folder, threads, task, file] = process.argv.slice(2);
  await start({ folder, threads: Number(threads) });
  const given = JSON.parse(task);
  const step = mlp(given, readData(file));
  const losses = [await step(0)];
  const { user, system } = process.cpuUsage(); // of the process so far
  console.log(JSON.stringify({ losses, other: other[given.name], processor: (user + system) / 1000 }));
  process.exit();
}
