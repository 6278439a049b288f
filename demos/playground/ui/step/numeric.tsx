import * as numbers from "../numbers.ts";
import type { Walk } from "./walk.ts";

/** Differences of E agree with a right bprop to about ten digits, in float64. */
const close = 1e-6;

/** The picked entry's derivative: bprop's beside the one by differences. */
export function Numeric({ walk }: { readonly walk: Walk }) {
  const picked = walk.picked.value;
  if (picked === undefined) return null;
  const found = walk.numeric.value;
  const agree =
    found !== undefined && (found.relativeDifference <= close || Math.abs(found.bprop - found.numeric) < 1e-10);
  return (
    <aside
      class="numeric"
      aria-label="Numeric gradient"
      aria-live="polite"
      data-numeric={found === undefined ? "waiting" : agree ? "agrees" : "differs"}
    >
      <header>
        <h3>{picked.label}</h3>
        <button type="button" class="quiet" aria-label="Close" onClick={() => walk.forget()}>
          ×
        </button>
      </header>
      {found === undefined ? (
        <p>computing E at four places …</p>
      ) : (
        <div class="figures-beside">
          <table>
            <tbody>
              <tr>
                <th>bprop, in float64</th>
                <td>{numbers.long(found.bprop)}</td>
              </tr>
              <tr>
                <th>differences</th>
                <td>{numbers.long(found.numeric)}</td>
              </tr>
              <tr class={agree ? "good" : "bad"}>
                <th>{agree ? "✓ they agree" : "✗ they differ"}</th>
                <td>{`relative difference ${numbers.tick(found.relativeDifference)}`}</td>
              </tr>
            </tbody>
          </table>
          <div>
            <p class="formula">(E(w − 2h) − 8 E(w − h) + 8 E(w + h) − E(w + 2h)) / 12 h</p>
            <p class="hint">
              w = {numbers.short(found.value)}, h = {numbers.short(found.h)}
            </p>
          </div>
          <table class="energies">
            <tbody>
              {["w − 2h", "w − h", "w + h", "w + 2h"].map((name, i) => (
                <tr key={name}>
                  <th>E({name})</th>
                  <td>{numbers.long(found.energies[i])}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </aside>
  );
}
