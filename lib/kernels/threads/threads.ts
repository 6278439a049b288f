import type { Crew } from "./crew.ts";

/** Who splits large kernels among threads, where `useThreads` has started some. */
export const threads: { crew: Crew | undefined } = { crew: undefined };
