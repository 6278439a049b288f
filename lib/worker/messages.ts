import type { Complaint } from "../errors.ts";
import { FpropError } from "../errors.ts";
import type { Parts } from "../io/training.ts";
import type { Resumable } from "../optim/statereader.ts";
import type { Epoch, Step } from "../train/fit.ts";
import type { Packed } from "./parcel.ts";

/** What the caller's thread says. Every message has the number of the training that it is about. */
export type Order =
  | { readonly fprop: number; readonly kind: "begin"; readonly task: Packed; readonly steps: boolean }
  /** To go on for an epoch, from this state: the caller may have changed something since the last. */
  | { readonly fprop: number; readonly kind: "next"; readonly state: Uint8Array }
  | { readonly fprop: number; readonly kind: "abort" };

/** What the worker answers. */
export type Answer =
  | { readonly fprop: number; readonly kind: "alive"; readonly lock: string | undefined }
  | { readonly fprop: number; readonly kind: "step"; readonly step: Step }
  | {
      readonly fprop: number;
      readonly kind: "epoch";
      /** None at the end of the training. */
      readonly epoch: Epoch | undefined;
      readonly state: Uint8Array;
      readonly metrics: Packed;
    }
  | { readonly fprop: number; readonly kind: "aborted"; readonly state: Uint8Array }
  | { readonly fprop: number; readonly kind: "failed"; readonly error: unknown; readonly complaint: Told | undefined };

/** An answer, but for the training's number. */
export type Said = Answer extends infer A ? (A extends Answer ? Omit<A, "fprop"> : never) : never;

/** A Complaint in words. */
type Told = Omit<Complaint, "who"> & { readonly who: string };

/** The parts of a task whose state goes there and back: all that the rest of a training depends on. */
export function partsOf(task: Readonly<Record<string, unknown>>): Parts {
  const { net, optimizer, schedule, batches, validation, progress, average, earlyStopping } = task;
  // A schedule after its optimizer, whose rates it sets.
  const all = { net, optimizer, schedule, batches, validation, progress, average, earlyStopping };
  const resumes = (part: unknown): part is Resumable => {
    const { stateDict, loadStateDict } = Object(part) as Partial<Resumable>;
    return typeof stateDict === "function" && typeof loadStateDict === "function";
  };
  return Object.fromEntries(Object.entries(all).filter(([, part]) => resumes(part))) as Parts;
}

/** What a thread can say of an error. */
export function told(error: unknown): Pick<Extract<Answer, { kind: "failed" }>, "error" | "complaint"> {
  if (!(error instanceof FpropError)) return { error, complaint: undefined };
  const { code, path: who, what, expected, got, cause } = error;
  return { error: cause, complaint: { code, who, what, expected, got } };
}

/** The error that was told. */
export function errorOf({ error, complaint }: ReturnType<typeof told>): unknown {
  return complaint === undefined ? error : new FpropError(complaint, error === undefined ? {} : { cause: error });
}
