import type { Signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { signal } from "@preact/signals";
import { Chart, type Line } from "./curves.tsx";
import { DecisionMap } from "./decisionmap.tsx";
import { Flag } from "./fields.tsx";
import { Gallery } from "./gallery.tsx";
import { unitMap, type UnitName } from "./network.tsx";
import * as numbers from "./numbers.ts";
import { isPicture } from "./step/sample.tsx";
import type { Session } from "./session.ts";

interface Props {
  readonly session: Session;
  readonly looked: Signal<UnitName | undefined>;
  readonly pinned: Signal<UnitName | undefined>;
}

/** What the net says in the plane, or of pictures. */
export function Picture({ session, looked, pinned }: Props) {
  const withTest = useMemo(() => signal(false), []);
  const configured = session.configured.value;
  if (configured === undefined) return <p class="waiting">{session.refusal.value?.message ?? "Preparing …"}</p>;
  const { training, test } = configured.examples;
  const { maps } = session;
  const unit = looked.value ?? pinned.value;
  const map = unitMap(maps.value, unit);
  if (isPicture(training.shape)) return <Gallery session={session} test={test} />;
  if (training.shape.length !== 1 || training.shape[0] !== 2)
    return (
      <p class="hint">There is a map where examples have two numbers; these have {numbers.shape(training.shape)}.</p>
    );
  return (
    <>
      <DecisionMap
        maps={maps.value}
        unit={map}
        training={training}
        test={withTest.value ? test : undefined}
        label={`Decision map with ${training.count} training points`}
      />
      <div class="under">
        <Flag
          name="showTest"
          label="Test points"
          value={withTest.value}
          onChange={(shown) => (withTest.value = shown)}
        />
        {map !== undefined && unit !== undefined && (
          <span class="hint">
            unit {unit.unit} of layer {unit.path}{" "}
            {pinned.value !== undefined && (
              <button type="button" class="link" onClick={() => (pinned.value = undefined)}>
                show the net
              </button>
            )}
          </span>
        )}
      </div>
    </>
  );
}

/** Loss and accuracy of both sets, and how large gradients are in each layer. */
export function Curves({ session }: { readonly session: Session }) {
  const { points } = session.curve.value;
  const report = session.report.value;
  const steps = points.map(({ step }) => step);
  const line = (name: string, style: string, values: number[]): Line => ({ name, style, steps, values });
  const classes = (session.configured.value?.examples.training.classes.length ?? 0) > 0;
  const norms = report?.gradientNorms ?? [];
  return (
    <div class="curves">
      <Chart
        title="Loss"
        log
        lines={[
          line(
            "training",
            "train",
            points.map(({ training }) => training.loss),
          ),
          line(
            "test",
            "test",
            points.map(({ test }) => test.loss),
          ),
        ]}
      />
      {classes && (
        <Chart
          title="Accuracy"
          range={[0, 1]}
          format={numbers.percent}
          tick={numbers.wholePercent}
          height={104}
          lines={[
            line(
              "training",
              "train",
              points.map(({ training }) => training.accuracy),
            ),
            line(
              "test",
              "test",
              points.map(({ test }) => test.accuracy),
            ),
          ]}
        />
      )}
      {norms.length > 0 && (
        <Chart
          title="‖∂E/∂W‖"
          log
          height={112}
          lines={norms.slice(0, 8).map(({ path }, i) =>
            line(
              `layer ${path}`,
              `layer${i}`,
              points.map(({ gradientNorms }) => gradientNorms[i] ?? NaN),
            ),
          )}
        />
      )}
    </div>
  );
}
