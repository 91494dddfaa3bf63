/** A process's resource limits as its address space asks for them. */
import type { MemoryLimits } from "../memory/limits.ts";
import { RLIMIT } from "./limits.ts";

/** Reads soft limits anew at each use, so that setrlimit(2) and prlimit(2) take effect at once. */
export const memoryLimits = (limit: (resource: number) => number): MemoryLimits => ({
  get addressSpace() {
    return limit(RLIMIT.AS);
  },
  get data() {
    return limit(RLIMIT.DATA);
  },
  get stack() {
    return limit(RLIMIT.STACK);
  },
  get locked() {
    // CAP_IPC_LOCK lifts it only in the first user namespace, where no guest lives.
    return limit(RLIMIT.MEMLOCK);
  },
});
