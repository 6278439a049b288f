import { useState } from "preact/hooks";
import type { Entry, ModuleTrace, Numbers } from "../../model/trace.ts";
import { HeatMap } from "../heatmap.tsx";
import { entry } from "../paper.ts";
import { FlowLine } from "./flowline.tsx";
import { Formulas } from "./formulas.tsx";
import { letter, relation, type Look } from "./relations.ts";
import type { Stop } from "./timeline.ts";
import type { Walk } from "./walk.ts";

interface Props {
  readonly walk: Walk;
  readonly module: ModuleTrace;
  readonly stop: Stop;
  /** Whether the way back has been here. */
  readonly gradients: boolean;
}

/** A module with all that goes in and comes out: numbers above, their derivatives under them. */
export function ModulePanel({ walk, module, stop, gradients }: Props) {
  const [look, setLook] = useState<Look | undefined>(undefined);
  const related = look === undefined ? undefined : relation(module, look);
  const picked = walk.picked.value?.entry;

  const heat = (role: string, name: string, tensor: Numbers, pick: Entry["of"], path: string, key: string) => {
    const isPicked = picked !== undefined && picked.of === pick && picked.path === path && role.startsWith("d");
    const take = gradients
      ? (index: number) =>
          void walk.pick(
            { of: pick, path, index },
            entry(role.startsWith("d") ? name : `d${name}`, tensor.shape, index),
          )
      : undefined;
    return (
      <HeatMap
        key={key}
        name={name}
        shape={tensor.shape}
        values={tensor.data}
        cursor={look?.role === role ? look.index : undefined}
        picked={isPicked ? picked.index : undefined}
        lit={related === undefined ? undefined : (related.lit[role] ?? none)}
        onCursor={(index) => setLook(index === undefined ? undefined : { role, index })}
        onPick={take}
      />
    );
  };
  const several = (letter: string, tensors: readonly Numbers[], i: number): string =>
    tensors.length === 1 ? letter : `${letter}${"₀₁₂₃₄₅₆₇₈₉"[i] ?? i}`;
  const both = (role: "x" | "y") => {
    const [values, derivatives] = role === "x" ? [module.x, module.dx] : [module.y, module.dy];
    return [
      values.map((tensor, i) => heat(role, several(role, values, i), tensor, role, module.path, `${role}${i}`)),
      gradients
        ? derivatives.map((tensor, i) =>
            heat(`d${role}`, several(`d${role}`, values, i), tensor, role, module.path, `d${role}${i}`),
          )
        : values.map((tensor, i) => <Unknown key={i} name={several(`d${role}`, values, i)} shape={tensor.shape} />),
    ] as const;
  };
  const [[x, dx], [y, dy]] = [both("x"), both("y")];
  const parameters = module.parameters;
  return (
    <section class={`module-panel ${stop.direction}`} aria-label={module.name} data-module={module.path}>
      <header>
        <h3>{module.name}</h3>
        <p class="words">{module.formula.words}</p>
      </header>
      <Formulas module={module} look={look} sum={related?.sum} gradients={gradients} />
      <div class={`tensors${parameters.length === 0 ? " plain" : ""}`}>
        <div class="row forward" data-row="fprop">
          <FlowLine direction="fprop" />
          <div class="of-x">{x}</div>
          {parameters.length > 0 && (
            <div class="of-w">
              {parameters.map((p) => heat(p.name, letter(p), p.value, "parameter", p.path, p.path))}
            </div>
          )}
          <div class="of-y">{y}</div>
        </div>
        <div class="row backward" data-row="bprop">
          <FlowLine direction="bprop" />
          <div class="of-x">{dx}</div>
          {parameters.length > 0 && (
            <div class="of-w">
              {parameters.map((p) =>
                gradients ? (
                  heat(`d${p.name}`, `d${letter(p)}`, p.gradient, "parameter", p.path, p.path)
                ) : (
                  <Unknown key={p.path} name={`d${letter(p)}`} shape={p.value.shape} />
                ),
              )}
            </div>
          )}
          <div class="of-y">{dy}</div>
        </div>
      </div>
    </section>
  );
}

const none = (): boolean => false;

/** The place of a derivative that is not there yet. */
function Unknown({ name, shape }: { readonly name: string; readonly shape: readonly number[] }) {
  return (
    <figure class="heatmap unknown" data-tensor={name}>
      <figcaption>
        <b>{name}</b> <span class="shape">[{shape.join(", ")}]</span>
      </figcaption>
      <div class="empty">comes on the way back</div>
    </figure>
  );
}
