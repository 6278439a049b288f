import { choiceFields, chosen, losses, optimizers, schedules, type ChoiceName } from "../model/choices.ts";
import type { Choice, Configuration, Penalty } from "../model/configuration.ts";
import { limits } from "../model/limits.ts";
import type { Part, Refusal } from "../model/refusal.ts";
import { signature } from "../model/sources.ts";
import { withLoss } from "./edit.ts";
import { Control, NumberField, Select, type Option } from "./fields.tsx";

interface Props {
  readonly title: string;
  readonly configuration: Configuration;
  readonly refusal: Refusal | undefined;
  /** What the library advises on the net and its loss. */
  readonly advice: readonly string[];
  readonly onChange: (change: (configuration: Configuration) => Configuration) => void;
}

const titles: Readonly<Record<ChoiceName, string>> = { loss: "Loss", optimizer: "Optimizer", schedule: "Schedule" };
const tables = { loss: losses, optimizer: optimizers, schedule: schedules };

/** What is minimised, and how. */
export function TrainingPanel({ title, configuration, refusal, advice, onChange }: Props) {
  const { data, regularizer } = configuration;
  const numbersAreLearned = signature(data.source).classes.length === 0;
  const set = (name: ChoiceName, choice: Choice): void =>
    onChange((c) => (name === "loss" ? withLoss(c, choice) : { ...c, [name]: choice }));
  const menu = (name: ChoiceName) => {
    const choice = configuration[name];
    const options: Option[] = tables[name].map(({ kind, ...rest }) => ({
      value: kind,
      label: kind,
      disabled: name === "loss" && numbersAreLearned && "targets" in rest && rest.targets !== "unit",
    }));
    if (name === "schedule") options.unshift({ value: "none", label: "none" });
    const words = tables[name].find(({ kind }) => kind === choice.kind)?.words;
    return (
      <div class="choice" key={name} data-part={name}>
        <Select
          name={name}
          label={titles[name]}
          value={choice.kind}
          options={options}
          hint={words}
          onChange={(kind) => set(name, chosen(name, kind, kept(name, kind, choice)))}
        />
        {choiceFields(name, choice).map((field) => (
          <Control
            key={`${choice.kind} ${field.key}`}
            field={field}
            onChange={(value) =>
              set(name, { ...choice, options: { ...choice.options, [field.key]: value as number | boolean | string } })
            }
          />
        ))}
        <Refused refusal={refusal} part={name} />
        {name === "loss" &&
          refusal === undefined &&
          advice.map((text) => (
            <p key={text} class="advice" role="status">
              {text}
            </p>
          ))}
      </div>
    );
  };
  return (
    <section class="card training" aria-label={title}>
      <h2>{title}</h2>
      <div class="choices">
        <div class="choice">
          <NumberField
            name="batchSize"
            label="Batch size"
            hint="Examples in a step"
            integer
            min={1}
            max={limits.batchSize}
            value={configuration.batchSize}
            onChange={(value) => onChange((c) => ({ ...c, batchSize: Math.min(limits.batchSize, Math.max(1, value)) }))}
          />
        </div>
        <div class="choice" data-part="regularizer">
          <Select
            name="regularizer"
            label="Penalty"
            value={regularizer.kind}
            options={["none", "L1", "L2", "ElasticNet"].map((kind) => ({ value: kind, label: kind }))}
            onChange={(kind) =>
              onChange((c) => ({
                ...c,
                regularizer: { kind: kind as Penalty["kind"], lambda: c.regularizer.lambda || 0.001 },
              }))
            }
          />
          {regularizer.kind !== "none" && (
            <NumberField
              name="lambda"
              label="λ"
              log
              min={0}
              value={regularizer.lambda}
              onChange={(lambda) => onChange((c) => ({ ...c, regularizer: { ...c.regularizer, lambda } }))}
            />
          )}
          <Refused refusal={refusal} part="regularizer" />
        </div>
        {menu("loss")}
        {menu("schedule")}
        {menu("optimizer")}
      </div>
    </section>
  );
}

/** Going from one optimizer to another, the rate goes along only if both have the same default. */
function kept(name: ChoiceName, kind: string, { kind: before, options }: Choice): Choice["options"] {
  if (name !== "optimizer" || options.lr === undefined) return {};
  const [from, to] = [chosen(name, before), chosen(name, kind)];
  return to.options.lr !== undefined && from.options.lr === to.options.lr ? { lr: options.lr } : {};
}

/** A refusal at the control that it is about. */
export function Refused({ refusal, part }: { readonly refusal: Refusal | undefined; readonly part: Part }) {
  if (refusal?.part !== part) return null;
  return (
    <p class="refused" role="alert">
      {refusal.message}
    </p>
  );
}
