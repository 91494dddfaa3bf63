/** The system call that a task is in, in words: from its registers, which keep the arguments until it comes back. */
import { REG } from "../../cpu/layout.ts";
import type { ArgumentRegisters } from "../syscall-entry.ts";
import type { Task } from "../task.ts";
import { nameOf } from "../trace-call.ts";

const order = [REG.rdi, REG.rsi, REG.rdx, REG.r10, REG.r8, REG.r9] as const;

/** One argument of the call that the task is in, unsigned. */
export const argumentOf = (task: Task, index: number): number => task.registers.number(order[index]!);

/** `read(3, 0x7ffe…, 1)`; "user code" where it is in none. */
export const describeCall = (task: Task): string => {
  const { call, system, registers } = task;
  if (call === null) return "user code";
  const live: ArgumentRegisters = {
    low: (index) => registers.low(order[index]!),
    high: (index) => registers.high(order[index]!),
  };
  const shown = system.syscalls.get(call.number)?.formatArguments(task, live, null) ?? "";
  return `${nameOf(call.number)}(${shown})`;
};
