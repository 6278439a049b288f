// What is used of a page or worker, by the names that the standards give it; so the library needs no types of the DOM.

export interface Request<T> {
  readonly result: T;
  readonly error: Error;
  addEventListener(type: "success" | "error" | "upgradeneeded", listener: () => void): void;
}

export interface Store {
  get(key: string): Request<unknown>;
  put(value: unknown, key: string): Request<unknown>;
}

export interface Database {
  createObjectStore(name: string): unknown;
  transaction(
    store: string,
    mode: "readonly" | "readwrite",
    options: { durability: "strict" },
  ): {
    readonly error: Error;
    addEventListener(type: "complete" | "abort", listener: () => void): void;
    objectStore(name: string): Store;
  };
  close(): void;
}

interface Web {
  readonly indexedDB?: {
    open(name: string, version: number): Request<Database>;
  };
  /** Without `subtle` on pages from an insecure origin. */
  readonly crypto?: { readonly subtle?: { digest(name: "SHA-256", bytes: Uint8Array): Promise<ArrayBuffer> } };
}

export const web = Object(globalThis) as Web;
