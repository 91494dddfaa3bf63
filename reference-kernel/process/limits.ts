/** Resource limits (getrlimit(2)): soft and hard values by number; Infinity is RLIM_INFINITY. */
export const RLIMIT = {
  CPU: 0,
  FSIZE: 1,
  DATA: 2,
  STACK: 3,
  CORE: 4,
  RSS: 5,
  NPROC: 6,
  NOFILE: 7,
  MEMLOCK: 8,
  AS: 9,
  LOCKS: 10,
  SIGPENDING: 11,
  MSGQUEUE: 12,
  NICE: 13,
  RTPRIO: 14,
  RTTIME: 15,
} as const;

export const RLIM_NLIMITS = 16;

export interface Limit {
  readonly soft: number;
  readonly hard: number;
}

export type ResourceLimits = readonly Limit[];

const unlimited: Limit = { soft: Number.POSITIVE_INFINITY, hard: Number.POSITIVE_INFINITY };

/** What the first process starts with. `processes` is RLIMIT_NPROC. */
export const initialLimits = (processes = 256): ResourceLimits => {
  const limits: Limit[] = new Array(RLIM_NLIMITS).fill(unlimited);
  const set = (resource: number, soft: number, hard = soft): void => {
    limits[resource] = { soft, hard };
  };
  set(RLIMIT.CORE, 0);
  set(RLIMIT.DATA, 2 ** 30);
  set(RLIMIT.STACK, 8 << 20);
  set(RLIMIT.NPROC, processes);
  set(RLIMIT.NOFILE, 1024, 4096);
  set(RLIMIT.MEMLOCK, 64 << 10);
  set(RLIMIT.SIGPENDING, 1024);
  set(RLIMIT.MSGQUEUE, 819200);
  set(RLIMIT.NICE, 0);
  set(RLIMIT.RTPRIO, 0);
  return limits;
};
