/** Milliseconds that may be lost before kernels stay whole, or gained before the past is forgiven. */
const MOST = 10;
/** Milliseconds for which they stay whole at first, and at last. */
const SHORTEST = 20;
const LONGEST = 1000;

/**
 * Whether to split kernels pays at the moment. Beside other busy processes a worker may be without a core for milliseconds,
 * and all wait for it. Then kernels stay whole for a while, and for twice as long each time that another try has lost.
 */
export class Balance {
  private lost = 0;
  private rest = SHORTEST;
  private until = -Infinity;

  pays(now: number): boolean {
    return now >= this.until;
  }

  /** A job: this thread was at work for `worked` ms, others did `others` tasks for each of its own, and it waited. */
  record(now: number, worked: number, others: number, waited: number): void {
    this.lost = Math.max(-MOST, this.lost + waited - worked * others);
    if (this.lost === -MOST) this.rest = SHORTEST;
    if (this.lost < MOST) return;
    this.until = now + this.rest;
    this.rest = Math.min(LONGEST, 2 * this.rest);
    this.lost = 0;
  }
}
