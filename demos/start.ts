import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { run } from "./run.ts";
import { picture } from "./show/picture.ts";
import { report } from "./show/report.ts";
import { Screen } from "./show/screen.ts";
import { terminal } from "./show/terminal.ts";
import { tasks, type Task } from "./tasks.ts";

const help = `Trains small nets before your eyes and writes a report.

  npm start                        XOR, then spirals of two and of three arms
  npm start -- xor                 or: spirals

  --seed N          where all random numbers start; 1 unless given
  --out FILE        the report, an HTML page; .cache/report.html unless given
  --picture FILE    also the picture of the README, an SVG
  --fast            does not wait for the eye between the pictures of a training
  --help            this text

Colours are left out where NO_COLOR is set or the output is no terminal, unless FORCE_COLOR is set.
`;

interface Options {
  readonly tasks: readonly Task[];
  readonly seed: number;
  readonly out: string;
  readonly picture: string | undefined;
  readonly fast: boolean;
  readonly help: boolean;
}

function options(args: string[]): Options {
  const { values, positionals } = parsed(args);
  const [which, ...others] = positionals;
  if (others.length > 0) fail(2, `One demo at a time, not also "${others[0]}"`);
  if (which !== undefined && !isDemo(which)) fail(2, `There is no demo "${which}", only xor and spirals`);
  const seed = Number(values.seed);
  if (!/^\d+$/.test(values.seed) || !Number.isSafeInteger(seed))
    fail(2, `--seed should be a whole number from 0 to 2⁵³ − 1, got "${values.seed}"`);
  const chosen = which === undefined ? [...tasks.xor, ...tasks.spirals] : tasks[which];
  return { ...values, tasks: chosen, seed, picture: values.picture };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        seed: { type: "string", default: "1" },
        out: { type: "string", default: ".cache/report.html" },
        picture: { type: "string" },
        fast: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    // Of Node's advice, the first sentence says what is wrong.
    fail(2, (error as Error).message.split(/\.?\s*\n|\. /)[0]);
  }
}

function isDemo(name: string): name is keyof typeof tasks {
  return Object.hasOwn(tasks, name);
}

function fail(code: number, message: string): never {
  process.stderr.write(code === 2 ? `${message}. See --help\n` : `${message}\n`);
  process.exit(code);
}

/** Writes a file, with the folders it is to lie in, and returns its whole path. */
function write(file: string, text: string): string {
  const path = resolve(file);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    fail(1, (error as Error).message);
  }
  return path;
}

function main({ tasks, seed, out, picture: pictureFile, fast }: Options): void {
  const screen = new Screen(process.stdout, terminal(process.stdout, process.env), fast ? 0 : undefined);
  const runs = tasks.map((task) => {
    screen.begin(task);
    const finished = run(task, seed, (state) => screen.show(state));
    screen.end(finished);
    return finished;
  });
  process.stdout.write(`\nReport: ${write(out, report(runs))}\n`);
  if (pictureFile !== undefined) process.stdout.write(`Picture: ${write(pictureFile, picture(runs))}\n`);
}

// Whoever reads may stop early, as in `npm start | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

const chosen = options(process.argv.slice(2));
if (chosen.help) process.stdout.write(help);
else main(chosen);
