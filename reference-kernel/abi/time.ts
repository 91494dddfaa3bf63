/** Clocks and layouts of time (clock_gettime(2), setitimer(2), getrusage(2)). */
import { i32, i64, long, struct, u32 } from "./struct.ts";

export const CLOCK_REALTIME = 0;
export const CLOCK_MONOTONIC = 1;
export const CLOCK_PROCESS_CPUTIME_ID = 2;
export const CLOCK_THREAD_CPUTIME_ID = 3;
export const CLOCK_MONOTONIC_RAW = 4;
export const CLOCK_REALTIME_COARSE = 5;
export const CLOCK_MONOTONIC_COARSE = 6;
export const CLOCK_BOOTTIME = 7;
export const CLOCK_REALTIME_ALARM = 8;
export const CLOCK_BOOTTIME_ALARM = 9;
export const CLOCK_TAI = 11;
export const TIMER_ABSTIME = 1;

export const ITIMER_REAL = 0;
export const ITIMER_VIRTUAL = 1;
export const ITIMER_PROF = 2;

export const timespec = struct({ sec: long, nsec: long });
export const timeval = struct({ sec: long, usec: long });
export const itimerval = struct({ interval: timeval, value: timeval });
export const itimerspec = struct({ interval: timespec, value: timespec });
export const rusage = struct({
  utime: timeval,
  stime: timeval,
  maxrss: long,
  ixrss: long,
  idrss: long,
  isrss: long,
  minflt: long,
  majflt: long,
  nswap: long,
  inblock: long,
  oublock: long,
  msgsnd: long,
  msgrcv: long,
  nsignals: long,
  nvcsw: long,
  nivcsw: long,
});
export const tms = struct({ utime: long, stime: long, cutime: long, cstime: long });
/** struct timex of adjtimex(2), up to its reserved words. */
export const timex = struct({
  modes: u32,
  offset: i64,
  frequency: i64,
  maxError: i64,
  estimatedError: i64,
  status: i32,
  constant: i64,
  precision: i64,
  tolerance: i64,
  sec: i64,
  usec: i64,
  tick: i64,
  ppsFrequency: i64,
  jitter: i64,
  shift: i32,
  stability: i64,
  jitters: i64,
  calibrations: i64,
  errors: i64,
  exceedings: i64,
  tai: i32,
});
