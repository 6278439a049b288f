/** Milliseconds that may be lost before kernels stay whole, or won before the past is forgiven. */
const MOST = 10;
/** Milliseconds for which they stay whole at first, and at last. */
const SHORTEST = 20;
const LONGEST = 1000;
/** How many kinds of jobs are known. */
const KINDS = 1000;

/**
 * Whether to split kernels pays at the moment. Beside other busy processes threads are without a core for milliseconds, and
 * all wait for the last of them. Then kernels stay whole for a while, and for twice as long each time that another try has
 * lost. What a job would take one thread is its tasks times the least that a task of such a job has taken so far.
 */
export class Balance {
  private readonly least = new Map<number, number>();
  private lost = 0;
  private rest = SHORTEST;
  private until = -Infinity;

  pays(now: number): boolean {
    return now >= this.until;
  }

  /** A job of a kind that took `elapsed` ms, and this thread `worked` ms for `own` of its tasks. */
  record(now: number, kind: number, tasks: number, own: number, worked: number, elapsed: number): void {
    const known = this.least.get(kind) ?? Infinity;
    const each = own === 0 ? known : Math.min(known, worked / own);
    if (each === Infinity) return;
    if (this.least.size >= KINDS) this.least.clear();
    this.least.set(kind, each);
    this.lost = Math.max(-MOST, this.lost + elapsed - tasks * each);
    if (this.lost === -MOST) this.rest = SHORTEST;
    if (this.lost < MOST) return;
    this.until = now + this.rest;
    this.rest = Math.min(LONGEST, 2 * this.rest);
    this.lost = 0;
  }
}
