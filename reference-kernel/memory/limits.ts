/** The resource limits that an address space obeys, in bytes; Infinity where there is none. Read anew at each use. */
export interface MemoryLimits {
  /** RLIMIT_AS */
  readonly addressSpace: number;
  /** RLIMIT_DATA */
  readonly data: number;
  /** RLIMIT_STACK */
  readonly stack: number;
  /** RLIMIT_MEMLOCK */
  readonly locked: number;
}

export const NO_LIMITS: MemoryLimits = {
  addressSpace: Number.POSITIVE_INFINITY,
  data: Number.POSITIVE_INFINITY,
  stack: Number.POSITIVE_INFINITY,
  locked: Number.POSITIVE_INFINITY,
};
