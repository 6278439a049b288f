/** 3,600 */
export function count(n: number): string {
  return Math.round(n).toLocaleString("en-US");
}

/** Three digits, and no more zeros than there must be: 0.693, 0.00042 */
export function loss(value: number): string {
  return value >= 0.1 ? value.toFixed(3) : String(Number(value.toPrecision(2)));
}

/** 99.7 %, rounded down: 100 % is said of what is without fault. */
export function percent(share: number): string {
  return share === 1 ? "100 %" : `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}

/** Steps per second to two digits: 41,000/s */
export function rate(perSecond: number): string {
  return `${count(Number(perSecond.toPrecision(2)))}/s`;
}

/** 0.3 s, 12 s, 2 min 5 s */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
