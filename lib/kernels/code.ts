/**
 * How the binary of a family stands in its file: its bytes in a text for each sort of them, of which gzip makes a sixth
 * less than of one text, because an instruction says more about the next one than about the local or number between them.
 */
const [FRAME, INSTRUCTIONS, LOCALS, INTEGERS, FLOATS] = [0, 1, 2, 3, 4];

/**
 * Goes through a WebAssembly module of `length` bytes. `next` is asked for each of them in turn by its sort and gives it:
 * from the module, to be sorted, or from its sort, for the module to be put together again.
 * Format: https://webassembly.github.io/spec/core/binary/
 */
export function walk(length: number, next: (sort: number) => number): void {
  let left = length;
  const byte = (sort: number): number => {
    left--;
    return next(sort);
  };
  const bytes = (sort: number, count: number): void => {
    for (; count > 0; count--) byte(sort);
  };
  /** LEB128; what is negative comes out positive, but nobody asks for that. */
  const integer = (sort: number): number => {
    const low = byte(sort);
    return low < 128 ? low : low - 128 + 128 * integer(sort);
  };
  const integers = (sort: number, count: number): void => {
    for (; count > 0; count--) integer(sort);
  };

  const body = (): void => {
    integer(FRAME);
    integers(FRAME, 2 * integer(FRAME));
    for (let depth = 1; depth > 0;) {
      const code = byte(INSTRUCTIONS);
      if (code >= 0x02 && code <= 0x04) depth++;
      if (code === 0x0b) depth--;
      operands(code);
    }
  };
  const operands = (code: number): void => {
    if (code >= 0x20 && code <= 0x22) integer(LOCALS);
    else if (code === 0x41 || code === 0x42) integer(INTEGERS);
    else if (code === 0x43 || code === 0x44) bytes(FLOATS, code === 0x43 ? 4 : 8);
    else if (code === 0x0e) integers(INSTRUCTIONS, integer(INSTRUCTIONS) + 1);
    else if (code >= 0x28 && code <= 0x3e) integers(INSTRUCTIONS, 2);
    // block, loop, if, br, br_if, call, global.get, global.set, memory.size, memory.grow
    else if ([0x02, 0x03, 0x04, 0x0c, 0x0d, 0x10, 0x23, 0x24, 0x3f, 0x40].includes(code)) integer(INSTRUCTIONS);
    // Of these, memory.init, data.drop, memory.copy and memory.fill.
    else if (code === 0xfc) integers(INSTRUCTIONS, [2, 1, 2, 1][integer(INSTRUCTIONS) - 8] ?? 0);
    else if (code === 0xfd) vectorOperands(integer(INSTRUCTIONS));
  };
  const vectorOperands = (code: number): void => {
    const loadsLane = code >= 84 && code <= 91;
    if (code < 12 || loadsLane || code === 92 || code === 93) integers(INSTRUCTIONS, 2);
    if (loadsLane || (code >= 21 && code <= 34)) byte(INSTRUCTIONS);
    if (code === 12 || code === 13) bytes(FLOATS, 16);
  };

  bytes(FRAME, 8);
  while (left > 0) {
    const section = byte(FRAME);
    const size = integer(FRAME);
    if (section !== 10) bytes(FRAME, size);
    else for (let count = integer(FRAME); count > 0; count--) body();
  }
}

/** The texts of a module. */
export function encode(module: Uint8Array): string[] {
  const letters: string[] = [];
  for (const [i, byte] of order().entries())
    letters[byte] = i < 90 ? letter(i + 2) : letter(Math.floor((i - 90) / 92)) + letter((i - 90) % 92);
  const texts = ["", "", "", "", ""];
  let at = 0;
  walk(module.length, (sort) => {
    texts[sort] += letters[module[at]];
    return module[at++];
  });
  return texts;
}

/** The module of these texts. */
export function decode(texts: readonly string[]): Uint8Array {
  const sorts = texts.map(bytesOf);
  const module = new Uint8Array(sorts.reduce((sum, { length }) => sum + length, 0));
  const next = texts.map(() => 0);
  let at = 0;
  walk(module.length, (sort) => (module[at++] = sorts[sort][next[sort]++]));
  return module;
}

/** Bytes that stand first in the order of bytes, being frequent. */
const FREQUENT = [
  0xfd, 0x6a, 0xf2, 0x7f, 0x74, 0xf0, 0x6b, 0xe6, 0x6c, 0xa0, 0x80, 0xf1, 0xe4, 0x61, 0x7b, 0xa2, 0x60, 0x7c, 0xe5,
  0x72,
];
const order = (): number[] => [...new Set([...FREQUENT, ...new Uint8Array(256).keys()])];

/**
 * The bytes of a text in the printable letters of ASCII, but for ", < and \: 92 digits. From the third digit on one is a
 * byte, the first 90 in order; after one of the first two, a second one says which of the others.
 */
function bytesOf(text: string): number[] {
  const all = order();
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const digit = digitOf(text, i);
    bytes.push(all[digit < 2 ? 90 + 92 * digit + digitOf(text, ++i) : digit - 2]);
  }
  return bytes;
}

function digitOf(text: string, i: number): number {
  const code = text.charCodeAt(i);
  return code - 32 - +(code > 34) - +(code > 60) - +(code > 92);
}

function letter(digit: number): string {
  return String.fromCharCode(digit + 32 + +(digit > 1) + +(digit > 26) + +(digit > 57));
}
