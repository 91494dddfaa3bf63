/**
 * Leases (fcntl(2), "Leases"; fs/locks.c): the holder of one hears, by a signal, of who opens or truncates the file
 * against it, and that one waits until the lease is lowered or given up, or 45 seconds have passed.
 */
import { EAGAIN } from "../abi/errors.ts";
import { O_ACCMODE, O_NONBLOCK } from "../abi/open.ts";
import type { Caller } from "../core/caller.ts";
import type { Clock } from "../core/clock.ts";
import type { Blocking } from "../core/thread.ts";
import { WaitQueue } from "../core/wait-queue.ts";
import type { OpenFile } from "./open-file.ts";

/** F_RDLCK, F_WRLCK, F_UNLCK. */
export type LeaseKind = "read" | "write" | "none";

/** /proc/sys/fs/lease-break-time, in nanoseconds. */
const BREAK_TIME = 45_000_000_000;

interface Lease {
  kind: "read" | "write";
  /** When it goes, and when it becomes a read lease; infinite while nobody breaks it. */
  goesAt: number;
  becomesReadAt: number;
  readonly signal: () => void;
}

export class Leases {
  readonly #clock: Clock;
  readonly #leases = new Map<OpenFile, Lease>();
  readonly #wait = new WaitQueue();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What a file's lease is, or what it must become (fcntl_getlease). */
  kindOf(file: OpenFile): LeaseKind {
    this.#expire();
    const lease = this.#leases.get(file);
    if (lease === undefined || lease.goesAt < Number.POSITIVE_INFINITY) return "none";
    return lease.becomesReadAt < Number.POSITIVE_INFINITY ? "read" : lease.kind;
  }

  /** Takes or changes a lease (generic_add_lease); that nobody else has the file open was seen to. */
  take(file: OpenFile, kind: "read" | "write", signal: () => void): void {
    this.#expire();
    for (const [other, { goesAt }] of this.#leases) {
      if (other !== file && (kind === "write" || goesAt < Number.POSITIVE_INFINITY)) throw EAGAIN;
    }
    const own = this.#leases.get(file);
    if (own === undefined) {
      const never = Number.POSITIVE_INFINITY;
      this.#leases.set(file, { kind, goesAt: never, becomesReadAt: never, signal });
      file.releaseHooks.add(() => this.#remove(file));
      return;
    }
    own.kind = kind;
    if (kind === "read") own.becomesReadAt = Number.POSITIVE_INFINITY;
    this.#wait.wakeAll();
  }

  giveUp(file: OpenFile): void {
    this.#expire();
    if (!this.#remove(file)) throw EAGAIN;
  }

  #remove(file: OpenFile): boolean {
    const had = this.#leases.delete(file);
    if (had) this.#wait.wakeAll();
    return had;
  }

  /** Whether opening with these flags is against a lease. */
  conflicts(flags: number): boolean {
    this.#expire();
    const writes = (flags & O_ACCMODE) !== 0;
    for (const { kind } of this.#leases.values()) if (writes || kind === "write") return true;
    return false;
  }

  /** Tells the holders, and waits for them (__break_lease); EAGAIN for who would not sleep. */
  *break(caller: Caller, flags: number): Blocking<void> {
    const writes = (flags & O_ACCMODE) !== 0;
    const at = this.#clock.now + BREAK_TIME;
    for (const lease of this.#leases.values()) {
      if (!writes && lease.kind !== "write") continue;
      const isTold = lease.goesAt < Number.POSITIVE_INFINITY;
      if (isTold || (!writes && lease.becomesReadAt < Number.POSITIVE_INFINITY)) continue;
      if (writes) lease.goesAt = at;
      else lease.becomesReadAt = at;
      lease.signal();
    }
    if ((flags & O_NONBLOCK) !== 0) throw EAGAIN;
    while (this.conflicts(flags)) {
      const ends = [...this.#leases.values()].map(({ goesAt, becomesReadAt }) => Math.min(goesAt, becomesReadAt));
      yield* caller.thread.waitEvent([this.#wait], () => (this.conflicts(flags) ? undefined : true), {
        reason: "break_lease",
        deadline: Math.min(...ends),
      });
    }
  }

  /** Leases whose time is over (time_out_leases). */
  #expire(): void {
    const { now } = this.#clock;
    for (const [file, lease] of this.#leases) {
      if (lease.goesAt <= now) this.#remove(file);
      else if (lease.becomesReadAt <= now) {
        lease.kind = "read";
        lease.becomesReadAt = Number.POSITIVE_INFINITY;
        this.#wait.wakeAll();
      }
    }
  }
}
