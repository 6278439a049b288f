import { useEffect } from "preact/hooks";
import type { Trace } from "../../model/trace.ts";
import { DecisionMap } from "../decisionmap.tsx";
import { NumberField, Segments } from "../fields.tsx";
import { Icon } from "../icon.tsx";
import type { Session } from "../session.ts";
import { LossPanel } from "./losspanel.tsx";
import { ModulePanel } from "./modulepanel.tsx";
import { Numeric } from "./numeric.tsx";
import { Sample } from "./sample.tsx";
import { Strip } from "./strip.tsx";
import { known } from "./timeline.ts";
import type { Walk } from "./walk.ts";

/** One fprop and one bprop, module by module, with all numbers. */
export function StepThrough({ session, walk }: { readonly session: Session; readonly walk: Walk }) {
  const configured = session.configured.value;
  const step = session.report.value?.step;
  const playing = session.playing.value;
  // What is looked at is the net as it is: traced anew when another is there, or when it has learned and pauses.
  useEffect(() => {
    if (!playing) void walk.look();
  }, [configured, playing ? undefined : step, playing]);
  useEffect(() => () => walk.rest(), [walk]);

  const trace = walk.trace.value;
  if (configured === undefined || trace === undefined) return <p class="waiting">Preparing …</p>;
  const stops = walk.stops.value;
  const at = Math.min(walk.at.value, stops.length - 1);
  const stop = stops[at];
  const { training, test } = configured.examples;
  const which = walk.which.value;
  const flat = training.shape.length === 1 && training.shape[0] === 2;
  return (
    <div class="stepping">
      <div class="card walk">
        <Controls walk={walk} at={at} />
        <Strip walk={walk} trace={trace} />
      </div>
      <div class="columns">
        <div class="card choosing">
          <h2>Example</h2>
          <Segments
            label="Set"
            name="set"
            value={which.set}
            options={[
              { value: "training", label: "Training" },
              { value: "test", label: "Test" },
            ]}
            onChange={(set) => void walk.look({ set, row: 0 })}
          />
          <div class="pair">
            <NumberField
              label="Row"
              name="row"
              integer
              min={0}
              max={configured.examples[which.set].count - 1}
              value={which.row}
              onChange={(row) => void walk.look({ row })}
            />
            <NumberField
              label="Batch of"
              name="rows"
              integer
              min={1}
              max={32}
              value={which.rows}
              onChange={(rows) => void walk.look({ rows: Math.min(32, rows) })}
            />
          </div>
          <Mode trace={trace} />
          <Sample set={configured.examples[which.set]} row={which.row} />
          {flat && (
            <DecisionMap
              maps={session.maps.value}
              training={training}
              test={test}
              marked={which}
              label="Decision map; the circle is the example"
              onPick={(set, row) => void walk.look({ set, row })}
            />
          )}
        </div>
        <div class="card current">
          {stop.module === undefined ? (
            <LossPanel walk={walk} trace={trace} stop={stop} />
          ) : (
            <ModulePanel
              key={stop.module}
              walk={walk}
              module={trace.modules[stop.module]}
              stop={stop}
              gradients={known(stops, at, stop.module) === "both"}
            />
          )}
          <Numeric walk={walk} />
        </div>
      </div>
    </div>
  );
}

/** In which mode the trace was made, where that makes a difference. */
function Mode({ trace: { mode, modesDiffer } }: { readonly trace: Trace }) {
  if (!modesDiffer) return null;
  return (
    <p class="hint" data-mode-of-trace={mode}>
      {mode === "training"
        ? "In training mode, as in a step: noise and what is left out are drawn, and statistics are those of this batch. The maps and curves are made in evaluation mode."
        : "In evaluation mode: in training, this net refuses a single example, of which there are no statistics. Take a batch of 2 or more to see a step of training."}
    </p>
  );
}

function Controls({ walk, at }: { readonly walk: Walk; readonly at: number }) {
  const last = walk.stops.value.length - 1;
  const running = walk.running.value;
  const go = (to: number) => () => {
    walk.rest();
    walk.go(to);
  };
  return (
    <div class="controls" role="toolbar" aria-label="Walk">
      <button
        type="button"
        onClick={go(0)}
        disabled={at === 0}
        aria-label="To the beginning"
        title="To the beginning (Home)"
      >
        <Icon name="first" />
      </button>
      <button type="button" onClick={go(at - 1)} disabled={at === 0} aria-label="Back" title="One stop back (←)">
        <Icon name="back" />
      </button>
      <button
        type="button"
        class="primary"
        data-action="walk"
        onClick={() => (running ? walk.rest() : walk.run())}
        title="Go by itself (space)"
      >
        <Icon name={running ? "pause" : "play"} /> {running ? "Pause" : "Walk"}
      </button>
      <button
        type="button"
        data-action="next"
        onClick={go(at + 1)}
        disabled={at === last}
        aria-label="Next"
        title="One stop on (→)"
      >
        <Icon name="next" />
      </button>
      <button type="button" onClick={go(last)} disabled={at === last} aria-label="To the end" title="To the end (End)">
        <Icon name="last" />
      </button>
      <span class="where" aria-live="polite">
        {at + 1} of {last + 1}
      </span>
    </div>
  );
}
