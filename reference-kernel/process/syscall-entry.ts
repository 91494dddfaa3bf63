/** A system call as the dispatcher sees it; `syscalls/define.ts` makes them from typed rows. */

import type { Errno } from "../abi/errors.ts";
import type { SyscallName } from "../abi/syscall-numbers.ts";
import type { Blocking } from "../core/thread.ts";
import type { Task } from "./task.ts";

/** The six argument registers as 32-bit halves, valid during decoding only. */
export interface ArgumentRegisters {
  /** Low 32 bits of argument `index` (0…5), unsigned. */
  low(index: number): number;
  /** High 32 bits, unsigned. */
  high(index: number): number;
}

export type SyscallResult = number | bigint;

/**
 * What carrying out a call answers: its result, the generator of a call that sleeps, or an error that is not worth
 * throwing because programs meet it all the time (a throw costs three times what the rest of the call does).
 */
export type Answer = SyscallResult | Errno | Blocking<SyscallResult>;

export interface SyscallEntry {
  readonly name: SyscallName;
  readonly number: number;
  readonly invoke: (task: Task, registers: ArgumentRegisters) => Answer;
  /** What it answers is an address, and shown as one. */
  readonly answersAddress?: boolean;
  /** The arguments as strace shows them; `result` is null on errors. */
  readonly formatArguments: (task: Task, registers: ArgumentRegisters, result: SyscallResult | null) => string;
}
