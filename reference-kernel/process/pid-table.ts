/**
 * Process ids of one pid namespace: numbers for tasks, processes, process groups and sessions come from one counter, and
 * a number is free again when none of them uses it.
 */
import { EAGAIN } from "../abi/errors.ts";
import type { Process } from "./process.ts";
import type { Task } from "./task.ts";

/** Default of /proc/sys/kernel/pid_max on a small machine. */
const PID_MAX = 32768;
/** After a wrap, low numbers are left alone (RESERVED_PIDS). */
const RESERVED_PIDS = 300;

export class PidTable {
  readonly tasks = new Map<number, Task>();
  readonly processes = new Map<number, Process>();
  /** Numbers held by process groups and sessions, with how many processes hold each. */
  readonly #held = new Map<number, number>();
  #last: number;

  constructor(last: number) {
    this.#last = last;
  }

  /** The next free number; EAGAIN when there is none. */
  allocate(): number {
    for (let tried = 0; tried < PID_MAX; tried++) {
      this.#last = this.#last + 1 >= PID_MAX ? RESERVED_PIDS : this.#last + 1;
      const pid = this.#last;
      if (!this.tasks.has(pid) && !this.processes.has(pid) && !this.#held.has(pid)) return pid;
    }
    throw EAGAIN;
  }

  hold(id: number): void {
    this.#held.set(id, (this.#held.get(id) ?? 0) + 1);
  }

  letGo(id: number): void {
    const left = (this.#held.get(id) ?? 0) - 1;
    if (left > 0) this.#held.set(id, left);
    else this.#held.delete(id);
  }
}
