import { presets, comparisons } from "../model/presets.ts";
import type { Mode } from "./address.ts";
import type { App } from "./app.ts";
import { Compare } from "./compare.tsx";
import { DataPanel } from "./datapanel.tsx";
import { Icon } from "./icon.tsx";
import { NetPanel } from "./netpanel.tsx";
import { Curves, Picture } from "./output.tsx";
import { Share } from "./share.tsx";
import { StepThrough } from "./step/stepthrough.tsx";
import { theme, toggleTheme } from "./theme.ts";
import { Refused, TrainingPanel } from "./trainingpanel.tsx";
import { Transport } from "./transport.tsx";

const modes: readonly { readonly mode: Mode; readonly title: string }[] = [
  { mode: "train", title: "Train" },
  { mode: "step", title: "Step through" },
  { mode: "compare", title: "Compare" },
];

export function Page({ app }: { readonly app: App }) {
  const mode = app.mode.value;
  const topic = app.topic.value;
  return (
    <>
      <header class="top">
        <h1>
          <svg viewBox="0 0 20 16" aria-hidden="true">
            <path class="ahead" d="M2 5h13m-3.5-3.5L15 5l-3.5 3.5" />
            <path class="back" d="M18 11H5m3.5-3.5L5 11l3.5 3.5" />
          </svg>
          fprop <span>playground</span>
        </h1>
        <nav aria-label="Modes">
          {modes.map((m) => (
            <button
              key={m.mode}
              type="button"
              data-mode={m.mode}
              aria-current={m.mode === mode ? "page" : undefined}
              onClick={() => app.go(m.mode)}
            >
              {m.title}
            </button>
          ))}
        </nav>
        <Topics app={app} />
        <Share app={app} />
        <button
          type="button"
          class="quiet theme"
          data-action="theme"
          aria-label={`Change to ${theme.value === "dark" ? "light" : "dark"} colours`}
          onClick={toggleTheme}
        >
          <Icon name={theme.value === "dark" ? "sun" : "moon"} />
        </button>
      </header>
      <main>
        <Transport app={app} />
        <Notices app={app} />
        {topic !== undefined && (
          <p class="look">
            <b>{topic.title}.</b> {topic.look}
          </p>
        )}
        <div class={`stage ${mode}`}>
          {mode === "train" && <Train app={app} />}
          {mode === "step" && <StepThrough session={app.left.session} walk={app.walk} />}
          {mode === "compare" && <Compare app={app} />}
        </div>
      </main>
    </>
  );
}

/** Where to begin: topics of the lecture, or pairs. */
function Topics({ app }: { readonly app: App }) {
  const pairs = app.mode.value === "compare";
  const groups = [...new Set(presets.map((p) => p.topic))];
  return (
    <select
      class="topics"
      data-field="topic"
      aria-label={pairs ? "Comparison" : "Topic of the lecture"}
      value={app.topic.value?.id ?? ""}
      onChange={(event) => app.choose(event.currentTarget.value)}
    >
      <option value="" disabled>
        {pairs ? "Compare …" : "Topic of the lecture …"}
      </option>
      {pairs
        ? comparisons.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))
        : groups.map((group) => (
            <optgroup key={group} label={group}>
              {presets
                .filter((p) => p.topic === group)
                .map(({ id, title }) => (
                  <option key={id} value={id}>
                    {title}
                  </option>
                ))}
            </optgroup>
          ))}
    </select>
  );
}

/** What went wrong or was done, until it is closed or the next comes. */
function Notices({ app }: { readonly app: App }) {
  return (
    <div class="notices" aria-live="polite">
      {app.sides.value.map(({ session }, i) => {
        const notice = session.notice.value;
        return notice === undefined ? null : (
          <p key={i} class={notice.kind} role={notice.kind === "error" ? "alert" : "status"}>
            <span>{notice.text}</span>
            <button type="button" class="quiet" aria-label="Close" onClick={() => (session.notice.value = undefined)}>
              ×
            </button>
          </p>
        );
      })}
    </div>
  );
}

function Train({ app }: { readonly app: App }) {
  const { left } = app;
  const { session, looked, pinned } = left;
  const change = (f: Parameters<App["change"]>[1]): void => app.change(left, f);
  return (
    <>
      <div class="side">
        <DataPanel configuration={session.draft.value} session={session} onChange={change} />
        <Refused refusal={session.refusal.value} part="data" />
      </div>
      <div class="middle">
        <NetPanel session={session} title="Network" looked={looked} pinned={pinned} onChange={change} />
        <TrainingPanel
          title="Training"
          configuration={session.draft.value}
          refusal={session.refusal.value}
          advice={session.configured.value?.advice ?? []}
          onChange={change}
        />
      </div>
      <section class="card output" aria-labelledby="output-title">
        <h2 id="output-title">Output</h2>
        <Picture session={session} looked={looked} pinned={pinned} />
        <Curves session={session} />
      </section>
    </>
  );
}
