// What threads tell each other by, in two blocks of shared memory.
//
// A job is a list of tasks, each a call of a kernel. Whoever takes one of the tasks that are LEFT, by counting them down,
// carries it out and then counts down those UNDONE. A thread changes LEFT from what it has seen, so it never takes a task of
// a job that is over: nobody begins another before the last one is done.

// Places in the control block, an Int32Array.

/** Tasks that nobody has taken; the next to be taken is the last of them. */
export const LEFT = 0;
/** Tasks that have not been carried out. */
export const UNDONE = 1;
/** Changes with each job; threads sleep on it. */
export const JOB = 2;
/** How many threads sleep, or are about to. */
export const SLEEPING = 3;
/** Not 0 where a task has failed. */
export const FAILED = 4;
/** Not 0 when threads are to end. */
export const ENDED = 5;
/** Where the heap has the binary of the job's kernels, and how many bytes it is. */
export const BINARY = 6;
export const BINARY_BYTES = 7;
export const CONTROLS = 8;

// The tasks, a Float64Array: for each the number of the kernel among the binary's exports, how many arguments it has, and
// these.

/** Numbers of a task; the arguments begin at the second. */
export const TASK = 24;
/** The most tasks of a job. */
export const TASKS = 128;

/** Milliseconds for which a thread that has nothing to do looks for the next job before it sleeps. */
export const PATIENCE = 1;

/** What a thread is told at its start: what all share, and what is its own. */
export interface Start {
  /** The heap's. It grows, so its buffer is asked for anew. */
  readonly memory: { readonly buffer: ArrayBufferLike };
  readonly control: Int32Array;
  readonly tasks: Float64Array;
  readonly thread: number;
  readonly work: number;
  readonly tail: number;
}
