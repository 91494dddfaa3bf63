/**
 * The filters of a task (seccomp(2); struct seccomp_filter): a chain from the newest to the oldest, whose tails tasks
 * share with those that they came from. A filter lives as long as a task or a newer filter uses it.
 */
import { EINVAL } from "../../abi/errors.ts";
import {
  SECCOMP_DATA_SIZE,
  type SECCOMP_MODE_FILTER,
  type SECCOMP_MODE_STRICT,
  SECCOMP_RET_ALLOW,
} from "../../abi/seccomp.ts";
import { ClassicFilter, type Instruction } from "../../core/classic-bpf.ts";
import type { Task } from "../task.ts";
import type { Listener } from "./listener.ts";

/** What a task may call: `filter` is null in strict mode alone. */
export interface Seccomp {
  readonly mode: typeof SECCOMP_MODE_STRICT | typeof SECCOMP_MODE_FILTER;
  readonly filter: SeccompFilter | null;
}

/** An answer and the filter that gave it. */
export interface Verdict {
  /** Action and data, as an unsigned number. */
  readonly answer: number;
  readonly filter: SeccompFilter;
}

/** BPF_LD|BPF_W|BPF_ABS: the only load of the call's data, aligned and within it. */
const LOAD_ABSOLUTE = 0x20;

/** What a filter may consist of beside that (seccomp_check_filter): no other loads, no remainders. */
const allowed: ReadonlySet<number> = new Set([
  ...[0x80, 0x81, 0x06, 0x16, 0x00, 0x01, 0x07, 0x87, 0x60, 0x61, 0x02, 0x03, 0x84, 0x05],
  ...[0x04, 0x14, 0x24, 0x34, 0x44, 0x54, 0x64, 0x74, 0xa4].flatMap((code) => [code, code | 8]),
  ...[0x15, 0x25, 0x35, 0x45].flatMap((code) => [code, code | 8]),
]);

export class SeccompFilter {
  readonly previous: SeccompFilter | null;
  readonly program: ClassicFilter;
  /** It sleeps on through signals once its call was received (SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV). */
  readonly waitsKillably: boolean;
  /** Who is asked about SECCOMP_RET_USER_NOTIF; null for nobody (any more). */
  listener: Listener | null = null;
  /** Tasks and newer filters. */
  #users = 1;

  /** EINVAL for a program that is no filter of calls. */
  constructor(program: readonly Instruction[], previous: SeccompFilter | null, waitsKillably: boolean) {
    this.program = new ClassicFilter(program);
    for (const { code, k } of program) {
      if (code === LOAD_ABSOLUTE ? k >= SECCOMP_DATA_SIZE || k % 4 !== 0 : !allowed.has(code)) throw EINVAL;
    }
    this.previous = previous;
    this.waitsKillably = waitsKillably;
  }

  retain(): this {
    this.#users++;
    return this;
  }

  get isUsed(): boolean {
    return this.#users > 0;
  }

  /** A task has ended or got other filters: what nobody uses any more is told to its listener. */
  release(): void {
    for (let at: SeccompFilter | null = this; at !== null && --at.#users === 0; at = at.previous) at.listener?.hangUp();
  }

  /** How many there are. */
  get depth(): number {
    let count = 0;
    for (let at: SeccompFilter | null = this; at !== null; at = at.previous) count++;
    return count;
  }

  /** Instructions of all of them, each filter with four more (MAX_INSNS_PER_PATH counts so). */
  get weight(): number {
    let weight = 0;
    for (let at: SeccompFilter | null = this; at !== null; at = at.previous) weight += at.program.program.length + 4;
    return weight;
  }

  has(predicate: (filter: SeccompFilter) => boolean): boolean {
    for (let at: SeccompFilter | null = this; at !== null; at = at.previous) if (predicate(at)) return true;
    return false;
  }

  /** All are asked, the newest first; the smallest action counts, of equal ones the newest (seccomp_run_filters). */
  judge(data: DataView): Verdict {
    let answer = SECCOMP_RET_ALLOW;
    let filter: SeccompFilter = this;
    for (let at: SeccompFilter | null = this; at !== null; at = at.previous) {
      const own = at.program.runOver(data, true);
      if (actionOf(own) >= actionOf(answer)) continue;
      answer = own;
      filter = at;
    }
    return { answer, filter };
  }
}

/** The action of an answer, as a signed number. */
export const actionOf = (answer: number): number => answer & ~0xffff;

/** A child of fork or clone has what its parent has (copy_seccomp). */
export const inheritSeccomp = (parent: Task, child: Task): void => {
  parent.seccomp?.filter?.retain();
  child.seccomp = parent.seccomp;
};

export const releaseSeccomp = (task: Task): void => {
  task.seccomp?.filter?.release();
  task.seccomp = null;
};
