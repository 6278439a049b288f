/** A column of the table. */
export interface Peer {
  readonly name: string;
  /** Its file in contenders/. */
  readonly file: string;
  readonly threads: number;
  /** What is installed for it, in exact versions. */
  readonly packages: Readonly<Record<string, string>>;
  /** What stands beside its figures; where it is not known beforehand, what the project or PyTorch says of itself. */
  readonly version?: string;
}

/** The one that all others are compared with. */
export const reference = "fprop";

const [jaxjs, tfjs, convnetjs, brainjs] = ["0.1.25", "4.22.0", "0.3.0", "2.0.0-beta.24"];
const core = { "@tensorflow/tfjs-core": tfjs };
const wasm = { ...core, "@tensorflow/tfjs-backend-wasm": tfjs };
const cpu = { ...core, "@tensorflow/tfjs-backend-cpu": tfjs };

/** Everybody on one thread; of those who can use several, on so many, too; and fprop with a BLAS of the system. */
export function peersOn(threads: number, blas: boolean): readonly Peer[] {
  const more = `, ${threads} threads`;
  return [
    { name: reference, file: "fprop.ts", threads: 1, packages: {} },
    ...(threads > 1 ? [{ name: `fprop${more}`, file: "fpropthreads.ts", threads, packages: {} }] : []),
    ...(blas ? [{ name: "fprop, BLAS", file: "fpropblas.ts", threads: 1, packages: { koffi: "3.3.4" } }] : []),
    { name: "PyTorch", file: "pytorch.py", threads: 1, packages: {} },
    ...(threads > 1 ? [{ name: `PyTorch${more}`, file: "pytorch.py", threads, packages: {} }] : []),
    { name: "jax-js wasm", file: "jaxjs.mjs", threads: 1, packages: { "@jax-js/jax": jaxjs }, version: jaxjs },
    { name: "tfjs wasm", file: "tfjswasm.mjs", threads: 1, packages: wasm, version: tfjs },
    { name: "tfjs cpu", file: "tfjscpu.mjs", threads: 1, packages: cpu, version: tfjs },
    { name: "ConvNetJS", file: "convnetjs.mjs", threads: 1, packages: { convnetjs }, version: convnetjs },
    { name: "brain.js", file: "brainjs.mjs", threads: 1, packages: { "brain.js": brainjs }, version: brainjs },
  ];
}
