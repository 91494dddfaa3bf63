/**
 * Record locks (fcntl(2), "Advisory record locking"; posix_lock_inode in fs/locks.c): ranges of one inode, owned by a
 * process's descriptor table (POSIX) or by an open file (OFD). Ranges are exact 64-bit numbers, `end` inclusive.
 */
import { EDEADLK } from "../abi/errors.ts";
import { WaitQueue } from "../core/wait-queue.ts";

export type RecordLockKind = "read" | "write";

export interface RecordLock {
  readonly kind: RecordLockKind;
  readonly start: bigint;
  readonly end: bigint;
  /** As F_GETLK reports it; -1 for OFD locks. */
  readonly pid: number;
}

/** The last offset there is: a lock up to it reaches the end of the file, wherever that will be. */
export const LAST_OFFSET = 2n ** 63n - 1n;

/** Who waits for whom, over all files of a kernel: what EDEADLK is found with. */
export class LockWaits {
  readonly #waits = new Map<object, object>();

  /** `waiter` would sleep for a lock of `holder`: EDEADLK if that (over others) sleeps for one of its own. */
  begin(waiter: object, holder: object): void {
    for (let at: object | undefined = holder; at !== undefined; at = this.#waits.get(at)) {
      if (at === waiter) throw EDEADLK;
    }
    this.#waits.set(waiter, holder);
  }

  end(waiter: object): void {
    this.#waits.delete(waiter);
  }
}

export class RecordLocks {
  /** Woken when a lock goes or shrinks. */
  readonly wait = new WaitQueue();
  readonly #byOwner = new Map<object, RecordLock[]>();

  /** A lock of another owner that stands in the way, with that owner; null when there is none. */
  conflict(owner: object, wanted: RecordLock): { readonly owner: object; readonly lock: RecordLock } | null {
    for (const [other, locks] of this.#byOwner) {
      if (other === owner) continue;
      for (const lock of locks) {
        if (lock.start > wanted.end || lock.end < wanted.start) continue;
        if (lock.kind === "write" || wanted.kind === "write") return { owner: other, lock };
      }
    }
    return null;
  }

  /** Takes the range, over what the owner has there; neighbours of the same kind join. Conflicts were looked for. */
  set(owner: object, wanted: RecordLock): void {
    const rest = this.#without(owner, wanted.start, wanted.end);
    let { start, end } = wanted;
    const apart: RecordLock[] = [];
    for (const lock of rest) {
      if (lock.kind === wanted.kind && lock.end + 1n >= start && lock.start <= end + 1n) {
        if (lock.start < start) start = lock.start;
        if (lock.end > end) end = lock.end;
      } else apart.push(lock);
    }
    const at = apart.findIndex((lock) => lock.start > start);
    apart.splice(at < 0 ? apart.length : at, 0, { ...wanted, start, end });
    this.#byOwner.set(owner, apart);
    this.wait.wakeAll();
  }

  get all(): readonly RecordLock[] {
    return [...this.#byOwner.values()].flat();
  }

  /** Gives the range up, splitting what reaches over it. */
  clear(owner: object, start = 0n, end = LAST_OFFSET): void {
    if (!this.#byOwner.has(owner)) return;
    const rest = this.#without(owner, start, end);
    if (rest.length > 0) this.#byOwner.set(owner, rest);
    else this.#byOwner.delete(owner);
    this.wait.wakeAll();
  }

  #without(owner: object, start: bigint, end: bigint): RecordLock[] {
    const left: RecordLock[] = [];
    for (const lock of this.#byOwner.get(owner) ?? []) {
      if (lock.start > end || lock.end < start) {
        left.push(lock);
        continue;
      }
      if (lock.start < start) left.push({ ...lock, end: start - 1n });
      if (lock.end > end) left.push({ ...lock, start: end + 1n });
    }
    return left;
  }
}
