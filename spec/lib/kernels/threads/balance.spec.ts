import { describe, expect, it } from "vitest";
import { Balance } from "../../../../lib/kernels/threads/balance.ts";

/** A job of two tasks of 1 ms, of which this thread does one, that takes so many milliseconds. */
const job = (balance: Balance, now: number, elapsed: number, worked = 1): void =>
  balance.record(now, 1, 2, 1, worked, elapsed);

/** For how many milliseconds from `now` on kernels stay whole. */
function rest(balance: Balance, now: number): number {
  let ms = 0;
  while (!balance.pays(now + ms)) ms++;
  return ms;
}

/** Jobs of which each loses so many milliseconds, until kernels stay whole; says after how many. */
function lose(balance: Balance, now: number, each: number): number {
  let jobs = 0;
  for (; balance.pays(now); jobs++) job(balance, now, 2 + each);
  return jobs;
}

describe("the balance of threads", () => {
  it("lets kernels be split until 10 ms are lost, and again after 20 ms", () => {
    const balance = new Balance();
    expect(balance.pays(0)).toBe(true);
    expect(lose(balance, 5, 2)).toBe(5);
    expect(rest(balance, 5)).toBe(20);
  });

  it("knows what a task takes by the quickest of its kind, so a thread without a core has worked no more", () => {
    const balance = new Balance();
    job(balance, 0, 2);
    for (let i = 0; i < 4; i++) job(balance, 1, 4.5, 4);
    expect(balance.pays(1)).toBe(false);
    const other = new Balance();
    job(other, 0, 2);
    for (let i = 0; i < 4; i++) other.record(1, 2, 2, 1, 4, 4.5);
    expect(other.pays(1)).toBe(true);
  });

  it("counts tasks that others did, all of them where this thread came too late", () => {
    const balance = new Balance();
    for (let i = 0; i < 1000; i++) balance.record(i, 1, 4, 1, 1, 3.9);
    expect(balance.pays(1000)).toBe(true);
    balance.record(1000, 1, 4, 0, 0, 23);
    expect(balance.pays(1000)).toBe(true);
    balance.record(1000, 1, 4, 0, 0, 5.1);
    expect(balance.pays(1000)).toBe(false);
    const late = new Balance();
    late.record(0, 1, 4, 0, 0, 1000);
    expect(late.pays(0)).toBe(true);
  });

  it("waits twice as long each time, a second at most, until as much is won as was lost", () => {
    const balance = new Balance();
    const rests = [1, 2, 3, 4, 5, 6, 7, 8].map((i) => {
      lose(balance, 10_000 * i, 4);
      return rest(balance, 10_000 * i);
    });
    expect(rests).toEqual([20, 40, 80, 160, 320, 640, 1000, 1000]);
    for (let i = 0; i < 9; i++) job(balance, 100_000, 1);
    lose(balance, 110_000, 30);
    expect(rest(balance, 110_000)).toBe(1000);
    for (let i = 0; i < 10; i++) job(balance, 120_000, 1);
    lose(balance, 130_000, 30);
    expect(rest(balance, 130_000)).toBe(20);
  });

  it("owes no more than 10 ms of what was won", () => {
    const balance = new Balance();
    for (let i = 0; i < 1000; i++) job(balance, i, 1);
    expect(lose(balance, 2000, 4)).toBe(5);
  });

  it("forgets kinds of jobs when they are many", () => {
    const balance = new Balance();
    for (let kind = 0; kind < 2500; kind++) balance.record(0, kind, 2, 1, 1, 2);
    // Nothing is known of kind 1 any more, so a slow task is all that is known of it.
    balance.record(0, 1, 2, 1, 50, 100);
    expect(balance.pays(0)).toBe(true);
  });
});
