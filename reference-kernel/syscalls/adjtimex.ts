/**
 * adjtimex(2) and clock_adjtime(2). The clock runs as it runs and nobody keeps it in step, which is what they tell; who
 * would change that lacks the right, which belongs to the first user namespace, where no guest lives.
 */
import { EINVAL, EOPNOTSUPP, EPERM } from "../abi/errors.ts";
import {
  CLOCK_BOOTTIME,
  CLOCK_BOOTTIME_ALARM,
  CLOCK_MONOTONIC,
  CLOCK_MONOTONIC_COARSE,
  CLOCK_MONOTONIC_RAW,
  CLOCK_REALTIME,
  CLOCK_REALTIME_ALARM,
  CLOCK_REALTIME_COARSE,
  CLOCK_TAI,
  timex,
} from "../abi/time.ts";
import type { Task } from "../process/task.ts";
import { int, pointer } from "./arguments.ts";
import { cpuClock } from "./cpu-clock.ts";
import { call } from "./define.ts";

/** Bits of `modes`. */
const ADJ_ADJTIME = 0x8000;
const ADJ_OFFSET_SINGLESHOT = 0x0001;
const ADJ_OFFSET_READONLY = 0x2000;

/** Of `status`: the clock is not kept in step. */
const STA_UNSYNC = 0x0040;
/** The answer of such a clock. */
const TIME_ERROR = 5;
/** Microseconds that it may be wrong by: unknown (NTP_PHASE_LIMIT). */
const UNKNOWN_ERROR = 16_000_000n;

const unadjustable: readonly number[] = [
  CLOCK_MONOTONIC,
  CLOCK_MONOTONIC_RAW,
  CLOCK_REALTIME_COARSE,
  CLOCK_MONOTONIC_COARSE,
  CLOCK_BOOTTIME,
  CLOCK_REALTIME_ALARM,
  CLOCK_BOOTTIME_ALARM,
  CLOCK_TAI,
];

const adjust = (task: Task, address: number): number => {
  const { modes } = task.memory.read(timex, address);
  if ((modes & ADJ_ADJTIME) !== 0) {
    // adjtime(3) comes alone: setting, or with ADJ_OFFSET_READONLY only asking.
    if ((modes & ADJ_OFFSET_SINGLESHOT) === 0) throw EINVAL;
    if ((modes & ADJ_OFFSET_READONLY) === 0) throw EPERM;
  } else if (modes !== 0) throw EPERM;
  const { sec, nsec } = task.clock.realtime();
  task.memory.write(timex, address, {
    modes,
    offset: 0n,
    frequency: 0n,
    maxError: UNKNOWN_ERROR,
    estimatedError: UNKNOWN_ERROR,
    status: STA_UNSYNC,
    constant: 2n,
    precision: 1n,
    tolerance: 32_768_000n,
    sec: BigInt(sec),
    usec: BigInt(Math.floor(nsec / 1e3)),
    tick: 10_000n,
    ppsFrequency: 0n,
    jitter: 0n,
    shift: 0,
    stability: 0n,
    jitters: 0n,
    calibrations: 0n,
    errors: 0n,
    exceedings: 0n,
    tai: 0,
  });
  return TIME_ERROR;
};

const clockAdjtime = (task: Task, clock: number, address: number): number => {
  if (clock === CLOCK_REALTIME) return adjust(task, address);
  if (!unadjustable.includes(clock) && cpuClock(task, clock) === null) throw EINVAL;
  throw EOPNOTSUPP;
};

export const adjtimexCalls = [
  call("adjtimex", [pointer("buf")], adjust),
  call("clock_adjtime", [int("clk_id"), pointer("buf")], clockAdjtime),
];
