import { useEffect, useRef } from "preact/hooks";
import type { Trace } from "../../model/trace.ts";
import * as numbers from "../numbers.ts";
import { known, stopOf } from "./timeline.ts";
import type { Walk } from "./walk.ts";

/** The modules in a row, as the walk goes through them: the arrow above is fprop's, the one below bprop's. */
export function Strip({ walk, trace }: { readonly walk: Walk; readonly trace: Trace }) {
  const stops = walk.stops.value;
  const at = walk.at.value;
  const { direction, module: current } = stops[at];
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const lit = list.current?.querySelector<HTMLElement>(".lit");
    // Only this row is scrolled, never the page.
    if (lit && list.current)
      list.current.scrollLeft =
        lit.offsetLeft - list.current.offsetLeft - (list.current.clientWidth - lit.offsetWidth) / 2;
  }, [current]);
  const visited = [...new Set(stops.map(({ module }) => module).filter((m) => m !== undefined))].sort((a, b) => a - b);
  const item = (module: number | undefined) => {
    const lit = module === current;
    const state = known(stops, at, module);
    const name = module === undefined ? trace.loss.kind : trace.modules[module].name;
    const out =
      module === undefined ? "one number" : trace.modules[module].y.map(({ shape }) => numbers.shape(shape)).join(" ");
    const depth = module === undefined ? 0 : trace.modules[module].depth;
    return (
      <li key={module ?? "loss"} class={`${state}${lit ? ` lit ${direction}` : ""}`} data-depth={Math.min(depth, 4)}>
        <button
          type="button"
          aria-current={lit ? "step" : undefined}
          aria-label={`${name} ${out}: ${state === "both" ? "fprop and bprop are done" : state === "fprop" ? "fprop is done" : "not yet"}`}
          onClick={() => {
            walk.rest();
            walk.go(stopOf(stops, at, module));
          }}
        >
          <i class="ahead" aria-hidden="true" />
          <span class="name">{name}</span> <span class="shape">{out}</span>
          <i class="back" aria-hidden="true" />
        </button>
      </li>
    );
  };
  return (
    <ol ref={list} class={`strip ${direction}`} aria-label="Modules">
      {visited.map(item)}
      {item(undefined)}
    </ol>
  );
}
