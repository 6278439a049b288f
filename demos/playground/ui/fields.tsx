import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import type { Field, FieldValue } from "../model/field.ts";
import * as numbers from "./numbers.ts";

interface Common {
  readonly label: string;
  readonly name: string;
  readonly hint?: string | undefined;
}

/** A whole or real number, taken when it is one: on Enter, on leaving, and by the arrow keys at once. */
export function NumberField(
  props: Common & {
    readonly value: number;
    readonly min?: number | undefined;
    readonly max?: number | undefined;
    readonly integer?: boolean;
    readonly log?: boolean;
    readonly onChange: (value: number) => void;
  },
) {
  const { label, name, hint, value, min, max, integer = false, log = false, onChange } = props;
  const [text, setText] = useState<string | undefined>(undefined);
  const id = useId();
  const take = (typed: string): void => {
    const v = Number(typed);
    setText(undefined);
    if (typed.trim() !== "" && Number.isFinite(v) && (!integer || Number.isInteger(v)) && v !== value) onChange(v);
  };
  return (
    <label class="field" for={id} title={hint}>
      <span>{label}</span>
      <input
        id={id}
        data-field={name}
        type="text"
        inputMode={integer ? "numeric" : "decimal"}
        autocomplete="off"
        spellcheck={false}
        value={text ?? String(value)}
        onInput={(event) => setText(event.currentTarget.value)}
        onBlur={(event) => take(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") take(event.currentTarget.value);
          if (event.key === "Escape") setText(undefined);
          const direction = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
          if (direction === 0) return;
          event.preventDefault();
          setText(undefined);
          const next = stepped(value, direction, integer, log);
          onChange(Math.min(max ?? Infinity, Math.max(min ?? -Infinity, next)));
        }}
      />
    </label>
  );
}

/** The next number by an arrow key: 1, 2, 5, 10 … on a logarithmic scale, one more of the last digit otherwise. */
export function stepped(value: number, direction: 1 | -1, integer: boolean, log: boolean): number {
  if (integer) return value + direction;
  if (!log || value <= 0) return Number((value + direction * 0.1).toPrecision(12));
  const power = Math.floor(Math.log10(value) + 1e-9);
  const mantissas = [0.5, 1, 2, 5, 10].map((m) => Number(`${m}e${power}`));
  return direction > 0 ? mantissas.find((m) => m > value * 1.0001)! : mantissas.findLast((m) => m < value * 0.9999)!;
}

export function Slider(
  props: Common & {
    readonly value: number;
    readonly min: number;
    readonly max: number;
    readonly step: number;
    readonly format?: (value: number) => string;
    readonly onChange: (value: number) => void;
  },
) {
  const { label, name, hint, value, min, max, step, format = numbers.short, onChange } = props;
  const id = useId();
  return (
    <div class="slider" title={hint}>
      <label for={id}>{label}</label>
      <output for={id}>{format(value)}</output>
      <input
        id={id}
        data-field={name}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={format(value)}
        onInput={(event) => onChange(Number(event.currentTarget.value))}
      />
    </div>
  );
}

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly disabled?: boolean;
}

export function Select(
  props: Common & {
    readonly value: string;
    readonly options: readonly Option[];
    readonly onChange: (value: string) => void;
  },
) {
  const { label, name, hint, value, options, onChange } = props;
  const id = useId();
  return (
    <label class="field" for={id} title={hint}>
      <span>{label}</span>
      <select id={id} data-field={name} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled ?? false}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Flag(props: Common & { readonly value: boolean; readonly onChange: (value: boolean) => void }) {
  const { label, name, hint, value, onChange } = props;
  return (
    <label class="flag" title={hint}>
      <input
        data-field={name}
        type="checkbox"
        checked={value}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}

/** Sizes in a line: 3 or 3, 3. */
function SizesField(props: Common & { readonly value: FieldValue; readonly onChange: (value: FieldValue) => void }) {
  const { label, name, value, onChange } = props;
  const shown = Array.isArray(value) ? value.join(", ") : String(value);
  const [text, setText] = useState<string | undefined>(undefined);
  const id = useId();
  const take = (typed: string): void => {
    setText(undefined);
    if (typed === shown) return;
    const sizes = typed
      .split(/[\s,×x]+/)
      .filter((part) => part !== "")
      .map(Number);
    if (sizes.length > 0 && sizes.every(Number.isInteger))
      onChange(sizes.length === 1 && !Array.isArray(value) ? sizes[0] : sizes);
  };
  return (
    <label class="field" for={id}>
      <span>{label}</span>
      <input
        id={id}
        data-field={name}
        type="text"
        autocomplete="off"
        value={text ?? shown}
        onInput={(event) => setText(event.currentTarget.value)}
        onBlur={(event) => take(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") take(event.currentTarget.value);
        }}
      />
    </label>
  );
}

/** The control for a field of the catalogue or of a table of choices. */
export function Control({
  field,
  onChange,
}: {
  readonly field: Field;
  readonly onChange: (value: FieldValue) => void;
}) {
  const { key, label, kind, value } = field;
  switch (kind) {
    case "integer":
    case "number":
      return (
        <NumberField
          label={label}
          name={key}
          value={value as number}
          min={field.min}
          max={field.max}
          integer={kind === "integer"}
          log={field.log ?? false}
          onChange={onChange}
        />
      );
    case "flag":
      return <Flag label={label} name={key} value={value as boolean} onChange={onChange} />;
    case "choice":
      return (
        <Select
          label={label}
          name={key}
          value={String(value)}
          options={(field.choices ?? []).map((choice) => ({ value: choice, label: choice }))}
          onChange={onChange}
        />
      );
    case "sizes":
      return <SizesField label={label} name={key} value={value} onChange={onChange} />;
  }
}

/** Controls that exclude each other, as buttons in a row; arrow keys move among them. */
export function Segments<T extends string>(props: {
  readonly label: string;
  readonly name: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: ComponentChildren }[];
  readonly onChange: (value: T) => void;
}) {
  const { label, name, value, options, onChange } = props;
  return (
    <fieldset class="segments" data-field={name}>
      <legend class="hidden">{label}</legend>
      {options.map((option) => (
        <label key={option.value} class={option.value === value ? "on" : ""}>
          <input
            type="radio"
            class="hidden"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
