/** A WebAssembly.Memory. */
export interface Memory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

/** What the library uses of browsers and Node that ECMAScript does not define; so it needs the types of neither. */
interface Platform {
  readonly WebAssembly?: {
    readonly Memory: new (descriptor: { initial: number; maximum: number; shared: boolean }) => Memory;
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (
      module: object,
      imports: Record<string, Record<string, unknown>>,
    ) => { readonly exports: Readonly<Record<string, unknown>> };
  };
  /** False on pages that may not share memory; absent outside pages. */
  readonly crossOriginIsolated?: boolean;
  readonly console: { warn(message: string): void };
  readonly TextDecoder: new (
    encoding: "utf-8",
    options: { fatal: boolean; ignoreBOM: boolean },
  ) => { decode(bytes: Uint8Array): string };
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
}

export const platform = Object(globalThis) as Platform;
