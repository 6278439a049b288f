import { useEffect, useRef } from "preact/hooks";
import type { ExamplesView } from "../../model/examples.ts";
import { signedPixels } from "../colours.ts";
import { image } from "../decisionmap.tsx";
import * as numbers from "../numbers.ts";
import { theme } from "../theme.ts";

/** An example in a line, with its picture if it is one. */
export function Sample({ set, row }: { readonly set: ExamplesView; readonly row: number }) {
  const { shape, x, t, classes } = set;
  const size = shape.reduce((product, n) => product * n, 1);
  const values = x.subarray(row * size, (row + 1) * size);
  const target = classes.length > 0 ? `class ${classes[t[row]] ?? t[row]}` : `t = ${numbers.short(t[row])}`;
  if (isPicture(shape))
    return (
      <p class="sample">
        <Pixels values={values} width={shape[2]} label={`Row ${row}`} /> {target}
      </p>
    );
  const listed = Array.from(values.subarray(0, 4), numbers.cell).join(", ");
  return (
    <p class="sample">
      x = ({listed}
      {size > 4 && ", …"}), {target}
    </p>
  );
}

export const isPicture = (shape: readonly number[]): boolean => shape.length === 3 && shape[0] === 1;

/** A grey picture of few pixels. */
export function Pixels({
  values,
  width,
  label,
}: {
  readonly values: Float32Array;
  readonly width: number;
  readonly label: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const look = theme.value;
  useEffect(() => {
    const most = values.reduce((a, b) => Math.max(a, Math.abs(b)), 1e-9);
    const element = canvas.current!;
    [element.width, element.height] = [width, values.length / width];
    element.getContext("2d")!.putImageData(image(signedPixels(look, values, most), width), 0, 0);
  }, [values, width, look]);
  return <canvas ref={canvas} class="pixels" role="img" aria-label={label} />;
}
