import type { Layer } from "fprop/io";
import { useMemo, useState } from "preact/hooks";
import { analyse, refitted, type Analysis } from "../model/analysis.ts";
import { fieldsOf, newLayer, offerOf } from "../model/catalogue.ts";
import type { Configuration } from "../model/configuration.ts";
import { layerAt, layersIn, type Place } from "../model/places.ts";
import type { Refusal } from "../model/refusal.ts";
import { AddDialog } from "./adddialog.tsx";
import { shapeAt, withInserted, withLayerField, withoutLayer, withRaised } from "./edit.ts";
import { Control } from "./fields.tsx";
import * as numbers from "./numbers.ts";

interface Props {
  readonly configuration: Configuration;
  readonly analysis: Analysis;
  readonly refusal: Refusal | undefined;
  readonly onChange: (change: (configuration: Configuration) => Configuration) => void;
}

const same = (a: Place | undefined, b: Place | undefined): boolean => a?.join() === b?.join();

/** The chain of modules with the shapes between them; the one that is chosen opens its arguments below. */
export function Builder({ configuration, analysis, refusal, onChange }: Props) {
  const [open, setOpen] = useState<Place | undefined>(undefined);
  const [adding, setAdding] = useState<Place | undefined>(undefined);
  const layer = open === undefined ? undefined : layerAt(configuration.layers, open);
  const mendable = useMemo(
    () => refusal?.part === "layers" && analyse(refitted(configuration)).refusal === undefined,
    [configuration, refusal],
  );
  const refusedAt = refusal?.part === "layers" ? refusal.place : undefined;

  const chain = (layers: readonly Layer[], around: Place) => (
    <ol
      class={around.length === 0 ? "chain" : "chain inner"}
      aria-label={around.length === 0 ? "Modules" : "Modules inside"}
    >
      {layers.map((inner, i) => module(inner, [...around, i]))}
      {(around.length === 0 || offersRoom(layerAt(configuration.layers, around))) && (
        <li class="add">
          <button type="button" data-action="add" onClick={() => setAdding([...around, layers.length])}>
            + Add
          </button>
        </li>
      )}
    </ol>
  );
  const module = (inner: Layer, place: Place) => {
    const tried = analysis.places.find((p) => same(p.place, place));
    const inside = layersIn(inner);
    const refused = same(refusedAt, place);
    return (
      <li key={place.join(".")} class={`module${refused ? " refused" : ""}${inside.length > 0 ? " holds" : ""}`}>
        <button
          type="button"
          class="chip"
          data-place={place.join(".")}
          aria-expanded={same(open, place)}
          aria-invalid={refused}
          onClick={() => setOpen(same(open, place) ? undefined : place)}
          onKeyDown={(event) => {
            if (event.key === "Delete") remove(place);
            else if (event.altKey && event.key === "ArrowLeft") move(place, -1);
            else if (event.altKey && event.key === "ArrowRight") move(place, 1);
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        >
          {tried === undefined || refused ? inner.kind : tried.name}
        </button>
        {inside.length > 0 && chain(inside, place)}
        <span class="shape" title="The shape behind it, without the batch">
          {tried?.output === undefined ? "?" : numbers.shape(tried.output)}
        </span>
      </li>
    );
  };
  const siblings = (place: Place): readonly Layer[] =>
    place.length === 1 ? configuration.layers : layersIn(layerAt(configuration.layers, place.slice(0, -1))!);
  const remove = (place: Place): void => {
    onChange((c) => withoutLayer(c, place));
    setOpen(undefined);
  };
  const move = (place: Place, by: 1 | -1): void => {
    const index = place.at(-1)!;
    const to = index + by;
    if (to < 0 || to >= siblings(place).length) return;
    const around = place.slice(0, -1);
    onChange((c) => withRaised(c, [...around, Math.max(index, to)]));
    setOpen([...around, to]);
  };
  const add = (kind: string): void => {
    const place = adding!;
    setAdding(undefined);
    // Where the shape is not known, since something before does not fit, it is one of two numbers for the while.
    onChange((c) => withInserted(c, place, newLayer(kind, shapeAt(analysis, place) ?? [2])));
    setOpen(place);
  };
  return (
    <div class="builder" data-part="layers">
      <div class="flow">
        <span class="shape input" title="The shape of an example">
          x {numbers.shape(analysis.input)}
        </span>
        {chain(configuration.layers, [])}
      </div>
      {refusal?.part === "layers" && (
        <p class="refused" role="alert">
          {refusal.message}{" "}
          {mendable && (
            <button type="button" class="link" data-action="fit" onClick={() => onChange(refitted)}>
              Make it fit
            </button>
          )}
        </p>
      )}
      {layer !== undefined && open !== undefined && (
        <div class="inspector" role="group" aria-label={`Arguments of ${layer.kind}`}>
          <header>
            <h3>{layer.kind}</h3>
            <p class="words">{offerOf(layer.kind)?.formula.y}</p>
          </header>
          <div class="arguments">
            {fieldsOf(layer).map((field) => (
              <Control
                key={`${open.join(".")} ${layer.kind} ${field.key}`}
                field={field}
                onChange={(value) => onChange((c) => withLayerField(c, open, field, value))}
              />
            ))}
          </div>
          <div class="actions">
            <button type="button" data-action="earlier" disabled={open.at(-1) === 0} onClick={() => move(open, -1)}>
              ← Earlier
            </button>
            <button
              type="button"
              data-action="later"
              disabled={open.at(-1) === siblings(open).length - 1}
              onClick={() => move(open, 1)}
            >
              Later →
            </button>
            <button type="button" data-action="insert" onClick={() => setAdding(open)}>
              Insert before
            </button>
            <button type="button" data-action="remove" class="danger" onClick={() => remove(open)}>
              Remove
            </button>
          </div>
        </div>
      )}
      {adding !== undefined && (
        <AddDialog shape={shapeAt(analysis, adding)} onAdd={add} onClose={() => setAdding(undefined)} />
      )}
    </div>
  );
}

/** Containers that take any number of modules in a row. */
const offersRoom = (layer: Layer | undefined): boolean => layer?.kind === "Sequential" || layer?.kind === "Concat";
