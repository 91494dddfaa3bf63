/**
 * Process ids: numbers for tasks, processes, process groups and sessions come from one counter, and a number is free
 * again when none of them uses it. Tables are kept by the number in the outermost pid namespace; what nested namespaces
 * call it stands in `#links`.
 */
import { EAGAIN, EEXIST, EINVAL, ENOMEM, EPERM } from "../abi/errors.ts";
import { NO_PID, type PidNamespace } from "./namespaces/pid-namespace.ts";
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
  /** Numbers in nested namespaces, by the kernel's own. */
  readonly #links = new Map<number, ReadonlyMap<PidNamespace, number>>();
  #last: number;
  /** Tasks made since the start. */
  made = 0;

  constructor(last: number) {
    this.#last = last;
  }

  /** The number that was given out last. */
  get last(): number {
    return this.#last;
  }

  set last(number: number) {
    this.#last = number;
  }

  /**
   * The next free number, in `namespace` and all above it. `wanted` says which ones it must be, innermost first
   * (clone3's set_tid). EAGAIN when there is none, ENOMEM where process 1 has ended, EEXIST for one that is used, EINVAL
   * for one that cannot be, EPERM without the right to choose.
   */
  allocate(
    namespace: PidNamespace | null = null,
    wanted: readonly number[] = [],
    mayChoose: MayChoose = never,
  ): number {
    if (namespace?.isClosed) throw ENOMEM;
    const choose: Chooser = (at, last, isFree, depth) => {
      const number = wanted[depth];
      if (number === undefined) return nextFree(at, last, isFree, depth);
      if (number < 1 || number >= (at?.max ?? PID_MAX)) throw EINVAL;
      if (number !== 1 && at?.reaper === null) throw EINVAL;
      if (at === null || !mayChoose(at)) throw EPERM;
      if (!isFree(number)) throw EEXIST;
      return number;
    };
    const levels: PidNamespace[] = [];
    for (let at = namespace; at !== null && at.level > 0; at = at.parent) levels.push(at);
    const inner = levels.map((at, depth) => choose(at, at.last, (number) => this.#isFreeIn(at, number), depth));
    const top = levels.at(-1)?.parent ?? namespace;
    const outermost = choose(top, this.#last, (number) => !this.isUsed(number), levels.length);
    this.made++;
    if (wanted.length <= levels.length) this.#last = outermost;
    this.#forget(outermost);
    if (levels.length > 0) {
      this.#links.set(outermost, new Map(levels.map((at, index) => [at, inner[index] as number])));
      levels.forEach((at, index) => {
        const number = inner[index] as number;
        if (index >= wanted.length) at.last = number;
        at.numbers.set(number, outermost);
      });
    }
    return outermost;
  }

  /** What `namespace` calls the number; 0 when it does not know it (pid_nr_ns). */
  shown(number: number, namespace: PidNamespace): number {
    if (namespace.level === 0) return number;
    return this.#links.get(number)?.get(namespace) ?? 0;
  }

  /** The kernel's number of what `namespace` calls so; NO_PID when nothing is (find_pid_ns). */
  named(number: number, namespace: PidNamespace): number {
    if (namespace.level === 0) return number;
    return namespace.numbers.get(number) ?? NO_PID;
  }

  hold(id: number): void {
    this.#held.set(id, (this.#held.get(id) ?? 0) + 1);
  }

  /** Some task, process, group or session has this number. */
  isUsed(id: number): boolean {
    return this.tasks.has(id) || this.processes.has(id) || this.#held.has(id);
  }

  letGo(id: number): void {
    const left = (this.#held.get(id) ?? 0) - 1;
    if (left > 0) this.#held.set(id, left);
    else this.#held.delete(id);
  }

  #isFreeIn(namespace: PidNamespace, number: number): boolean {
    const outermost = namespace.numbers.get(number);
    return outermost === undefined || !this.isUsed(outermost);
  }

  /** A number that was free is used again: what it was called before counts no more. */
  #forget(outermost: number): void {
    for (const [namespace, number] of this.#links.get(outermost) ?? []) {
      if (namespace.numbers.get(number) === outermost) namespace.numbers.delete(number);
    }
    this.#links.delete(outermost);
  }
}

/** Whether the caller may say which numbers a namespace gives. */
type MayChoose = (namespace: PidNamespace) => boolean;

const never: MayChoose = () => false;

/** Chooses a number for a new process in a namespace, `depth` levels above the process's own. */
type Chooser = (
  namespace: PidNamespace | null,
  last: number,
  isFree: (number: number) => boolean,
  depth: number,
) => number;

const nextFree: Chooser = (namespace, last, isFree) => {
  const max = namespace?.max ?? PID_MAX;
  let number = last;
  for (let tried = 0; tried < max; tried++) {
    number = number + 1 >= max ? RESERVED_PIDS : number + 1;
    if (isFree(number)) return number;
  }
  throw EAGAIN;
};
