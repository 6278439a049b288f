import type { Module } from "fprop";
import { ink, type Chart } from "../show/chart.ts";
import * as format from "../show/format.ts";
import { halftone, imageText } from "../show/images.ts";
import { accuracy, digits, read, type Digits } from "./digits.ts";
import { sha256, table, watched, type Program, type Watch } from "./program.ts";

/** A net that reads digits, and how it is trained. */
export interface Classifier {
  readonly name: string;
  readonly title: string;
  readonly seed: number;
  readonly epochs: number;
  readonly train: (examples: Digits, seed: number, epochs: number, watch?: Watch) => Module;
}

interface Mistake {
  readonly digit: number;
  readonly said: number;
  readonly pixels: ArrayLike<number>;
}

/** Trains it on four fifths of the digits, tests it on the others, and shows those that it reads wrongly. */
export function reading({ name, title, seed, train, ...of }: Classifier): Program {
  return {
    name,
    title,
    run(print, epochs = of.epochs) {
      const { training, test } = digits(seed);
      const began = performance.now();
      const shares: [epoch: number, seen: number, unseen: number][] = [];
      const net = train(training, seed, epochs, ({ epoch, loss, net }) => {
        if (epoch === 1)
          print(
            `${table(net, [32, 1, 8, 8])}\n\n${training.t.size} digits to learn from, ${test.t.size} others for the test; seed ${seed}\n\n` +
              "  epoch     loss   training       test",
          );
        if (!watched(epoch, epochs)) return;
        const [seen, unseen] = [accuracy(net, training), accuracy(net, test)];
        shares.push([epoch, seen, unseen]);
        print(
          `  ${String(epoch).padStart(5)}   ${loss.toFixed(4)}   ${format.percent(seen).padStart(8)}   ${format.percent(unseen).padStart(8)}`,
        );
      });
      const seconds = (performance.now() - began) / 1000;

      const wrong = read(net, test).flatMap((said, row): Mistake[] => {
        const digit = test.t.data[row];
        return said === digit ? [] : [{ digit, said, pixels: test.x.rows(row, row + 1).data }];
      });
      const share = format.percent((test.t.size - wrong.length) / test.t.size);
      print(
        `\n${share} of the test digits right, ${wrong.length} wrong; ${format.duration(seconds)}\nsha256 ${sha256(net)}\n`,
      );
      print(imageText(wrong.slice(0, 8).map((m) => ({ ...m, caption: `a ${m.digit}, read as ${m.said}` }))));
      return [curves(title, shares, epochs), mistakes(wrong)];
    },
  };
}

/** Errors against epochs, in percent of the images. */
function curves(title: string, shares: readonly (readonly [number, number, number])[], epochs: number): Chart {
  const missed = (k: 1 | 2) => shares.map((share) => [share[0], 100 * (1 - share[k])] as const);
  return {
    title: `${title}: errors`,
    note: `${missed(2).at(-1)![1].toFixed(1)} % of the test digits at the end`,
    x: { from: 1, to: Math.max(2, epochs), ticks: [1, Math.round(epochs / 2), epochs], label: "epoch" },
    y: { from: 0, to: 10, ticks: [0, 2.5, 5, 7.5, 10], name: (v) => `${v} %` },
    curves: [
      { label: "of those learned from", colour: ink.blue, points: missed(1) },
      { label: "of the others", colour: ink.orange, points: missed(2) },
    ],
  };
}

/** At most nine of them. */
function mistakes(wrong: readonly Mistake[]): Chart {
  const shown = wrong.slice(0, 9);
  const names = shown.map(({ digit, said }) => `${digit} as ${said}`).join(", ");
  return halftone("What it reads wrongly", names || "nothing", shown, Math.max(2, Math.min(3, shown.length)));
}
