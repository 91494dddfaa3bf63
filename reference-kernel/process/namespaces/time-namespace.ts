/** Time namespaces (time_namespaces(7)), as far as files show them: offsets of two clocks, settled by the first task. */
import type { Namespace } from "../../core/namespace.ts";
import type { UserNamespace } from "../../core/user-namespace.ts";

export interface ClockOffset {
  readonly seconds: number;
  readonly nanoseconds: number;
}

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

  constructor(ino: number, userNs: UserNamespace | null, from: TimeNamespace | null = null) {
    this.ino = ino;
    this.userNs = userNs;
    if (from !== null) {
      this.monotonic = from.monotonic;
      this.boottime = from.boottime;
    }
  }
}
