import type { CurvePoint } from "../model/report.ts";
import type { App, Side } from "./app.ts";
import { Chart, type Line } from "./curves.tsx";
import { DataPanel } from "./datapanel.tsx";
import { NetPanel } from "./netpanel.tsx";
import * as numbers from "./numbers.ts";
import { Picture } from "./output.tsx";
import { comparisons } from "../model/presets.ts";
import { Refused, TrainingPanel } from "./trainingpanel.tsx";

/** Two nets on the same data and seed, side by side. */
export function Compare({ app }: { readonly app: App }) {
  const sides = app.sides.value;
  const { session } = app.left;
  const names = comparisons.find(({ id }) => id === app.topic.value?.id)?.names;
  return (
    <>
      <div class="side">
        <DataPanel
          configuration={session.draft.value}
          session={session}
          onChange={(change) => app.change("both", change)}
        />
        <Refused refusal={session.refusal.value} part="data" />
      </div>
      <div class="versus">
        <section class="card joint" aria-label="Curves of both">
          <Joint sides={sides} />
        </section>
        {sides.map((side, i) => (
          <section key={i} class={`contender ${"ab"[i]}`} aria-label={`Configuration ${"AB"[i]}`} data-side={"ab"[i]}>
            <div class="card output">
              <h2>
                <b class={"ab"[i]}>{"AB"[i]}</b> {names?.[i]}
              </h2>
              <Picture session={side.session} looked={side.looked} pinned={side.pinned} />
            </div>
            <NetPanel
              session={side.session}
              title={`Network ${"AB"[i]}`}
              looked={side.looked}
              pinned={side.pinned}
              onChange={(change) => app.change(side, change)}
            />
            <TrainingPanel
              title={`Training ${"AB"[i]}`}
              configuration={side.session.draft.value}
              refusal={side.session.refusal.value}
              advice={side.session.configured.value?.advice ?? []}
              onChange={(change) => app.change(side, change)}
            />
          </section>
        ))}
      </div>
    </>
  );
}

/** The curves of both in one picture each. */
function Joint({ sides }: { readonly sides: readonly Side[] }) {
  const line = (of: (point: CurvePoint) => number): Line[] =>
    sides.map(({ session }, i) => {
      const { points } = session.curve.value;
      return { name: "AB"[i], style: "ab"[i], steps: points.map(({ step }) => step), values: points.map(of) };
    });
  const classes = (sides[0].session.configured.value?.examples.training.classes.length ?? 0) > 0;
  return (
    <div class="curves across">
      <Chart title="Training loss" log lines={line(({ training }) => training.loss)} />
      {classes && (
        <Chart
          title="Test accuracy"
          range={[0, 1]}
          format={numbers.percent}
          tick={numbers.wholePercent}
          lines={line(({ test }) => test.accuracy)}
        />
      )}
      <Chart title="‖∂E/∂W‖ of the first layer" log lines={line(({ gradientNorms }) => gradientNorms[0] ?? NaN)} />
    </div>
  );
}
