/** When the next step is due at a speed. */
export class Pace {
  /** Steps a second; 0 for as many as there can be. */
  speed = 0;
  private since = 0;
  private steps = 0;

  /** From now on. */
  begin(now: number): void {
    this.since = now;
    this.steps = 0;
  }

  /** A step has been done. */
  count(): void {
    this.steps++;
  }

  /** Milliseconds until the next step is due. */
  untilNext(now: number): number {
    if (this.speed === 0) return 0;
    const late = now - this.since - (1000 * this.steps) / this.speed;
    // What a slow net has missed by far is not made up for.
    if (late > 500) this.begin(now);
    return Math.max(0, -late);
  }
}
