/**
 * System V semaphores (semop(2), ipc/sem.c). The operations of one call happen all at once or not at all. What cannot
 * happen yet stands in line, and whoever changes a value carries out, first come first served, what has become possible;
 * the sleeper only learns the outcome.
 */
import { EAGAIN, EIDRM, EINVAL, ERANGE, Errno } from "../abi/errors.ts";
import { IPC_NOWAIT, SEM_UNDO, SEMVMX } from "../abi/ipc.ts";
import type { Caller } from "../core/caller.ts";
import type { UserNamespace } from "../core/user-namespace.ts";
import { WaitQueue } from "../core/wait-queue.ts";
import { IpcObject, secondsNow } from "./object.ts";
import type { UndoList } from "./undo-list.ts";

export interface Operation {
  readonly num: number;
  /** Added to the value; 0 waits for zero. */
  readonly op: number;
  readonly flags: number;
}

interface Semaphore {
  value: number;
  /** Who changed it last. */
  pid: number;
}

/** A call that stands in line. */
export class PendingCall {
  readonly caller: Caller;
  readonly operations: readonly Operation[];
  readonly undo: UndoList | null;
  /** Woken when there is an outcome. */
  readonly done = new WaitQueue();
  outcome: "done" | Errno | null = null;
  /** The operation that cannot happen yet. */
  blocking: Operation;

  constructor(caller: Caller, operations: readonly Operation[], undo: UndoList | null, blocking: Operation) {
    this.caller = caller;
    this.operations = operations;
    this.undo = undo;
    this.blocking = blocking;
  }

  get changes(): boolean {
    return this.operations.some(({ op }) => op !== 0);
  }

  finish(outcome: "done" | Errno): void {
    this.outcome = outcome;
    this.done.wakeAll();
  }
}

export class SemaphoreSet extends IpcObject {
  /** Seconds since 1970 of the last successful semop; 0 before. */
  otime = 0;
  readonly #semaphores: readonly Semaphore[];
  readonly #pending = new Set<PendingCall>();
  /** Whose exit will change it. */
  readonly #undoers = new Set<UndoList>();

  constructor(caller: Caller, userNs: UserNamespace, key: number, mode: number, count: number) {
    super(caller, userNs, key, mode);
    this.#semaphores = Array.from({ length: count }, () => ({ value: 0, pid: 0 }));
  }

  get count(): number {
    return this.#semaphores.length;
  }

  get values(): readonly number[] {
    return this.#semaphores.map(({ value }) => value);
  }

  /** @throws EINVAL */
  semaphore(num: number): Readonly<Semaphore> {
    const found = this.#semaphores[num];
    if (found === undefined) throw EINVAL;
    return found;
  }

  /** Sleepers whose next operation on `num` waits for zero, or for a rise (count_semcnt). */
  waiting(num: number, forZero: boolean): number {
    let count = 0;
    for (const { blocking } of this.#pending) if (blocking.num === num && (blocking.op === 0) === forZero) count++;
    return count;
  }

  /**
   * Carries out a call, or puts it in line and answers what to sleep on.
   * @throws EAGAIN (IPC_NOWAIT), ERANGE
   */
  operate(caller: Caller, operations: readonly Operation[], undo: UndoList | null): PendingCall | null {
    const blocking = this.#perform(caller, operations, undo);
    if (blocking !== null) {
      const pending = new PendingCall(caller, operations, undo, blocking);
      this.#pending.add(pending);
      return pending;
    }
    this.otime = secondsNow(caller);
    if (operations.some(({ op }) => op !== 0)) this.#carryOut();
    return null;
  }

  /** Leaves the line: a signal or the time limit came first. */
  withdraw(pending: PendingCall): void {
    this.#pending.delete(pending);
  }

  /** SETVAL and SETALL: from `first` on. What exits would have taken back is forgotten (semctl(2)). */
  setValues(caller: Caller, first: number, values: readonly number[]): void {
    if (values.some((value) => value < 0 || value > SEMVMX)) throw ERANGE;
    values.forEach((value, index) => {
      const semaphore = this.#semaphores[first + index];
      if (semaphore === undefined) throw EINVAL;
      semaphore.value = value;
      semaphore.pid = caller.pid;
      for (const undo of this.#undoers) undo.forget(this, first + index);
    });
    this.ctime = secondsNow(caller);
    this.#carryOut();
  }

  /** A process ended: its changes are taken back as far as values allow (exit_sem). */
  takeBack(caller: Caller, undo: UndoList, adjustments: Int16Array): void {
    this.#undoers.delete(undo);
    if (this.isRemoved) return;
    adjustments.forEach((adjustment, num) => {
      const semaphore = this.#semaphores[num];
      if (adjustment === 0 || semaphore === undefined) return;
      semaphore.value = Math.min(Math.max(semaphore.value + adjustment, 0), SEMVMX);
      semaphore.pid = caller.pid;
    });
    this.otime = secondsNow(caller);
    this.#carryOut();
  }

  /** IPC_RMID: whoever sleeps gets EIDRM. */
  dissolve(): void {
    for (const undo of this.#undoers) undo.drop(this);
    this.#undoers.clear();
    for (const pending of this.#pending) pending.finish(EIDRM);
    this.#pending.clear();
  }

  /** All operations or none: answers the one that cannot happen yet, null when all have (perform_atomic_semop). */
  #perform(caller: Caller, operations: readonly Operation[], undo: UndoList | null): Operation | null {
    const values = new Map<number, number>();
    const adjustments = new Map<number, number>();
    for (const operation of operations) {
      const { num, op, flags } = operation;
      const before = values.get(num) ?? this.semaphore(num).value;
      const after = before + op;
      if ((op === 0 && before !== 0) || after < 0) {
        if ((flags & IPC_NOWAIT) !== 0) throw EAGAIN;
        return operation;
      }
      if (after > SEMVMX) throw ERANGE;
      values.set(num, after);
      if ((flags & SEM_UNDO) === 0 || undo === null) continue;
      const adjustment = (adjustments.get(num) ?? undo.adjustment(this, num)) - op;
      if (adjustment < -SEMVMX - 1 || adjustment > SEMVMX) throw ERANGE;
      adjustments.set(num, adjustment);
    }
    for (const [num, value] of values) {
      const semaphore = this.#semaphores[num] as Semaphore;
      semaphore.value = value;
      semaphore.pid = caller.pid;
    }
    if (undo !== null && adjustments.size > 0) this.#undoers.add(undo);
    for (const [num, adjustment] of adjustments) undo?.adjust(this, num, adjustment);
    return null;
  }

  /** Carries out what has become possible: waits for zero first, then the others in their order, until nothing moves. */
  #carryOut(): void {
    for (;;) {
      const next = this.#nextPossible(false) ?? this.#nextPossible(true);
      if (next === null) return;
      this.#pending.delete(next);
    }
  }

  /** Finishes the first call in line that can be, of those that change values or of those that do not. */
  #nextPossible(changing: boolean): PendingCall | null {
    for (const pending of this.#pending) {
      if (pending.changes !== changing) continue;
      const outcome = this.#retry(pending);
      if (outcome === null) continue;
      pending.finish(outcome);
      return pending;
    }
    return null;
  }

  #retry(pending: PendingCall): "done" | Errno | null {
    try {
      const blocking = this.#perform(pending.caller, pending.operations, pending.undo);
      if (blocking === null) {
        this.otime = secondsNow(pending.caller);
        return "done";
      }
      pending.blocking = blocking;
      return null;
    } catch (error) {
      if (error instanceof Errno) return error;
      throw error;
    }
  }
}
