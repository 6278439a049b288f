import { describe } from "../errors.ts";

/** One number of a gradient, from bprop and from differences of E. */
export interface Comparison {
  /** Which tensor: `input 0`, or a parameter's path such as `0.weight`. */
  readonly tensor: string;
  /** Which of its numbers, row-major; where directions are checked, which direction. */
  readonly index: number;
  readonly analytic: number;
  readonly numeric: number;
  /** |analytic − numeric| */
  readonly error: number;
}

/** What a gradient check found. `console.log(String(report))` says it in words. */
export class GradientReport {
  /** What was checked: `Linear(3 → 2)`. */
  readonly of: string;
  readonly directions: boolean;
  /** How many numbers were compared. */
  checked = 0;
  /** The comparison that came nearest to its tolerance, or went farthest beyond it. */
  worst: Comparison | undefined;
  /** The comparisons beyond their tolerance, in the order of inputs, parameters and indices. */
  readonly failures: Comparison[] = [];
  private share = -1;

  constructor(of: string, directions: boolean) {
    this.of = of;
    this.directions = directions;
  }

  get ok(): boolean {
    return this.checked > 0 && this.failures.length === 0;
  }

  /** @internal Takes note of one comparison. A NaN on either side is a failure. */
  add(comparison: Comparison, tolerance: number): void {
    const { error } = comparison;
    this.checked++;
    if (!(error <= tolerance)) this.failures.push(comparison);
    const share = error === 0 ? 0 : Number.isNaN(error) ? Infinity : error / tolerance;
    if (share > this.share) [this.share, this.worst] = [share, comparison];
  }

  /** `0.weight[3]: bprop gives 1.5, differences of E give 2.5 (error 1)` */
  line({ tensor, index, analytic, numeric, error }: Comparison): string {
    const place = this.directions ? `${tensor} along direction ${index}` : `${tensor}[${index}]`;
    return `${place}: bprop gives ${describe(analytic)}, differences of E give ${numeric} (error ${error.toPrecision(2)})`;
  }

  toString(): string {
    const { checked, failures, worst } = this;
    if (worst === undefined) return `${this.of}: nothing to check`;
    if (this.ok) return `${this.of}: ${checked} derivatives agree; the worst is ${this.line(worst)}`;
    const shown = failures.slice(0, 10).map((f) => `  ${this.line(f)}`);
    if (failures.length > shown.length) shown.push(`  … and ${failures.length - shown.length} more`);
    return `${this.of}: ${failures.length} of ${checked} derivatives differ\n${shown.join("\n")}`;
  }
}
