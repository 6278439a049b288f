import { Rng, Tensor, type Module } from "fprop";
import { ink, type Chart } from "../show/chart.ts";
import * as format from "../show/format.ts";
import { alphabet, counted, decode, heldOut, training } from "./chapter.ts";
import { sha256, table, watched, type Program, type Watch } from "./program.ts";

/** A net that says what character comes next, how it is trained, measured, and how it writes. */
export interface Language {
  readonly name: string;
  readonly title: string;
  readonly seed: number;
  readonly epochs: number;
  readonly train: (characters: Int32Array, seed: number, epochs: number, watch?: Watch) => Module;
  /** Per character of the part held out. */
  readonly bits: (net: Module) => number;
  readonly write: (net: Module, words: string, count: number, temperature: number, rng: Rng) => Int32Array;
}

const words = "The Lakeman ";

/** Trains it on nine tenths of the chapter, measures it on the last one, and lets it write. */
export function writing({ name, title, seed, train, bits, write, ...of }: Language): Program {
  return {
    name,
    title,
    run(print, epochs = of.epochs) {
      const began = performance.now();
      const course: [epoch: number, seen: number, unseen: number][] = [];
      const net = train(training, seed, epochs, ({ epoch, loss, net }) => {
        if (epoch === 1)
          print(
            `${table(net, Tensor.zeros([16, 32], "int32"))}\n\n` +
              `${format.count(training.length)} characters to learn from, ${format.count(heldOut.length)} held out, ${alphabet.length} different ones; seed ${seed}\n\n` +
              "  epoch   bits per character   held out",
          );
        if (!watched(epoch, epochs)) return;
        const [seen, unseen] = [loss / Math.LN2, bits(net)];
        course.push([epoch, seen, unseen]);
        print(`  ${String(epoch).padStart(5)}   ${seen.toFixed(3).padStart(18)}   ${unseen.toFixed(3).padStart(8)}`);
      });
      const seconds = (performance.now() - began) / 1000;
      const [, , reached] = course.at(-1)!;
      const counts = [0, 1, 2, 3].map(counted);
      print(`\n${reached.toFixed(3)} bits per character held out; ${format.duration(seconds)}`);
      print(`by counting, with 0, 1, 2, 3 characters before: ${counts.map((b) => b.toFixed(3)).join(", ")}`);
      print(`sha256 ${sha256(net)}`);
      for (const temperature of [0.5, 0.8]) {
        const text = words + decode(write(net, words, 380, temperature, new Rng(seed)));
        print(`\nIt writes, at temperature ${temperature}:\n\n${wrapped(text)}`);
      }
      return [against(title, course, counts, epochs)];
    },
  };
}

/** In lines of at most 76 characters, indented by two. */
function wrapped(text: string): string {
  const lines = text.split("\n").flatMap((line) => line.match(/.{1,76}(?: |$)|.{76}/g) ?? [""]);
  return lines.map((line) => `  ${line}`.trimEnd()).join("\n");
}

function against(
  title: string,
  course: readonly (readonly [number, number, number])[],
  counts: readonly number[],
  epochs: number,
): Chart {
  const line = (k: 1 | 2) => course.map((at) => [at[0], at[k]] as const);
  return {
    title: `${title}: bits per character`,
    note: `${course.at(-1)![2].toFixed(2)} at the end, of a text that it never saw`,
    x: { from: 1, to: Math.max(2, epochs), ticks: [1, Math.round(epochs / 2), epochs], label: "epoch" },
    y: { from: 2, to: 4.5, ticks: [2, 2.5, 3, 3.5, 4, 4.5] },
    curves: [
      { label: "what it learns from", colour: ink.blue, points: line(1) },
      { label: "what it never saw", colour: ink.orange, points: line(2) },
      ...counts.map((b, k) => ({
        ...(k === 0 ? { label: "counting with 0, 1, 2, 3 characters before" } : {}),
        colour: ink.grey,
        dashed: true,
        width: 1.5,
        points: [
          [1, b],
          [epochs, b],
        ] as const,
      })),
    ],
  };
}
