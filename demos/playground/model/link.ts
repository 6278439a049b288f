import type { Configuration } from "./configuration.ts";
import { checked } from "./check.ts";
import { limits } from "./limits.ts";
import { decline, PlaygroundError } from "./refusal.ts";

/*
 * A configuration in the hash of a URL: "#1" and its JSON, deflated, in base64url. 1 is the version of this form.
 */

const version = "1";

/** The hash of a link to this configuration. @throws PlaygroundError LIMIT for one that is too large for links */
export async function toLink(configuration: Configuration): Promise<string> {
  const bytes = await piped(
    new TextEncoder().encode(JSON.stringify(configuration)),
    new CompressionStream("deflate-raw"),
  );
  const hash = `#${version}${base64url(bytes)}`;
  if (hash.length > limits.link.letters)
    decline(
      "LIMIT",
      `A link should have at most ${limits.link.letters} letters, and would have ${hash.length}: own data is too large for one.`,
    );
  return hash;
}

/**
 * The configuration of a link's hash, whoever wrote it.
 * @throws PlaygroundError LINK for a hash that is none, CONFIGURATION and LIMIT for what is in it
 */
export async function fromLink(hash: string): Promise<Configuration> {
  const { letters, bytes: most } = limits.link;
  if (hash.length > letters) decline("LINK", `A link should have at most ${letters} letters, and has ${hash.length}.`);
  const found = /^#?(?<version>.)(?<data>[A-Za-z0-9_-]+)$/s.exec(hash)?.groups;
  if (found === undefined) decline("LINK", "This link does not hold a playground.");
  if (found.version !== version)
    decline("LINK", `This link is of version ${JSON.stringify(found.version)}, and not ${version}.`);
  let value: unknown;
  try {
    const packed = Uint8Array.from(atob(found.data.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    const text = await piped(packed, new DecompressionStream("deflate-raw"), most);
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
  } catch (error) {
    if (error instanceof PlaygroundError) throw error;
    decline("LINK", "This link is damaged: what it holds cannot be read.");
  }
  return checked(value);
}

/** What a stream makes of bytes, of which there may be `most`. */
async function piped(
  bytes: Uint8Array<ArrayBuffer>,
  { writable, readable }: CompressionStream | DecompressionStream,
  most = Infinity,
): Promise<Uint8Array<ArrayBuffer>> {
  const writer = writable.getWriter();
  // A stream that fails says so at both ends; the reader's is enough.
  const written = writer.write(bytes).then(() => writer.close());
  written.catch(() => undefined);
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = (readable as ReadableStream<Uint8Array>).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length;
    if (length > most) {
      await reader.cancel();
      decline("LINK", `A link should hold at most ${most} bytes.`);
    }
    parts.push(part.value);
  }
  await written;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function base64url(bytes: Uint8Array): string {
  let letters = "";
  for (let i = 0; i < bytes.length; i += 4096) letters += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
