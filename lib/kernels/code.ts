/**
 * How the binary of a family stands in its file: its bytes in a text for each sort of them, of which gzip makes a sixth
 * less than of one text, because an instruction says more about the next one than about the local or number between them.
 */
const [FRAME, INSTRUCTIONS, LOCALS, INTEGERS, FLOATS] = [0, 1, 2, 3, 4];

/** Moves `count` bytes of a sort, or for 0 an integer in LEB128, and returns the last byte, or the integer. */
type Step = (sort: number, count: number) => number;

/** The operands of an instruction that are one integer: block, loop, if, br, br_if, call, those of globals and of memory. */
const LABELLED = [0x02, 0x03, 0x04, 0x0c, 0x0d, 0x10, 0x23, 0x24, 0x3f, 0x40];

/**
 * Goes through a WebAssembly module until it is `done`: `step` is asked for all of it in order, piece by piece, each by its sort,
 * and takes the piece from the module, to be sorted, or from its sort, for the module to be put together again.
 * Format: https://webassembly.github.io/spec/core/binary/
 */
export function walk(step: Step, done: () => boolean): void {
  const labelled = new Set(LABELLED);
  const integers = (sort: number, count: number): void => {
    for (; count > 0; count--) step(sort, 0);
  };
  const body = (): void => {
    step(FRAME, 0);
    integers(FRAME, 2 * step(FRAME, 0));
    for (let depth = 1; depth > 0 && !done();) {
      const code = step(INSTRUCTIONS, 1);
      if (code === 0xfd) vectorOperands(step(INSTRUCTIONS, 0));
      else if (code >= 0x20 && code <= 0x22) step(LOCALS, 0);
      else if (code === 0x41 || code === 0x42) step(INTEGERS, 0);
      else if (code === 0x43 || code === 0x44) step(FLOATS, code === 0x43 ? 4 : 8);
      else if (code === 0x0e) integers(INSTRUCTIONS, step(INSTRUCTIONS, 0) + 1);
      else if (code >= 0x28 && code <= 0x3e) integers(INSTRUCTIONS, 2);
      else if (labelled.has(code)) step(INSTRUCTIONS, 0);
      // Of these, memory.init, data.drop, memory.copy and memory.fill.
      else if (code === 0xfc) integers(INSTRUCTIONS, [2, 1, 2, 1][step(INSTRUCTIONS, 0) - 8] ?? 0);
      if (code >= 0x02 && code <= 0x04) depth++;
      if (code === 0x0b) depth--;
    }
  };
  const vectorOperands = (code: number): void => {
    const loadsLane = code >= 84 && code <= 91;
    if (code < 12 || loadsLane || code === 92 || code === 93) integers(INSTRUCTIONS, 2);
    if (loadsLane || (code >= 21 && code <= 34)) step(INSTRUCTIONS, 1);
    if (code === 12 || code === 13) step(FLOATS, 16);
  };

  step(FRAME, 8);
  while (!done()) {
    const section = step(FRAME, 1);
    const size = step(FRAME, 0);
    if (section !== 10) step(FRAME, size);
    else for (let count = step(FRAME, 0); count > 0; count--) body();
  }
}

/** Where a piece from `at` on ends: `count` bytes, or for 0 an integer. */
function endOf(bytes: Uint8Array, at: number, count: number): number {
  if (count > 0) return at + count;
  while (bytes[at] > 127) at++;
  return at + 1;
}

/** Its last byte, or the integer; what is negative comes out positive, but nobody asks for that. */
function valueOf(bytes: Uint8Array, at: number, end: number, count: number): number {
  let value = bytes[--end];
  if (count === 0) while (end > at) value = 128 * value + bytes[--end] - 128;
  return value;
}

/** The texts of a module. */
export function encode(module: Uint8Array): string[] {
  const letters: string[] = [];
  for (const [i, byte] of order().entries())
    letters[byte] = i < 90 ? letter(i + 2) : letter(Math.floor((i - 90) / 92)) + letter((i - 90) % 92);
  const texts = ["", "", "", "", ""];
  let at = 0;
  const step: Step = (sort, count) => {
    const from = at;
    at = endOf(module, from, count);
    for (let i = from; i < at; i++) texts[sort] += letters[module[i]];
    return valueOf(module, from, at, count);
  };
  walk(step, () => at >= module.length);
  return texts;
}

/** The module of these texts. It is made before anything is computed, so it is quick without a compiler's help. */
export function decode(texts: readonly string[]): Uint8Array {
  const alphabet = digitsAndBytes();
  const sorts = texts.map((text) => bytesOf(text, alphabet));
  const module = new Uint8Array(sorts.reduce((sum, { length }) => sum + length, 0));
  const next = texts.map(() => 0);
  let at = 0;
  const step: Step = (sort, count) => {
    const bytes = sorts[sort];
    const from = next[sort];
    const end = endOf(bytes, from, count);
    for (let i = from; i < end; i++) module[at++] = bytes[i];
    next[sort] = end;
    return valueOf(bytes, from, end, count);
  };
  walk(step, () => at >= module.length);
  return module;
}

/** Bytes that stand first in the order of bytes, being frequent. */
const FREQUENT = [
  0xfd, 0x6a, 0xf2, 0x7f, 0x74, 0xf0, 0x6b, 0xe6, 0x6c, 0xa0, 0x80, 0xf1, 0xe4, 0x61, 0x7b, 0xa2, 0x60, 0x7c, 0xe5,
  0x72,
];
const order = (): number[] => [...new Set([...FREQUENT, ...new Uint8Array(256).keys()])];

/**
 * The bytes of a text in the printable letters of ASCII, but for ", < and \\: 92 digits. From the third digit on one is a
 * byte, the first 90 in order; after one of the first two, a second one says which of the others.
 */
function bytesOf(text: string, { digits, bytes }: Digits): Uint8Array {
  const made = new Uint8Array(text.length);
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = digits[text.charCodeAt(i)];
    made[n++] = bytes[digit < 2 ? 90 + 92 * digit + digits[text.charCodeAt(++i)] : digit - 2];
  }
  return made.subarray(0, n);
}

interface Digits {
  /** By the code of the letter. */
  readonly digits: Uint8Array;
  readonly bytes: readonly number[];
}

function digitsAndBytes(): Digits {
  const digits = new Uint8Array(128);
  for (let digit = 0; digit < 92; digit++) digits[letter(digit).charCodeAt(0)] = digit;
  return { digits, bytes: order() };
}

function letter(digit: number): string {
  return String.fromCharCode(digit + 32 + +(digit > 1) + +(digit > 26) + +(digit > 57));
}
