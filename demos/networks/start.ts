// npm run networks: whole networks, from the data to the numbers and pictures at the end.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { useThreads } from "fprop";
import { sheet } from "../show/chart.ts";
import { picture, programs } from "./programs.ts";

const names = programs.map(({ name }) => name);
const help = `Trains whole networks, each in less than a minute, and draws how it went.

  npm run networks                 all of them
  npm run networks -- lenet        one or some: ${names.join(", ")}

  --threads N       large kernels on so many cores: the same weights, bit for bit, sooner
  --picture FILE    all their pictures on one sheet, an SVG
  --help            this text

Each writes .cache/networks/<name>.svg.
`;

function write(file: string, text: string): void {
  const path = resolve(file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  console.log(`Picture: ${path}`);
}

function fail(message: string): never {
  process.stderr.write(`${message}. See --help\n`);
  process.exit(2);
}

function options() {
  try {
    const known = { picture: { type: "string" }, threads: { type: "string" }, help: { type: "boolean" } } as const;
    return parseArgs({ allowPositionals: true, options: known });
  } catch (error) {
    // Of Node's advice, the first sentence says what is wrong.
    fail((error as Error).message.split(/\.?\s*\n|\. /)[0]);
  }
}

// Whoever reads may stop early, as in `npm run networks | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

const { values, positionals } = options();
const unknown = positionals.find((name) => !names.includes(name));
if (unknown !== undefined) fail(`There is no network "${unknown}", only ${names.join(", ")}`);

if (values.help) process.stdout.write(help);
else {
  const threads = Number(values.threads ?? 1);
  await useThreads(threads).catch((error: Error) => fail(error.message));
  const chosen = programs.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const drawn = chosen.map((program) => {
    console.log(`${program.title}\n`);
    const charts = program.run((text) => console.log(text));
    write(
      `.cache/networks/${program.name}.svg`,
      sheet(program.title, charts.length, { width: 380, height: 380 }, charts),
    );
    console.log();
    return charts;
  });
  if (values.picture !== undefined) write(values.picture, picture(drawn.flat()));
}
