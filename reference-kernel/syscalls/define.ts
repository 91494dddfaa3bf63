/**
 * How a system call is described: name, typed argument codecs, handler, and a note where support is partial. The one
 * table made of these rows gives the dispatch, the strace-like trace and the coverage document.
 *
 *     call("dup3", [fd("oldfd"), fd("newfd"), flags("flags", openFlagNames)], (task, oldfd, newfd, flags) => …)
 *
 * A codec decodes one register for the handler (whose parameter types follow from it) and formats it for the trace.
 * A handler answers a number (or bigint) for rax, throws an errno (or answers it, where it comes often), or answers a
 * generator when it may sleep.
 */
import { type SyscallName, syscallNumbers } from "../abi/syscall-numbers.ts";
import { OFTEN, written } from "../abi/written.ts";
import type { Answer, ArgumentRegisters, SyscallEntry, SyscallResult } from "../process/syscall-entry.ts";
import type { Task } from "../process/task.ts";

export type { Answer, ArgumentRegisters, SyscallResult };

export interface ArgumentCodec<T> {
  readonly name: string;
  decode(registers: ArgumentRegisters, index: number, task: Task): T;
  /** As strace shows it. `result` is what the call answered (null on errors): output buffers show what came back. */
  format(value: T, task: Task, result: number | bigint | null): string;
}

export type Handler<A extends readonly ArgumentCodec<unknown>[]> = (
  task: Task,
  ...values: { [K in keyof A]: A[K] extends ArgumentCodec<infer T> ? T : never }
) => Answer;

export interface Syscall extends SyscallEntry {
  readonly args: readonly ArgumentCodec<unknown>[];
  /** What is missing, when support is partial. */
  readonly partial: string | null;
}

export const call = <const A extends readonly ArgumentCodec<unknown>[]>(
  name: SyscallName,
  args: A,
  handler: Handler<A>,
  partial: string | null = null,
): Syscall => {
  const codecs = args as unknown as readonly ArgumentCodec<unknown>[];
  const run = handler as unknown as (task: Task, ...values: unknown[]) => Answer;
  const runPlainly: Syscall["invoke"] = (task, r) =>
    run(task, ...codecs.map((codec, index) => codec.decode(r, index, task)));
  let times = 0;
  const syscall: { -readonly [K in keyof Syscall]: Syscall[K] } = {
    name,
    number: syscallNumbers[name],
    args: codecs,
    invoke: (task, r) => {
      if (++times === OFTEN) syscall.invoke = writeOut(name, codecs, run);
      return runPlainly(task, r);
    },
    formatArguments: (task, registers, result) =>
      codecs.map((codec, index) => codec.format(codec.decode(registers, index, task), task, result)).join(", "),
    partial,
  };
  return syscall;
};

/** The call as a function of its own: decodes each argument and carries it out. */
const writeOut = (name: SyscallName, codecs: readonly ArgumentCodec<unknown>[], run: unknown): Syscall["invoke"] => {
  const values = codecs.map((_, i) => `, c${i}.decode(r, ${i}, task)`).join("");
  const parts = Object.fromEntries(codecs.map((codec, i) => [`c${i}`, codec]));
  return written(`function ${name}(task, r) { return run(task${values}); }`, { run, ...parts });
};

/** Marks a call whose result is an address, for the trace. */
export const answersAddress = (syscall: Syscall): Syscall => Object.assign(syscall, { answersAddress: true });
