import { useRef, useState } from "preact/hooks";
import type { Configuration, SourceKind } from "../model/configuration.ts";
import { readExamples } from "../model/csv.ts";
import { limits } from "../model/limits.ts";
import { newSource, sourceFields, sources, withSourceField } from "../model/sources.ts";
import { withSource } from "./edit.ts";
import { NumberField, Select, Slider } from "./fields.tsx";
import { PointsEditor } from "./pointseditor.tsx";
import { refusal, type Session } from "./session.ts";
import { SourceIcon } from "./sourceicon.tsx";

interface Props {
  readonly configuration: Configuration;
  readonly session: Session;
  /** Another configuration, of data and what follows from them. */
  readonly onChange: (change: (configuration: Configuration) => Configuration) => void;
}

const steps: Readonly<Record<string, number>> = {
  samples: 10,
  noise: 0.01,
  turns: 0.05,
  factor: 0.05,
  arms: 1,
  centers: 1,
};
const names: Readonly<Record<string, string>> = {
  samples: "Examples",
  noise: "Noise",
  arms: "Arms",
  turns: "Turns",
  factor: "Inner radius",
  centers: "Blobs",
};

/** Where examples come from, how many are kept for the test, and how they are served. */
export function DataPanel({ configuration, session, onChange }: Props) {
  const { data, seed } = configuration;
  const { source, testSize, scaler } = data;
  const file = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);

  const read = async (given: File | undefined): Promise<void> => {
    setOver(false);
    if (given === undefined) return;
    try {
      if (given.size > limits.csv.bytes)
        session.say("error", `The file should have at most ${limits.csv.bytes} bytes, and has ${given.size}.`);
      else {
        const csv = await readExamples(new Uint8Array(await given.arrayBuffer()), given.name);
        onChange((c) => withSource(c, csv));
        session.say(
          "info",
          `${csv.name}: ${csv.rows.length} rows of ${csv.features.join(", ")}; ${csv.target} is learned.`,
        );
      }
    } catch (error) {
      session.say("error", `${given.name}: ${refusal(error).message}`);
    }
    if (file.current !== null) file.current.value = "";
  };
  const choose = (kind: SourceKind): void => {
    if (kind === "csv") file.current?.click();
    else onChange((c) => withSource(c, newSource(kind)));
  };
  const drop = {
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      void read(event.dataTransfer?.files[0]);
    },
  };
  return (
    <section class={`card data${over ? " over" : ""}`} aria-labelledby="data-title" {...drop}>
      <h2 id="data-title">Data</h2>
      <div class="sources" role="radiogroup" aria-label="Data set">
        {sources.map(({ kind, title, words }, i) => (
          <button
            key={kind}
            type="button"
            role="radio"
            aria-checked={source.kind === kind}
            tabIndex={source.kind === kind ? 0 : -1}
            data-source={kind}
            title={words}
            onClick={() => choose(kind)}
            onKeyDown={(event) => {
              const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
              if (step === undefined) return;
              event.preventDefault();
              const next = sources[(i + step + sources.length) % sources.length].kind;
              const buttons = event.currentTarget.parentElement!.querySelectorAll("button");
              buttons[(i + step + sources.length) % sources.length].focus();
              if (next !== "csv") choose(next);
            }}
          >
            <SourceIcon kind={kind} />
            <span>{title}</span>
          </button>
        ))}
      </div>
      <input
        ref={file}
        type="file"
        class="hidden"
        accept=".csv,.tsv,.txt,text/csv"
        aria-label="CSV file"
        tabIndex={-1}
        data-field="csv"
        onChange={(event) => void read(event.currentTarget.files?.[0])}
      />
      {source.kind === "points" && (
        <PointsEditor
          points={source.points}
          onChange={(points) => onChange((c) => withSource(c, { kind: "points", points }))}
        />
      )}
      {source.kind === "csv" ? (
        <p class="hint">
          <b>{source.name}</b>: {source.rows.length} rows; <b>{source.target}</b>{" "}
          {source.classes.length > 0 ? `in ${source.classes.length} classes` : "as a number"}, from{" "}
          {source.features.join(", ")}.
        </p>
      ) : (
        <p class="hint quiet">A CSV file can be dropped here.</p>
      )}
      <div class="sliders">
        {sourceFields(source).map((field) => (
          <Slider
            key={`${source.kind} ${field.key}`}
            name={field.key}
            label={names[field.key] ?? field.label}
            value={field.value as number}
            min={field.min!}
            max={field.max!}
            step={steps[field.key] ?? 0.01}
            onChange={(value) => onChange((c) => withSource(c, withSourceField(c.data.source, field.key, value)))}
          />
        ))}
        <Slider
          name="testSize"
          label="For the test"
          value={testSize}
          min={0.1}
          max={0.9}
          step={0.05}
          format={(share) => `${Math.round(share * 100)} %`}
          onChange={(value) => onChange((c) => ({ ...c, data: { ...c.data, testSize: value } }))}
        />
      </div>
      <div class="pair">
        <NumberField
          name="seed"
          label="Seed"
          hint="Draws data, weights and order: the same seed gives the same bits"
          integer
          min={0}
          value={seed}
          onChange={(value) => onChange((c) => ({ ...c, seed: Math.min(2 ** 31 - 1, Math.max(0, value)) }))}
        />
        <Select
          name="scaler"
          label="Scaling"
          value={scaler}
          options={[
            { value: "none", label: "none" },
            { value: "standard", label: "standard", disabled: source.kind === "points" },
            { value: "minmax", label: "min–max", disabled: source.kind === "points" },
          ]}
          onChange={(value) =>
            onChange((c) => ({ ...c, data: { ...c.data, scaler: value as Configuration["data"]["scaler"] } }))
          }
        />
      </div>
    </section>
  );
}
