/** What a target tells of one run's system calls. */
import type { Call } from "./parse.ts";

/** A trace, or why there is none. */
export type Trace =
  | {
      /** As strace writes them, a line each. */
      readonly lines: readonly string[];
      /** Finds the call by which the program began, where the trace begins before it. */
      readonly isStart?: (call: Call) => boolean;
    }
  | { readonly missing: string };
