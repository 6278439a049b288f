import { offerOf } from "./catalogue.ts";
import { decline } from "./refusal.ts";
import type { Formula } from "./trace.ts";

/** What a class of modules computes, forwards and backwards: any that is offered, or found inside of one. */
export function formulaOf(kind: string): Formula {
  return offerOf(kind)?.formula ?? decline("ARGUMENT", `There is no formula for the kind "${kind}".`);
}

/** Of a parameter of such a module, by its name there: of "weight_hh_l0_reverse" that of "weight_hh". */
export function parameterFormula(formula: Formula, name: string): string | undefined {
  const base = name.replace(/_l\d+(?:_reverse)?$/, "");
  return formula.parameters[name] ?? formula.parameters[base] ?? formula.parameters[name.split(".")[0]];
}
