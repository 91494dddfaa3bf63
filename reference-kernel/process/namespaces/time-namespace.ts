/** Time namespaces (time_namespaces(7)), as far as files show them: offsets of two clocks, settled by the first task. */
import {
  CLOCK_BOOTTIME,
  CLOCK_BOOTTIME_ALARM,
  CLOCK_MONOTONIC,
  CLOCK_MONOTONIC_COARSE,
  CLOCK_MONOTONIC_RAW,
} from "../../abi/time.ts";
import type { Namespace } from "../../core/namespace.ts";
import type { UserNamespace } from "../../core/user-namespace.ts";
import type { System } from "../system.ts";

export interface ClockOffset {
  readonly seconds: number;
  readonly nanoseconds: number;
}

const isBoottime = (clock: number): boolean => clock === CLOCK_BOOTTIME || clock === CLOCK_BOOTTIME_ALARM;
const isMonotonic = (clock: number): boolean =>
  clock === CLOCK_MONOTONIC || clock === CLOCK_MONOTONIC_RAW || clock === CLOCK_MONOTONIC_COARSE;

const NONE: ClockOffset = { seconds: 0, nanoseconds: 0 };

export class TimeNamespace implements Namespace {
  readonly kind = "time";
  readonly ino: number;
  /** Null: the machine's own, over which no guest has rights. */
  readonly userNs: UserNamespace | null;
  monotonic: ClockOffset = NONE;
  boottime: ClockOffset = NONE;
  /** A task is in it: the offsets stay. */
  isSettled = false;

  /** Nanoseconds that a clock is ahead for those in it. */
  offsetOf(clock: number): number {
    const { seconds, nanoseconds } = isBoottime(clock) ? this.boottime : isMonotonic(clock) ? this.monotonic : NONE;
    return seconds * 1e9 + nanoseconds;
  }

  get movesClocks(): boolean {
    return this.offsetOf(CLOCK_MONOTONIC) !== 0 || this.offsetOf(CLOCK_BOOTTIME) !== 0;
  }

  constructor(ino: number, userNs: UserNamespace | null, from: TimeNamespace | null = null) {
    this.ino = ino;
    this.userNs = userNs;
    if (from !== null) {
      this.monotonic = from.monotonic;
      this.boottime = from.boottime;
    }
  }
}

/** A task's time namespace is this one from now on: its offsets stay, and the vDSO leaves moved clocks to the kernel. */
export const settle = (namespace: TimeNamespace, { vdso }: System): void => {
  namespace.isSettled = true;
  if (namespace.movesClocks) vdso.tellTime(false);
};
