import type { Formula } from "../trace.ts";

/** Modules that are no offer, since they take or give tuples, but are found inside of others. */
export const inner: Readonly<Record<string, Formula>> = {
  ConcatTable: formula(
    "y = (f₀(x), f₁(x), …)",
    "dx = Σ fₖ′ᵀ dyₖ",
    "x goes several ways, and gets the sum of what comes back.",
  ),
  ParallelTable: formula("yₖ = fₖ(xₖ)", "dxₖ = fₖ′ᵀ dyₖ", "Parts that never meet, forwards or backwards."),
  JoinTable: formula("y = [x₀ x₁ …]", "dxₖ = dyₖ", "Each part gets its own part of dy."),
  SplitTable: formula("yₖ = x at place k", "dx = [dy₀ dy₁ …]", "The parts of dy go back to their places."),
  ScaledDotProductAttention: formula(
    "o = p v, p = softmax(q kᵀ / √d)",
    "dv = pᵀ do, ds = p (dp − Σ dp p), dq = ds k / √d, dk = dsᵀ q / √d",
    "Each query hands its gradient to the values that it looked at, by how much it did.",
  ),
};

function formula(y: string, dx: string, words: string): Formula {
  return { y, dx, words, parameters: {} };
}
