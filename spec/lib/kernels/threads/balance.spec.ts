import { describe, expect, it } from "vitest";
import { Balance } from "../../../../lib/kernels/threads/balance.ts";

/** For how many milliseconds from `now` on kernels stay whole. */
function rest(balance: Balance, now: number): number {
  let ms = 0;
  while (!balance.pays(now + ms)) ms++;
  return ms;
}

/** Jobs of which each loses so many milliseconds, until kernels stay whole; says after how many. */
function lose(balance: Balance, now: number, each: number): number {
  let jobs = 0;
  for (; balance.pays(now); jobs++) balance.record(now, 1, 1, 1 + each);
  return jobs;
}

describe("the balance of threads", () => {
  it("lets kernels be split until 10 ms are lost, and again after 20 ms", () => {
    const balance = new Balance();
    expect(balance.pays(0)).toBe(true);
    expect(lose(balance, 5, 2)).toBe(5);
    expect(rest(balance, 5)).toBe(20);
  });

  it("counts what others do meanwhile as won, by their share of the tasks", () => {
    const balance = new Balance();
    for (let i = 0; i < 1000; i++) balance.record(i, 1, 3, 3);
    expect(balance.pays(1000)).toBe(true);
    balance.record(1000, 1, 3, 12.9);
    expect(balance.pays(1000)).toBe(true);
    balance.record(1000, 1, 3, 3.2);
    expect(balance.pays(1000)).toBe(false);
  });

  it("waits twice as long each time, a second at most, until as much is won as was lost", () => {
    const balance = new Balance();
    const rests = [1, 2, 3, 4, 5, 6, 7, 8].map((i) => {
      lose(balance, 10_000 * i, 4);
      return rest(balance, 10_000 * i);
    });
    expect(rests).toEqual([20, 40, 80, 160, 320, 640, 1000, 1000]);
    balance.record(100_000, 9, 1, 0);
    lose(balance, 110_000, 30);
    expect(rest(balance, 110_000)).toBe(1000);
    balance.record(120_000, 10, 1, 0);
    lose(balance, 130_000, 30);
    expect(rest(balance, 130_000)).toBe(20);
  });

  it("owes no more than 10 ms of what was won", () => {
    const balance = new Balance();
    for (let i = 0; i < 1000; i++) balance.record(i, 1, 1, 0);
    expect(lose(balance, 2000, 4)).toBe(5);
  });
});
