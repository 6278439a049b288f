import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { catalogue, fitting, type Fit } from "../model/catalogue.ts";
import * as numbers from "./numbers.ts";

interface Props {
  /** What comes in where the module is to stand, if that is known. */
  readonly shape: readonly number[] | undefined;
  readonly onAdd: (kind: string) => void;
  readonly onClose: () => void;
}

/** All modules of the catalogue; those that do not take this shape say why. */
export function AddDialog({ shape, onAdd, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [wanted, setWanted] = useState("");
  const fits = useMemo(
    () => new Map<string, Fit>((shape === undefined ? [] : fitting(shape)).map((fit) => [fit.kind, fit])),
    [shape],
  );
  useEffect(() => dialog.current!.showModal(), []);
  const groups = catalogue
    .map(({ title, offers }) => ({
      title,
      offers: offers.filter(({ kind }) => kind.toLowerCase().includes(wanted.trim().toLowerCase())),
    }))
    .filter(({ offers }) => offers.length > 0);
  const usable = (kind: string): boolean => fits.get(kind)?.refusal === undefined;
  const first = groups.flatMap(({ offers }) => offers).find(({ kind }) => usable(kind));
  return (
    <dialog
      ref={dialog}
      class="add-dialog"
      aria-label="Add a module"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current!.close();
      }}
    >
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (first !== undefined) onAdd(first.kind);
        }}
      >
        <header>
          <h2>Add a module {shape !== undefined && <span class="shape">behind {numbers.shape(shape)}</span>}</h2>
          <button type="button" class="quiet" aria-label="Close" onClick={() => dialog.current!.close()}>
            ×
          </button>
        </header>
        <input
          type="search"
          placeholder="Find, for example: tanh"
          aria-label="Find a module"
          value={wanted}
          onInput={(event) => setWanted(event.currentTarget.value)}
        />
        <div class="groups">
          {groups.map(({ title, offers }) => (
            <section key={title}>
              <h3>{title}</h3>
              <div class="offers">
                {offers.map(({ kind, formula }) => {
                  const fit = fits.get(kind);
                  return (
                    <button
                      key={kind}
                      type="button"
                      data-kind={kind}
                      aria-disabled={!usable(kind)}
                      title={fit?.refusal?.message ?? formula.y}
                      onClick={() => {
                        if (usable(kind)) onAdd(kind);
                      }}
                    >
                      {kind}
                    </button>
                  );
                })}
              </div>
            </section>
          ))}
          {groups.length === 0 && <p class="hint">There is no module with “{wanted}” in its name.</p>}
        </div>
      </form>
    </dialog>
  );
}
