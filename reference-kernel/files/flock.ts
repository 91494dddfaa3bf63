/**
 * flock(2) locks: of a whole file, owned by the open file, so that dup and fork share them and the last close lets them
 * go. Locks of one inode hang together in an `InodeLocks`.
 */
import { WaitQueue } from "../core/wait-queue.ts";
import type { OpenFile } from "./open-file.ts";

export type FlockKind = "shared" | "exclusive";

export class FlockLocks {
  /** Woken when a lock goes or becomes shared. */
  readonly wait = new WaitQueue();
  readonly #owners = new Map<OpenFile, FlockKind>();
  readonly #takers = new Map<OpenFile, number>();

  /**
   * Takes the lock or answers false. A lock of another kind that the file holds is given up first, whether the new one
   * is got or not: a change is not atomic (flock_lock_inode).
   */
  tryLock(file: OpenFile, kind: FlockKind, pid = 0): boolean {
    const held = this.#owners.get(file);
    if (held === kind) return true;
    if (held !== undefined) {
      this.#owners.delete(file);
      this.wait.wakeAll();
    }
    for (const other of this.#owners.values()) if (kind === "exclusive" || other === "exclusive") return false;
    if (held === undefined) file.releaseHooks.add(() => this.unlock(file));
    this.#owners.set(file, kind);
    this.#takers.set(file, pid);
    return true;
  }

  /** Every lock, with the process that took it. */
  get held(): readonly { readonly kind: FlockKind; readonly pid: number }[] {
    return [...this.#owners].map(([file, kind]) => ({ kind, pid: this.#takers.get(file) ?? 0 }));
  }

  unlock(file: OpenFile): void {
    this.#takers.delete(file);
    if (this.#owners.delete(file)) this.wait.wakeAll();
  }
}
