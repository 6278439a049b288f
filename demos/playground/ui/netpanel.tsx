import { computed, type Signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { analyse } from "../model/analysis.ts";
import type { Configuration } from "../model/configuration.ts";
import { Builder } from "./builder.tsx";
import { columnsOf } from "./columns.ts";
import { Network, type UnitName } from "./network.tsx";
import type { Session } from "./session.ts";
import * as numbers from "./numbers.ts";

interface Props {
  readonly session: Session;
  readonly title: string;
  readonly looked: Signal<UnitName | undefined>;
  readonly pinned: Signal<UnitName | undefined>;
  readonly onChange: (change: (configuration: Configuration) => Configuration) => void;
}

/** The net: its picture as it is trained, and the chain of its modules as it is being built. */
export function NetPanel({ session, title, looked, pinned, onChange }: Props) {
  // Shapes of the draft, and of what is trained: where a chain is refused, they differ.
  const draft = useMemo(() => computed(() => analyse(session.draft.value)), [session]).value;
  const trained = useMemo(
    () =>
      computed(() => {
        const { value } = session.accepted;
        return value === undefined ? undefined : { layers: value.layers, analysis: analyse(value) };
      }),
    [session],
  ).value;
  const refusal = session.refusal.value ?? draft.refusal;
  const shapes = trained?.layers.map(
    (_, i) => trained.analysis.places.find(({ place }) => place.join() === `${i}`)?.output ?? [],
  );
  return (
    <section class="card net" aria-label={title}>
      <h2>
        {title} <span class="shape">{numbers.count(draft.weights)} weights</span>
      </h2>
      {trained !== undefined && (
        <Network
          columns={columnsOf(trained.analysis.input, trained.layers, shapes!, session.report.value?.weights ?? [])}
          maps={session.maps.value}
          pinned={pinned.value}
          onLook={(unit) => (looked.value = unit)}
          onPin={(unit) => (pinned.value = unit)}
        />
      )}
      <Builder configuration={session.draft.value} analysis={draft} refusal={refusal} onChange={onChange} />
    </section>
  );
}
