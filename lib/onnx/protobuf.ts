import { platform } from "../platform.ts";

/** Protocol buffers, written: a message is its fields one behind the other, each with its number and its kind. */
export type Message = readonly (readonly Uint8Array[])[];

/** Seven bits to a byte, the lowest first. Negative numbers are those of 64 bits in two's complement. */
function varint(n: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, BigInt(n)); ; rest >>= 7n) {
    const low = Number(rest & 127n);
    if (rest < 128n) return Uint8Array.from([...bytes, low]);
    bytes.push(low | 128);
  }
}
const head = (field: number, kind: number): Uint8Array => varint(field * 8 + kind);
const sizeOf = (parts: readonly Uint8Array[]): number => parts.reduce((n, part) => n + part.length, 0);

export const integer = (field: number, n: number): readonly Uint8Array[] => [head(field, 0), varint(n)];
export const integers = (field: number, all: readonly number[]): Message => all.map((n) => integer(field, n));
export function float(field: number, x: number): readonly Uint8Array[] {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, x, true);
  return [head(field, 5), bytes];
}
export const bytes = (field: number, data: Uint8Array): readonly Uint8Array[] => [
  head(field, 2),
  varint(data.length),
  data,
];
export const text = (field: number, words: string): readonly Uint8Array[] =>
  bytes(field, new platform.TextEncoder().encode(words));
export function message(field: number, fields: Message): readonly Uint8Array[] {
  const parts = fields.flat();
  return [head(field, 2), varint(sizeOf(parts)), ...parts];
}

/** A message as a file. */
export function file(fields: Message): Uint8Array {
  const parts = fields.flat();
  const all = new Uint8Array(sizeOf(parts));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
