import { afterEach, describe, expect, it, vi } from "vitest";
import { FpropError } from "../../../index.ts";
import { imageToTensor, readImage } from "../../../io.ts";
import { refusal } from "../../refusal.ts";

const image = { width: 2, height: 1, data: Uint8ClampedArray.of(255, 0, 51, 102, 0, 255, 0, 255) };

describe("images", () => {
  afterEach(() => void vi.unstubAllGlobals());

  it("are planes of colours from 0 to 1, or of grey", () => {
    const near = (values: Iterable<number>, expected: readonly number[]): void => {
      for (const [i, v] of [...values].entries()) expect(v).toBeCloseTo(expected[i], 6);
    };
    const rgb = imageToTensor(image);
    expect(rgb.shape).toEqual([1, 3, 1, 2]);
    near(rgb.data, [1, 0, 0, 1, 0.2, 0]);
    near(imageToTensor(image, { channels: 4 }).data, [1, 0, 0, 1, 0.2, 0, 0.4, 1]);
    const grey = imageToTensor(image, { channels: 1 });
    expect(grey.shape).toEqual([1, 1, 1, 2]);
    near(grey.data, [0.299 + 0.2 * 0.114, 0.587]);
    expect([...imageToTensor({ width: 1, height: 1, data: [255, 255, 255, 255] }, { channels: 1 }).data]).toEqual([1]);
  });

  it("are decoded by the platform, and only there", async () => {
    const closed: boolean[] = [];
    vi.stubGlobal("createImageBitmap", async (source: unknown, options: unknown) => {
      if (!(source instanceof Blob)) throw new TypeError("no picture");
      expect(options).toEqual({ colorSpaceConversion: "none", premultiplyAlpha: "none" });
      return Promise.resolve({ width: 2, height: 1, close: () => closed.push(true) });
    });
    vi.stubGlobal(
      "OffscreenCanvas",
      class {
        getContext(): object {
          return { drawImage: () => undefined, getImageData: () => image };
        }
      },
    );
    expect((await readImage(Uint8Array.of(1, 2), { channels: 4 })).shape).toEqual([1, 4, 1, 2]);
    expect(closed).toEqual([true]);
    const no = async (): Promise<FpropError> => {
      let error: unknown;
      await readImage({}).catch((e: unknown) => (error = e));
      return error as FpropError;
    };
    expect(await no()).toMatchObject({ code: "FORMAT", path: "readImage" });
    vi.unstubAllGlobals();
    const error = await no();
    expect(error).toMatchObject({ code: "ARGUMENT", path: "readImage" });
    expect(error.message).toContain("imageToTensor");
  });

  it("have four numbers for each point, and channels that there are", () => {
    for (const bad of [
      null,
      {},
      { ...image, width: 3 },
      { ...image, height: 0 },
      { ...image, data: [] },
      { width: 1, height: 1 },
    ])
      expect(refusal(() => imageToTensor(bad as never))).toMatchObject({ code: "ARGUMENT", what: "image" });
    expect(refusal(() => imageToTensor(image, { channels: 2 as never }))).toMatchObject({ what: "channels" });
  });
});
