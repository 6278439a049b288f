import { useState } from "preact/hooks";
import type { Trace } from "../../model/trace.ts";
import { HeatMap } from "../heatmap.tsx";
import * as numbers from "../numbers.ts";
import { entry } from "../paper.ts";
import { FlowLine } from "./flowline.tsx";
import type { Stop } from "./timeline.ts";
import type { Walk } from "./walk.ts";

/** The loss: where outputs meet targets, and the way turns. */
export function LossPanel({ walk, trace, stop }: { readonly walk: Walk; readonly trace: Trace; readonly stop: Stop }) {
  const [at, setAt] = useState<number | undefined>(undefined);
  const { kind, E, formula, t, dy, within } = trace.loss;
  const last = trace.modules.findLast(({ depth }) => depth === 0);
  const y = last?.y[0] ?? trace.x;
  const back = stop.direction === "bprop";
  const picked = walk.picked.value?.entry;
  const isPicked = picked !== undefined && picked.of === "y" && picked.path === last?.path;
  const same = (index: number): boolean => index === at;
  const cursor = { cursor: at, onCursor: setAt, lit: at === undefined ? undefined : same };
  return (
    <section class={`module-panel loss ${stop.direction}`} aria-label={kind} data-module="loss">
      <header>
        <h3>{kind}</h3>
        <p class="words">{formula.words}</p>
      </header>
      <div class="formulas">
        <dl>
          <div class="fprop">
            <dt>fprop</dt>
            <dd>{formula.E}</dd>
          </div>
          <div class={back ? "bprop" : "bprop later"}>
            <dt>bprop</dt>
            <dd>{formula.dy}</dd>
          </div>
        </dl>
        <p class="entry" aria-live="polite">
          {at === undefined ? (
            <span class="hint">Here the way turns: what the loss says of each output is the first dy.</span>
          ) : (
            <>
              <b>{entry(back ? "dy" : "y", y.shape, at)}</b> = <b>{numbers.short((back ? dy : y).data[at])}</b>
              {within !== undefined && `, ${within.name} = ${numbers.short(within.value.data[at])}`}
            </>
          )}
        </p>
      </div>
      <div class="tensors plain">
        <div class="row forward" data-row="fprop">
          <FlowLine direction="fprop" />
          <div class="of-x">
            <HeatMap name="y" shape={y.shape} values={y.data} {...cursor} />
            {within !== undefined && (
              <HeatMap name={within.name} shape={within.value.shape} values={within.value.data} {...cursor} />
            )}
            <HeatMap name="t" shape={t.shape} values={t.data} />
          </div>
          <div class="of-y">
            <figure class="heatmap">
              <figcaption>
                <b>E</b>
              </figcaption>
              <output class="energy">{numbers.short(E)}</output>
            </figure>
          </div>
        </div>
        <div class="row backward" data-row="bprop">
          <FlowLine direction="bprop" />
          <div class="of-x">
            {back ? (
              <HeatMap
                name="dy"
                shape={dy.shape}
                values={dy.data}
                {...cursor}
                picked={isPicked ? picked.index : undefined}
                onPick={
                  last === undefined
                    ? undefined
                    : (index) => void walk.pick({ of: "y", path: last.path, index }, entry("dy", dy.shape, index))
                }
              />
            ) : (
              <figure class="heatmap unknown">
                <figcaption>
                  <b>dy</b>
                </figcaption>
                <div class="empty">comes on the way back</div>
              </figure>
            )}
          </div>
          <div class="of-y">
            <figure class="heatmap">
              <figcaption>
                <b>dE/dE</b>
              </figcaption>
              <output class="energy">{back ? "1" : "\u00a0"}</output>
            </figure>
          </div>
        </div>
      </div>
    </section>
  );
}
