import { refuse } from "../errors.ts";
import { platform } from "../platform.ts";

/** How much a file may become when it is unpacked, unless it is told otherwise: 1 GiB. */
export const most = 2 ** 30;

/** Deflate makes at most 1032 bytes of one. */
const ratio = 1032;

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * What a gzip file holds, unpacked by the platform, which checks its sum. The file says in its last four bytes how much
 * that is; nothing is allocated if it says more than `maxBytes`, or more than so short a file can hold, and what turns
 * out to be of another size is refused as soon as it does.
 * @throws FpropError FORMAT
 */
export async function gunzip(who: string, bytes: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  const wrong = (expected: string, got: string): never => refuse("FORMAT", who, "gzip", expected, got);
  if (bytes.length < 18 || !isGzip(bytes)) wrong("of a header and a sum", `${bytes.length} bytes`);
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true);
  if (size > maxBytes) wrong(`of at most ${maxBytes} bytes when unpacked`, `${size}`);
  if (size > ratio * bytes.length)
    wrong(`of at most ${ratio} times its size when unpacked`, `${size} bytes of ${bytes.length}`);
  const file = room(size) ?? wrong("of a size that memory has room for", `${size} bytes`);
  const { readable, writable } = new platform.DecompressionStream("gzip");
  const [reader, writer] = [readable.getReader(), writable.getWriter()];
  // What fails here fails there, too.
  const fed = writer.write(bytes).then(async () => writer.close());
  fed.catch(() => undefined);
  let at = 0;
  for (;;) {
    let part: Awaited<ReturnType<typeof reader.read>>;
    try {
      part = await reader.read();
    } catch {
      return wrong("whole and undamaged", "something else");
    }
    if (part.done) break;
    const { length } = part.value!;
    if (at + length > size) {
      reader.cancel().catch(() => undefined);
      wrong(`of ${size} bytes when unpacked, as its end has it`, "more");
    }
    file.set(part.value!, at);
    at += length;
  }
  if (at !== size) wrong(`of ${size} bytes when unpacked, as its end has it`, `${at}`);
  return file;
}

function room(size: number): Uint8Array | undefined {
  try {
    return new Uint8Array(size);
  } catch {
    return undefined;
  }
}

/** What bare deflated data holds, of this size and sum: a gzip file with a header in front and these at its end. */
export async function inflate(who: string, data: Uint8Array, size: number, sum: number): Promise<Uint8Array> {
  const file = new Uint8Array(10 + data.length + 8);
  file.set([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  file.set(data, 10);
  const view = new DataView(file.buffer);
  view.setUint32(10 + data.length, sum, true);
  view.setUint32(14 + data.length, size, true);
  return gunzip(who, file, size);
}
