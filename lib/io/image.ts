import { refuse } from "../errors.ts";
import { platform, type Pixels } from "../platform.ts";
import { Tensor } from "../tensor.ts";

export interface ImageOptions {
  /** 1 for grey (0.299 red + 0.587 green + 0.114 blue, as Pillow's "L"), 3 for colours, 4 with their opacity. */
  channels?: 1 | 3 | 4;
}

/**
 * A picture as [1, channels, height, width], float32, from 0 to 1: an ImageData, such as a canvas gives, or whatever has
 * its width, height and data.
 * @throws FpropError ARGUMENT
 */
export function imageToTensor(image: Pixels, { channels = 3 }: ImageOptions = {}): Tensor<Float32Array> {
  const { width, height, data } = Object(image) as Partial<Pixels>;
  const whole = Number.isInteger(width) && Number.isInteger(height) && width! > 0 && height! > 0;
  if (!whole || data?.length !== 4 * width! * height!)
    refuse("ARGUMENT", "imageToTensor", "image", "an ImageData of four numbers for each point", image);
  if (channels !== 1 && channels !== 3 && channels !== 4)
    refuse("ARGUMENT", "imageToTensor", "channels", "1, 3 or 4", channels);
  const points = width! * height!;
  const y = Tensor.zeros([1, channels, height!, width!]);
  for (let i = 0; i < points; i++) {
    const [r, g, b] = [data[4 * i], data[4 * i + 1], data[4 * i + 2]];
    if (channels === 1) y.data[i] = (299 * r + 587 * g + 114 * b) / 255_000;
    else for (let c = 0; c < channels; c++) y.data[c * points + i] = data[4 * i + c] / 255;
  }
  return y;
}

/**
 * A picture in a file (PNG, JPEG, whatever the browser reads), or a Blob, an ImageBitmap or an element of a page, decoded
 * by the platform with its colours as they are: as `imageToTensor`.
 * @throws FpropError ARGUMENT where the platform decodes no pictures, as Node does not; FORMAT for what is no picture
 */
export async function readImage(source: object, options: ImageOptions = {}): Promise<Tensor<Float32Array>> {
  const { createImageBitmap, OffscreenCanvas, Blob } = platform;
  if (createImageBitmap === undefined || OffscreenCanvas === undefined)
    refuse(
      "ARGUMENT",
      "readImage",
      "the platform",
      "a browser, whose createImageBitmap decodes pictures",
      "another: decode them there and give imageToTensor the numbers",
    );
  let pixels: Pixels;
  try {
    const blob = source instanceof Uint8Array ? new Blob([source]) : source;
    const bitmap = await createImageBitmap(blob, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
    const { width, height } = bitmap;
    const canvas = new OffscreenCanvas(width, height).getContext("2d")!;
    canvas.drawImage(bitmap, 0, 0);
    bitmap.close();
    pixels = canvas.getImageData(0, 0, width, height);
  } catch {
    refuse("FORMAT", "readImage", "source", "a picture that the browser reads", source);
  }
  return imageToTensor(pixels, options);
}
