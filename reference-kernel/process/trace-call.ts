/** The strace-like line of a system call, and the names of calls. */
import { ERESTART_RESTARTBLOCK, ERESTARTNOHAND, ERESTARTNOINTR, ERESTARTSYS, type Errno } from "../abi/errors.ts";
import { syscallNumbers } from "../abi/syscall-numbers.ts";
import type { ArgumentRegisters, SyscallResult } from "./syscall-entry.ts";
import type { Task } from "./task.ts";

/** Arguments kept from the entry of a call, for a trace line that is written at its end. */
class KeptArguments implements ArgumentRegisters {
  readonly #values: readonly bigint[];

  constructor(values: readonly bigint[]) {
    this.#values = values;
  }

  low(index: number): number {
    return Number(this.#values[index]! & 0xffff_ffffn);
  }

  high(index: number): number {
    return Number(this.#values[index]! >> 32n);
  }
}

/** The call was broken off by a signal and may begin anew. */
export const isRestart = (error: Errno): boolean =>
  error === ERESTARTSYS || error === ERESTARTNOINTR || error === ERESTARTNOHAND || error === ERESTART_RESTARTBLOCK;

export const syscallNames: ReadonlyMap<number, string> = new Map(
  Object.entries(syscallNumbers).map(([name, number]) => [number, name]),
);

export const nameOf = (number: number): string => syscallNames.get(number) ?? `syscall_${number}`;

/**
 * A line for the call that the task makes, at its end: with its result or error, or with neither when the task ends in it
 * (as every exit does).
 */
export const traceCall = (task: Task, result: SyscallResult | null, error: Errno | null): void => {
  const { trace, syscalls } = task.system;
  const { call } = task;
  if (trace === null || call === null || call.arguments === null) return;
  const kept = new KeptArguments(call.arguments);
  const entry = syscalls.get(call.number);
  const shown =
    entry?.formatArguments(task, kept, result) ?? call.arguments.map((value) => `0x${value.toString(16)}`).join(", ");
  const answer = formatAnswer(result, error, entry?.answersAddress === true);
  trace(`[pid ${task.tid}] ${nameOf(call.number)}(${shown}) = ${answer}`);
};

const formatAnswer = (result: SyscallResult | null, error: Errno | null, isAddress: boolean): string => {
  if (error !== null) return `${isRestart(error) ? "?" : "-1"} ${error.name} (${error.text})`;
  return result === null ? "?" : formatResult(result, isAddress);
};

/** Addresses in hexadecimal, everything else in decimal. */
const formatResult = (result: SyscallResult, isAddress: boolean): string =>
  isAddress && result !== 0 ? `0x${result.toString(16)}` : String(result);
