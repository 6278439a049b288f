// fprop and other libraries at the same workloads, from the same weights, with the same data:
//
//     npm run bench:peers -- [--quick] [--only W1,W3,products,cold] [--peers pytorch,tfjs-wasm] [--rounds 15]
//                            [--threads 2] [--blas] [--processor] [--write] [--saved]
//
// installs the peers into .cache/peers, compares the losses of the first steps, lets everybody take turns, and prints how
// long a step takes and how many times as long as fprop's. The results, losses included, are in .cache/peers/results.json,
// and drawn in chart.svg beside it. --write puts the table and the chart into the README; --saved takes the results of
// the latest run instead of measuring. What contenders are asked for is in contenders/contract.ts; how fair times are, in
// measure.ts.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { digits, printTable } from "../harness.ts";
import { chart } from "./chart.ts";
import { coldStart, empty, printColdStart } from "./coldstart.ts";
import { install } from "./install.ts";
import { measure, type Turns } from "./measure.ts";
import { peersOn, reference } from "./peers.ts";
import { Contending, onOneCore } from "./process.ts";
import { between, markdown, notes, table, type Circumstances, type Row } from "./results.ts";
import { products, steps, write } from "./workloads.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url)); // from .cache/bench/peers, where this runs
const folder = join(root, ".cache/peers");
const saved = join(folder, "results.json");

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    peers: { type: "string" },
    rounds: { type: "string" },
    threads: { type: "string", default: "1" },
    blas: { type: "boolean", default: false },
    processor: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    saved: { type: "boolean", default: false },
  },
});
const list = (names: string | undefined): string[] | undefined => names?.toLowerCase().split(",");

interface Results extends Circumstances {
  readonly rows: readonly Row[];
}

async function run(): Promise<Results> {
  const before = loadavg()[0];
  const turns: Turns = {
    rounds: Number(options.rounds ?? (options.quick ? 5 : 15)),
    clock: options.processor ? "processor" : "wall",
    turn: options.quick ? 40 : 100,
    warm: options.quick ? 400 : 1500,
  };
  const only = list(options.only);
  const wanted = list(options.peers);
  const chosen = peersOn(Number(options.threads), options.blas).filter(({ name }) => {
    const slug = name.toLowerCase().replace(/\W+/g, "-");
    return name === reference || wanted === undefined || wanted.some((start) => slug.startsWith(start));
  });

  const versions: Record<string, string> = {};
  const contending = new Map<string, Contending>();
  const commands = new Map<string, readonly string[]>();
  const rows: Row[] = [];
  try {
    for (const peer of chosen) {
      const installed = await install(peer, root, folder);
      const free = (command: readonly string[]): readonly string[] => [...command, folder, String(peer.threads)];
      const bound = peer.threads === 1 ? onOneCore : (command: readonly string[]) => command;
      const process = "missing" in installed ? undefined : new Contending(bound(free(installed.command)));
      const failed = "missing" in installed ? installed.missing : (await process!.next()).failed;
      if (failed !== undefined) {
        process?.end();
        console.log(`SKIPPED ${peer.name}: ${failed}`);
        continue;
      }
      if (!("missing" in installed)) {
        versions[peer.name] = installed.version;
        contending.set(peer.name, process!);
        commands.set(peer.name, free(installed.cold));
      }
    }
    const isWanted = (name: string, group: string): boolean =>
      only === undefined || only.includes(name.toLowerCase()) || only.includes(group);
    for (const workload of [...steps, ...products]) {
      const { task, title, samples } = workload;
      const isProduct = task.kind === "product";
      if (!isWanted(task.name, isProduct ? "products" : "steps")) continue;
      const results = await measure(contending, task, write(workload, join(folder, "data")), turns);
      rows.push({
        name: isProduct ? `${task.name}³` : task.name,
        title,
        results,
        ...(isProduct ? { operations: samples } : {}),
      });
      console.log(`${task.name} ${title}: done`);
    }
    if (isWanted("cold", "cold")) {
      const w1 = steps[0];
      const file = write(w1, join(folder, "data"));
      const results = coldStart(commands, w1.task, file, { ...turns, folder });
      const { time } = results.find(({ peer }) => peer === empty)!;
      const title = `start, to the end of a step of W1; ${digits(time!.median)} ms without any`;
      rows.push({ name: "Cold", title, results });
    }
  } finally {
    for (const process of contending.values()) process.end();
  }
  const machine = `${cpus().length} × ${cpus()[0].model.trim()}`;
  const date = new Date().toISOString().slice(0, 10);
  return {
    machine,
    clock: turns.clock,
    node: process.versions.node,
    date,
    load: [before, loadavg()[0]],
    versions,
    rows,
  };
}

const results = options.saved ? (JSON.parse(readFileSync(saved, "utf8")) as Results) : await run();
const { rows, ...about } = results;
writeFileSync(saved, `${JSON.stringify(results, undefined, 2)}\n`);
writeFileSync(join(folder, "chart.svg"), chart(rows, reference));

const names = Object.keys(about.versions);
printTable(
  `\nA step, and how many times ${reference}'s time it takes; medians. Load average ${about.load.map((l) => l.toFixed(1)).join(" → ")}`,
  ["", ...names],
  table(rows, names, reference),
);
for (const note of notes(rows)) console.log(note);
for (const { name, results } of rows) if (name === "Cold") printColdStart(results, reference);

if (options.write) {
  const path = join(root, "README.md");
  const drawn = `![Time per step, as multiples of ${reference}'s](docs/peers.svg)`;
  const part = `${markdown(rows, about, reference)}\n\n${drawn}`;
  const text = between(readFileSync(path, "utf8"), "bench:peers", part);
  writeFileSync(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
  writeFileSync(join(root, "docs/peers.svg"), chart(rows, reference));
}
