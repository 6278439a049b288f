import { offerOf } from "./catalogue.ts";
import { inner } from "./catalogue/inner.ts";
import type { Formula } from "./trace.ts";

/** What a class of modules computes, forwards and backwards. */
export function formulaOf(kind: string): Formula {
  return offerOf(kind)?.formula ?? inner[kind] ?? { y: "y = f(x)", dx: "dx = f′ᵀ dy", words: "", parameters: {} };
}

/** Of a parameter of such a module, by its name there: of "weight_hh_l0_reverse" that of "weight_hh". */
export function parameterFormula(formula: Formula, name: string): string | undefined {
  const base = name.replace(/_l\d+(?:_reverse)?$/, "");
  return formula.parameters[name] ?? formula.parameters[base] ?? formula.parameters[name.split(".")[0]];
}
