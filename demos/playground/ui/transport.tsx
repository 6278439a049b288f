import type { App } from "./app.ts";
import { Select } from "./fields.tsx";
import { Icon } from "./icon.tsx";
import * as numbers from "./numbers.ts";

const speeds = [1, 5, 20, 100, 500, 0];
const speedName = (speed: number): string => (speed === 0 ? "as fast as it can" : `${numbers.count(speed)} steps/s`);

/** Play, step, reset, speed: of all sides on the page. */
export function Transport({ app }: { readonly app: App }) {
  const sides = app.sides.value;
  const sessions = sides.map(({ session }) => session);
  const playing = sessions.some((session) => session.playing.value);
  const ready = sessions.every((session) => session.configured.value !== undefined);
  const { speed } = sessions[0].draft.value;
  return (
    <div class="transport" role="toolbar" aria-label="Training">
      <button
        type="button"
        class={app.mode.value === "step" ? "" : "primary"}
        data-action="play"
        disabled={!ready}
        aria-pressed={playing}
        title={app.mode.value === "step" ? "Train" : "Train (space)"}
        onClick={() => toggle(app)}
      >
        <Icon name={playing ? "pause" : "play"} /> {playing ? "Pause" : "Train"}
      </button>
      <button
        type="button"
        data-action="step"
        disabled={!ready}
        title={app.mode.value === "step" ? "One step of training" : "One step of training (→)"}
        onClick={() => sessions.forEach((session) => void session.step())}
      >
        Step
      </button>
      <button
        type="button"
        data-action="reset"
        disabled={!ready}
        title="Back to the initial weights"
        onClick={() => sessions.forEach((session) => void session.reset())}
      >
        Reset
      </button>
      <Select
        label="Speed"
        name="speed"
        value={String(speed)}
        options={[...new Set([...speeds, speed])]
          .sort((a, b) => (a || Infinity) - (b || Infinity))
          .map((s) => ({ value: String(s), label: speedName(s) }))}
        onChange={(value) => sessions.forEach((session) => void session.speed(Number(value)))}
      />
      <div class="figures">
        {sessions.map((session, i) => {
          const report = session.report.value;
          return (
            <div key={i}>
              {sessions.length > 1 && <b class={i === 0 ? "a" : "b"}>{"AB"[i]}</b>}
              <dl>
                <dt>Step</dt>
                <dd data-figure="step">{numbers.count(report?.step ?? 0)}</dd>
                <dt>Epoch</dt>
                <dd>{numbers.count(report?.epoch ?? 0)}</dd>
                <dt>η</dt>
                <dd>{report === undefined ? "–" : numbers.short(report.lr)}</dd>
                {sessions.length === 1 && (
                  <>
                    <dt class="rate">Rate</dt>
                    <dd class="rate">{playing && report !== undefined ? `${numbers.count(report.rate)}/s` : "–"}</dd>
                  </>
                )}
              </dl>{" "}
            </div>
          );
        })}
      </div>
    </div>
  );
}

export function toggle(app: App): void {
  const sessions = app.sides.value.map(({ session }) => session);
  const playing = sessions.some((session) => session.playing.value);
  for (const session of sessions) void (playing ? session.pause() : session.play());
}
