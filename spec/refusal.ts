import { expect } from "vitest";
import { FpropError } from "../index.ts";

/** What `call` throws, which must be one of our errors: with a code, a path, and what was expected and got. */
export function refusal(call: () => unknown): FpropError {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(FpropError);
    return error as FpropError;
  }
  throw new Error("nothing was refused");
}
