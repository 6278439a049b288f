/** A WebAssembly.Memory. */
export interface Memory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

interface Port {
  addEventListener(type: "message", listener: () => void): void;
  start(): void;
  postMessage(value: unknown): void;
  close(): void;
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
  /** A clock, which says when others should have a turn and nothing that is computed. */
  readonly performance: { now(): number };
  readonly setImmediate?: (call: () => void) => unknown;
  readonly setTimeout: (call: () => void, ms: number) => unknown;
  readonly clearTimeout: (timer: unknown) => void;
  /** Of pages, and of what follows them. */
  readonly Worker?: new (url: string) => PageWorker;
  readonly URL?: { createObjectURL(blob: object): string; revokeObjectURL(url: string): void };
  readonly navigator?: { readonly hardwareConcurrency?: number };
  /** Of Node, from 20.16 on. */
  readonly process?: { readonly getBuiltinModule?: <N extends keyof NodeModules>(name: N) => NodeModules[N] };
  readonly MessageChannel: new () => { readonly port1: Port; readonly port2: Port };
  readonly TextDecoder: new (
    encoding: "utf-8",
    options: { fatal: boolean; ignoreBOM: boolean },
  ) => { decode(bytes: Uint8Array): string };
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly DecompressionStream: new (format: "gzip") => Decompression;
  /** What decodes pictures, in browsers. */
  readonly Blob: new (parts: readonly (Uint8Array | string)[], options?: { type: string }) => object;
  readonly createImageBitmap?: (source: object, options: object) => Promise<Bitmap>;
  readonly OffscreenCanvas?: new (width: number, height: number) => { getContext(kind: "2d"): Canvas | null };
}

export interface PageWorker {
  addEventListener(type: "message" | "error", listener: (event: { readonly message?: string }) => void): void;
  postMessage(value: unknown): void;
  terminate(): void;
}

export interface NodeWorker {
  once(event: "message" | "error" | "exit", listener: (value: unknown) => void): void;
  postMessage(value: unknown): void;
  unref(): void;
  terminate(): Promise<unknown>;
}

interface NodeModules {
  readonly "node:worker_threads": {
    readonly Worker: new (script: string, options: { eval: true; execArgv: string[]; name: string }) => NodeWorker;
  };
  readonly "node:os": { availableParallelism(): number };
}

/** A stream that takes bytes at one end and gives them at the other. */
interface Decompression {
  readonly writable: { getWriter(): { write(bytes: Uint8Array): Promise<void>; close(): Promise<void> } };
  readonly readable: {
    getReader(): {
      read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array }>;
      cancel(): Promise<void>;
    };
  };
}

/** A picture that was decoded, and what it is drawn on to be seen number by number. */
interface Bitmap {
  readonly width: number;
  readonly height: number;
  close(): void;
}
interface Canvas {
  drawImage(image: Bitmap, x: number, y: number): void;
  getImageData(x: number, y: number, width: number, height: number): Pixels;
}

/** An ImageData: a picture as numbers from 0 to 255: red, green, blue and opacity, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

export const platform = Object(globalThis) as Platform;
