import { FpropError } from "../errors.ts";
import { loadLatest, type Loaded } from "../io/latest.ts";
import { seal } from "../io/seal.ts";
import { saveTraining, type Parts } from "../io/training.ts";
import { web, type Database, type Request, type Store } from "./platform.ts";

const store = "checkpoints";

/**
 * A training in the browser's IndexedDB (see saveTraining), which outlasts a page or worker that ends while it is written:
 *
 *     const checkpoint = new Checkpoint("run", { net, optimizer, schedule, loader, progress });
 *     await checkpoint.load();      goes on from the record, where there is one
 *     await checkpoint.save();      when this returns, the record is on the disk
 *
 * A save is one transaction, which also moves the record before to `run.previous`. Its SHA-256 stands in it; one that is
 * not whole is passed over for the one before, and `load` says so.
 */
export class Checkpoint {
  readonly name: string;
  readonly previous: string;
  private readonly parts: Parts;
  private readonly database: string;

  constructor(name: string, parts: Parts, { database = "fprop" }: { database?: string } = {}) {
    this.name = name;
    this.previous = `${name}.previous`;
    this.parts = parts;
    this.database = database;
  }

  /**
   * Writes the record.
   * @throws FpropError IO, with the browser's error for its cause: no room, no IndexedDB, no crypto.subtle (http)
   */
  async save(): Promise<void> {
    try {
      const bytes = await seal(saveTraining(this.parts), digest);
      await this.transaction("readwrite", async (records) => {
        const before = await result(records.get(this.name));
        if (before !== undefined) await result(records.put(before, this.previous));
        await result(records.put(bytes, this.name));
      });
    } catch (cause) {
      throw failed("save", this.name, "written", cause);
    }
  }

  /**
   * Gives the parts what the record has; undefined where there is none, and then nothing has changed.
   * @throws FpropError FORMAT where neither the record nor the one before is whole; IO; what loadTraining refuses
   */
  async load(): Promise<Loaded | undefined> {
    const place = { digest, read: (name: string) => this.read(name), lacking: () => "something that does not have it" };
    return loadLatest([this.name, this.previous], this.parts, place);
  }

  private async read(from: string): Promise<unknown> {
    try {
      return await this.transaction("readonly", (records) => result(records.get(from)));
    } catch (cause) {
      throw failed("load", from, "readable", cause);
    }
  }

  /** What `use` makes of the records, once all that it has written is on the disk. */
  private async transaction<T>(mode: "readonly" | "readwrite", use: (records: Store) => Promise<T>): Promise<T> {
    const request = web.indexedDB!.open(this.database, 1);
    request.addEventListener("upgradeneeded", () => {
      request.result.createObjectStore(store);
    });
    const database: Database = await result(request);
    try {
      const transaction = database.transaction(store, mode, { durability: "strict" });
      const done = new Promise<void>((resolve, reject) => {
        transaction.addEventListener("complete", () => resolve());
        transaction.addEventListener("abort", () => reject(transaction.error));
      });
      // What is rejected here is what `use` rejects with, or the reason why the transaction ended.
      const [made] = await Promise.all([use(transaction.objectStore(store)), done]);
      return made;
    } finally {
      database.close();
    }
  }
}

function result<T>(request: Request<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}

async function digest(bytes: Uint8Array): Promise<string> {
  const hash = new Uint8Array(await web.crypto!.subtle!.digest("SHA-256", bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function failed(what: string, name: string, expected: string, cause: unknown): FpropError {
  if (cause instanceof FpropError) return cause;
  const got = cause instanceof Error ? cause.name : String(cause);
  return new FpropError({ code: "IO", who: `Checkpoint.${what}`, what: name, expected, got }, { cause });
}
