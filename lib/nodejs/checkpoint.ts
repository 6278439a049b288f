import { createHash, randomUUID } from "node:crypto";
import * as nodeFs from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { FpropError } from "../errors.ts";
import { loadLatest, type Loaded } from "../io/latest.ts";
import { seal } from "../io/seal.ts";
import { saveTraining, type Parts } from "../io/training.ts";

/** What is used of node:fs/promises. */
export type Files = Pick<typeof nodeFs, "open" | "link" | "copyFile" | "rename" | "unlink" | "readdir" | "readFile">;

const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/**
 * A training in a file (see saveTraining), which outlasts whatever happens while it is written:
 *
 *     const checkpoint = new Checkpoint("run.safetensors", { net, optimizer, schedule, loader, progress });
 *     await checkpoint.load();      goes on from the file, where there is one
 *     await checkpoint.save();      when this returns, the file is on the disk
 *
 * A new file is written beside it, brought to the disk, and then takes its name in one step; the one before stays as
 * `run.safetensors.previous`. Its SHA-256 stands in it; one that is not whole is passed over for the one before, and
 * `load` says so. An error leaves the file as it was, and nothing beside it.
 */
export class Checkpoint {
  readonly path: string;
  readonly previous: string;
  private readonly parts: Parts;
  private readonly files: Files;

  constructor(path: string, parts: Parts, { files = nodeFs }: { files?: Files } = {}) {
    this.path = path;
    this.previous = `${path}.previous`;
    this.parts = parts;
    this.files = files;
  }

  /**
   * Writes the file.
   * @throws FpropError IO, with the system's error for its cause; ARGUMENT
   */
  async save(): Promise<void> {
    const bytes = await seal(saveTraining(this.parts), digest);
    const { files, path } = this;
    const [fresh, kept] = [this.temporary(), this.temporary()];
    try {
      await this.sweep();
      await write(files, fresh, bytes);
      // The file keeps its name all the while: the one before gets a second one.
      if (await this.exists()) {
        await this.keep(kept);
        await files.rename(kept, this.previous);
        // Where both are names of one file already, which a save that broke off may leave, renaming does nothing.
        await files.unlink(kept).catch(unless("ENOENT"));
      }
      await files.rename(fresh, path);
      await sync(files, dirname(path));
    } catch (cause) {
      for (const name of [fresh, kept]) await files.unlink(name).catch(() => undefined);
      throw failed("save", path, "written", cause);
    }
  }

  /**
   * Gives the parts what the file has; undefined where there is none, and then nothing has changed.
   * @throws FpropError FORMAT where neither the file nor the one before is whole; IO; what loadTraining refuses
   */
  async load(): Promise<Loaded | undefined> {
    const place = {
      digest,
      read: (name: string) => this.read(name),
      lacking: (found: unknown) => `${(found as Uint8Array).length} bytes that do not have it`,
    };
    return loadLatest([this.path, this.previous], this.parts, place);
  }

  private async read(from: string): Promise<Uint8Array | undefined> {
    try {
      return await this.files.readFile(from);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw failed("load", from, "readable", cause);
    }
  }

  private async exists(): Promise<boolean> {
    return (await this.files.readdir(dirname(this.path))).includes(basename(this.path));
  }

  /** A second name for the file, or a copy where the file system has one name for each. */
  private async keep(name: string): Promise<void> {
    try {
      await this.files.link(this.path, name);
    } catch (error) {
      if (!["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP"].includes(String((error as NodeJS.ErrnoException).code)))
        throw error;
      await this.files.copyFile(this.path, name);
    }
  }

  private temporary(): string {
    return `${this.path}.tmp-${process.pid}-${randomUUID()}`;
  }

  /** Removes what processes that are no more have left while they wrote. */
  private async sweep(): Promise<void> {
    const folder = dirname(this.path);
    for (const name of await this.files.readdir(folder)) {
      const start = `${basename(this.path)}.tmp-`;
      const pid = name.startsWith(start) ? parseInt(name.slice(start.length), 10) : NaN;
      if (pid > 0 && pid !== process.pid && !alive(pid)) await this.files.unlink(join(folder, name));
    }
  }
}

/** Lets an error of this code pass for a success. */
function unless(code: string): (error: unknown) => void {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code !== code) throw error;
  };
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** All bytes, and on the disk: the system may take fewer at once than it is given. */
async function write(files: Files, name: string, bytes: Uint8Array): Promise<void> {
  const file = await files.open(name, "wx");
  try {
    for (let at = 0; at < bytes.length;) {
      const { bytesWritten } = await file.write(bytes, at);
      if (bytesWritten === 0) throw new Error("the system takes no more bytes");
      at += bytesWritten;
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A folder's names are on the disk; systems that cannot say so bring them there by themselves. */
async function sync(files: Files, folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await files.open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function failed(what: string, path: string, expected: string, cause: unknown): FpropError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return cause instanceof FpropError
    ? cause
    : new FpropError({ code: "IO", who: `Checkpoint.${what}`, what: path, expected, got: code ?? message }, { cause });
}
