/** What a process's end takes back of its semaphores (SEM_UNDO, struct sem_undo_list); CLONE_SYSVSEM shares one. */
import type { Caller } from "../core/caller.ts";
import type { SemaphoreSet } from "./semaphores.ts";

export class UndoList {
  readonly #adjustments = new Map<SemaphoreSet, Int16Array>();
  #users = 1;

  share(): this {
    this.#users++;
    return this;
  }

  /** A task ends or goes its own way; the last one takes everything back, the newest set first. */
  leave(caller: Caller): void {
    if (--this.#users > 0) return;
    const all = [...this.#adjustments].reverse();
    this.#adjustments.clear();
    for (const [set, adjustments] of all) set.takeBack(caller, this, adjustments);
  }

  adjustment(set: SemaphoreSet, num: number): number {
    return this.#adjustments.get(set)?.[num] ?? 0;
  }

  adjust(set: SemaphoreSet, num: number, adjustment: number): void {
    let adjustments = this.#adjustments.get(set);
    if (adjustments === undefined) {
      adjustments = new Int16Array(set.count);
      this.#adjustments.set(set, adjustments);
    }
    adjustments[num] = adjustment;
  }

  forget(set: SemaphoreSet, num: number): void {
    const adjustments = this.#adjustments.get(set);
    if (adjustments !== undefined) adjustments[num] = 0;
  }

  drop(set: SemaphoreSet): void {
    this.#adjustments.delete(set);
  }
}
