/** What kind of misuse it was. Test for this rather than for the words. */
export type ErrorCode =
  | "ARGUMENT" // an option, a size or a value that cannot be used
  | "SHAPE" // a tensor, or something that should be one, of the wrong shape
  | "DTYPE" // a tensor of the wrong element type
  | "TARGET" // a target a loss cannot use
  | "STATE" // a call at the wrong moment, such as bprop before fprop
  | "DUPLICATE" // one module, or one parameter, in two places that need two
  | "STATE_DICT" // names that do not match
  | "FORMAT" // bytes that are not a file of the format they should be
  | "IO" // a file or a database that could not be written or read
  | "WORKER" // a thread or a worker that could not start, or died
  | "ABORTED" // a signal that ended a training
  | "NONFINITE" // NaN or an infinity, where checkFinite(true) watches
  | "GRADIENT"; // a bprop that is not the derivative of its fprop

/** What an error says: who found what, and what it should have been. */
export interface Complaint {
  readonly code: ErrorCode;
  readonly who: { toString(): string };
  readonly what: string;
  readonly expected: string;
  readonly got: string;
}

/**
 * Every error the library throws: `net.2.Linear(3 → 2): x should be [batch, 3], got [5, 7]`.
 * Whoever throws one has changed nothing.
 */
export class FpropError extends Error {
  override readonly name = "FpropError";
  readonly code: ErrorCode;
  /** Where: the module's place in its network, such as `net.2.Linear(3 → 2)`. */
  path: string;
  readonly what: string;
  readonly expected: string;
  readonly got: string;

  constructor({ code, who, what, expected, got }: Complaint, options?: { cause?: unknown }) {
    const path = who.toString();
    super(sentence(path, what, expected, got), options);
    this.code = code;
    this.path = path;
    this.what = what;
    this.expected = expected;
    this.got = got;
  }

  /** Moves the error one container outwards: its path gains `key` in front. */
  within(key: string): this {
    // The stack is read before the message changes: an engine may write it down only when it is asked for.
    const { message, stack } = this;
    this.path = this.path.startsWith("net.") ? `net.${key}.${this.path.slice(4)}` : `net.${key}.${this.path}`;
    this.message = sentence(this.path, this.what, this.expected, this.got);
    if (stack !== undefined) this.stack = stack.replace(message, () => this.message);
    return this;
  }
}

function sentence(path: string, what: string, expected: string, got: string): string {
  return `${path}: ${what} should be ${expected}, got ${got}`;
}

/** Throws an FpropError. What was got is a text, or a value that is then described. */
export function refuse(code: ErrorCode, who: Complaint["who"], what: string, expected: string, got: unknown): never {
  throw new FpropError({ code, who, what, expected, got: typeof got === "string" && got !== "" ? got : describe(got) });
}

/** What a container throws when its child `key` threw `error`: the same error, with the place in its path. */
export function located(error: unknown, key: string | number): unknown {
  return error instanceof FpropError ? error.within(String(key)) : error;
}

/** A short name for any value a caller may have passed. */
export function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return `the function ${value.name || "(no name)"}`;
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : String(value);
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const length = (value as { length?: number }).length ?? 0;
    const kind = Array.isArray(value) ? "an array" : `a ${value.constructor.name}`;
    return `${kind} of ${length}`;
  }
  const maker: unknown = (value as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof maker === "string" && maker !== "Object" && maker !== "" ? `a ${maker}` : "an object";
}

/** `[batch, 3]`, `[]` for a scalar. */
export function shapeText(shape: readonly (number | string)[]): string {
  return `[${shape.join(", ")}]`;
}
