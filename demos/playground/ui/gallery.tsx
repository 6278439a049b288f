import { signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { ExamplesView } from "../model/examples.ts";
import type { Session } from "./session.ts";
import { Pixels } from "./step/sample.tsx";

/** How many pictures are shown, and how often at most they are asked for anew, in milliseconds. */
const [shown, pause] = [24, 700];

/** Pictures of the test set with what the net says they are. */
export function Gallery({ session, test }: { readonly session: Session; readonly test: ExamplesView }) {
  const said = useMemo(() => signal<readonly number[]>([]), []);
  const count = Math.min(shown, test.count);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    let seen = -1;
    const ask = async (): Promise<void> => {
      const step = session.report.value?.step ?? 0;
      if (step !== seen) {
        seen = step;
        // A net that is being exchanged does not answer; the next one will.
        const trace = await session.trainer.inspect({ set: "test", row: 0, rows: count }).catch(() => undefined);
        const y = trace?.modules.findLast(({ depth }) => depth === 0)?.y[0];
        if (!over && y !== undefined) said.value = winners(y.data, y.shape.at(-1)!);
      }
      if (!over) timer = setTimeout(() => void ask(), pause);
    };
    void ask();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [session, test]);
  const [, height, width] = test.shape;
  const size = height * width;
  return (
    <div class="gallery" aria-label="Pictures of the test set, and what the net says they are">
      {Array.from({ length: count }, (_, i) => {
        const answer = said.value[i];
        const right = answer === test.t[i];
        return (
          <figure key={i} class={answer === undefined ? "" : right ? "right" : "wrong"}>
            <Pixels
              values={test.x.subarray(i * size, (i + 1) * size)}
              width={width}
              label={`a ${test.classes[test.t[i]]}`}
            />
            <figcaption>
              {answer === undefined
                ? "?"
                : right
                  ? test.classes[answer]
                  : `${test.classes[answer]} ≠ ${test.classes[test.t[i]]}`}
            </figcaption>
          </figure>
        );
      })}
    </div>
  );
}

/** The largest output of each row. */
function winners(y: ArrayLike<number>, outputs: number): number[] {
  return Array.from({ length: y.length / outputs }, (_, row) => {
    let best = 0;
    for (let k = 1; k < outputs; k++) if (y[row * outputs + k] > y[row * outputs + best]) best = k;
    return best;
  });
}
