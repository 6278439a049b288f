import { parameterFormula } from "../../model/formulas.ts";
import type { ModuleTrace } from "../../model/trace.ts";
import * as numbers from "../numbers.ts";
import { entry } from "../paper.ts";
import { letter, type Look, type Sum } from "./relations.ts";

interface Props {
  readonly module: ModuleTrace;
  readonly look: Look | undefined;
  readonly sum: Sum | undefined;
  readonly gradients: boolean;
}

const mostTerms = 6;

/** The module's formulas, and the one entry that is looked at, as the sum that it is. */
export function Formulas({ module, look, sum, gradients }: Props) {
  const { formula, parameters } = module;
  return (
    <div class="formulas">
      <dl>
        <div class="fprop">
          <dt>fprop</dt>
          <dd>{formula.y}</dd>
        </div>
        <div class={gradients ? "bprop" : "bprop later"}>
          <dt>bprop</dt>
          <dd>
            <span>{formula.dx}</span>
            {[...new Set(parameters.map(({ name }) => parameterFormula(formula, name)))].map((text) =>
              text === undefined ? null : <span key={text}>{text}</span>,
            )}
          </dd>
        </div>
      </dl>
      <p class="entry" aria-live="polite">
        {look === undefined ? <Hint gradients={gradients} /> : <Entry module={module} look={look} sum={sum} />}
      </p>
    </div>
  );
}

function Hint({ gradients }: { readonly gradients: boolean }) {
  return (
    <span class="hint">
      {gradients
        ? "Point at a number to see what it is made of; click it to have its derivative checked by differences."
        : "Point at a number to see what it is made of."}
    </span>
  );
}

function Entry({
  module,
  look,
  sum,
}: {
  readonly module: ModuleTrace;
  readonly look: Look;
  readonly sum: Sum | undefined;
}) {
  const { role, index } = look;
  const derivative = role.startsWith("d");
  const bare = derivative ? role.slice(1) : role;
  const parameter = module.parameters.find(({ name }) => name === bare);
  const tensor =
    parameter === undefined
      ? { x: module.x, y: module.y, dx: module.dx, dy: module.dy }[role]?.[0]
      : derivative
        ? parameter.gradient
        : parameter.value;
  if (tensor === undefined) return null;
  const name = `${derivative ? "d" : ""}${parameter === undefined ? bare : letter(parameter)}`;
  return (
    <>
      <b>{entry(name, tensor.shape, index)}</b> = {sum !== undefined && <Terms sum={sum} />}
      {sum !== undefined && " = "}
      <b>{numbers.short(tensor.data[index])}</b>
    </>
  );
}

/** dy[0, 1]·W[1, 0] + … with the numbers under the names. */
function Terms({ sum: { terms } }: { readonly sum: Sum }) {
  const shown = terms.length > mostTerms ? terms.slice(0, mostTerms - 1) : terms;
  return (
    <>
      {shown.map((factors, i) => (
        <span class="term" key={i}>
          {i > 0 && <span class="plus"> + </span>}
          {factors.map(({ name, value }, k) => (
            <span class="factor" key={name}>
              {k > 0 && <span class="times"> · </span>}
              <span class="stack">
                <span>{name}</span>
                <span class="number">{numbers.cell(value)}</span>
              </span>
            </span>
          ))}
        </span>
      ))}
      {terms.length > shown.length && <span class="plus"> + … {terms.length - shown.length} more</span>}
    </>
  );
}
