import { MSELoss, Rng, type Module, type Tensor } from "fprop";
import { ink, type Chart } from "../show/chart.ts";
import * as format from "../show/format.ts";
import { halftone, imageText } from "../show/images.ts";
import { deep, flat, trainAutoencoder } from "./autoencoder.ts";
import { digits, type Digits } from "./digits.ts";
import { sha256, table, watched, type Program } from "./program.ts";

const seed = 1;

/** Of the digits 0 to 9. */
const colours: readonly string[] = [
  ...[ink.blue, ink.orange, ink.green, ink.pink, ink.white, ink.grey],
  ...["#e8e06a", "#b58cff", "#ff7b6b", "#5cc8e8"],
];

/** Trains an autoencoder of two numbers and its linear sister; shows what comes out, and where the digits lie. */
export const autoencoder: Program = {
  name: "autoencoder",
  title: "Autoencoder: 64 numbers through two",
  run(print, epochs = 60) {
    const { training, test } = digits(seed);
    const rng = new Rng(seed);
    const [halves, lines] = [deep(rng), flat(rng)];
    const all = variance(training, test);
    const began = performance.now();
    const net = trainAutoencoder(halves, training, rng, epochs, 0.003, ({ epoch, loss, net }) => {
      if (epoch === 1)
        print(
          `${table(net, [32, 1, 8, 8])}\n\n${training.t.size} digits to learn from, ${test.t.size} others for the test; seed ${seed}\n\n` +
            "  epoch       loss       test   explained",
        );
      if (!watched(epoch, epochs)) return;
      const error = errorOf(net.predict(test.x), test.x);
      print(
        `  ${String(epoch).padStart(5)}   ${loss.toFixed(6)}   ${error.toFixed(6)}   ${format.percent(1 - error / all).padStart(9)}`,
      );
    });
    const linear = trainAutoencoder(lines, training, rng, epochs, 0.03);
    const seconds = (performance.now() - began) / 1000;

    const [y, z] = [net, linear].map((m) => m.predict(test.x));
    const [share, less] = [y, z].map((out) => 1 - errorOf(out, test.x) / all);
    print(
      `\n${format.percent(share)} of the test digits’ variance comes through two numbers, and through two\n` +
        `of a linear net, as by principal components, ${format.percent(less)}; ${format.duration(seconds)}\nsha256 ${sha256(net)}\n`,
    );
    const rows = Array.from({ length: 10 }, (_, digit) => test.t.data.indexOf(digit));
    const image = (x: Tensor, row: number) => x.rows(row, row + 1).data;
    print(
      imageText(
        [rows.slice(0, 4), rows.slice(4, 8)].flatMap((some) => [
          ...some.map((row) => ({ caption: `a ${test.t.data[row]}`, pixels: image(test.x, row) })),
          ...some.map((row) => ({ caption: "comes out as", pixels: image(y, row) })),
        ]),
      ),
    );
    const part = (x: Tensor, some: readonly number[]) =>
      some.map((row) => ({ pixels: image(x, row), colour: colours[test.t.data[row]] }));
    const both = [rows.slice(0, 5), rows.slice(5)].flatMap((some) => [test.x, y, z].flatMap((x) => part(x, some)));
    const note = `mean squared error ${errorOf(y, test.x).toFixed(3)}, linear ${errorOf(z, test.x).toFixed(3)}`;
    return [plane(halves.encoder, test), halftone("In, out, and out of a linear net", note, both, 5)];
  },
};

function errorOf(y: Tensor, x: Tensor): number {
  return new MSELoss().fprop(y, x);
}

/** The variance of the pixels: what is lost where the mean image comes out, whatever is put in. */
function variance({ x, t }: Digits, of: Digits): number {
  const pixels = x.size / t.size;
  const middle = Array.from(
    { length: pixels },
    (_, p) => x.data.reduce((sum, v, i) => sum + (i % pixels === p ? v : 0), 0) / t.size,
  );
  return of.x.data.reduce((sum, v, i) => sum + (v - middle[i % pixels]) ** 2, 0) / of.x.size;
}

/** Where the test digits lie in the plane of the two numbers. */
function plane(encoder: Module, { x, t }: Digits): Chart {
  const { data } = encoder.predict(x);
  const points = Array.from(t.data, (digit, row) => ({ digit, at: [data[2 * row], data[2 * row + 1]] as const }));
  const reach = (k: 0 | 1): { from: number; to: number; ticks: number[] } => {
    const values = points.map(({ at }) => at[k]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const edge = (high - low) / 20;
    return { from: low - edge, to: high + edge, ticks: [0] };
  };
  return {
    title: "The two numbers of each digit",
    note: "coloured by digit, which it was never told",
    x: reach(0),
    y: reach(1),
    curves: colours.map((colour, digit) => ({
      colour,
      dots: 6,
      points: points.filter((p) => p.digit === digit).map(({ at }) => at),
    })),
  };
}
