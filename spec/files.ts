import type { Tensor } from "fprop";
import { readIdx, readImage, readNpz } from "fprop/io";

// What only a browser does, or does by other means than Node; run in Chromium by spec/browser.spec.ts.

/** The arrays of an npz file, as text. */
export async function arrays(npz: readonly number[]): Promise<string> {
  return JSON.stringify(Object.entries(await readNpz(Uint8Array.from(npz))).map(([name, t]) => [name, told(t)]));
}

/** An IDX file, as text, or what it was refused with. */
export async function idx(file: readonly number[]): Promise<string> {
  return readIdx(Uint8Array.from(file)).then(told, String);
}

/** A picture of 2 × 1 points, [1, 3, 1, 2], drawn, encoded as PNG, and decoded: from its file and as it is. */
export async function picture(): Promise<string[]> {
  const { OffscreenCanvas, Blob } = globalThis as unknown as Page;
  const canvas = new OffscreenCanvas(2, 1);
  const context = canvas.getContext("2d");
  for (const [i, colour] of ["rgb(255, 0, 51)", "rgb(0, 102, 204)"].entries()) {
    context.fillStyle = colour;
    context.fillRect(i, 0, 1, 1);
  }
  const blob = await canvas.convertToBlob();
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const all = [blob, bytes, new Blob([bytes.subarray(0, 20)])].map(async (source) =>
    readImage(source).then(told, String),
  );
  return Promise.all(all);
}

interface Page {
  readonly OffscreenCanvas: new (
    width: number,
    height: number,
  ) => {
    getContext(kind: "2d"): { fillStyle: string; fillRect(x: number, y: number, width: number, height: number): void };
    convertToBlob(): Promise<Blob>;
  };
  readonly Blob: typeof Blob;
}

const told = ({ dtype, shape, data }: Tensor): string => `${dtype} [${shape.join(", ")}] ${data.join(" ")}`;
