/**
 * A mutant: the reference kernel with exactly one mistake, made from outside. The kernel's own code has no flags for it.
 * A mistake either wraps a row of the kernel's system-call table, or overrides a method of a class for the length of the
 * run. One file a mutant; `index.ts` lists them. A mistake that needs no code is a row instead (source-mutant.ts).
 */
import type { SyscallName } from "../abi/syscall-numbers.ts";
import { syscallNumbers } from "../abi/syscall-numbers.ts";
import type { Kernel } from "../kernel.ts";
import type { Answer, ArgumentRegisters, SyscallEntry } from "../process/syscall-entry.ts";
import type { Task } from "../process/task.ts";

export interface Mutant {
  /** Kebab case, unique: "epoll-del-null". */
  readonly id: string;
  /** Row of the list of behaviours ("B30"); null for mistakes beyond it. */
  readonly behaviour: string | null;
  /** The mistake, one sentence. */
  readonly mistake: string;
  /** Calls whose contracts are most likely to notice; they run first. */
  readonly calls: readonly SyscallName[];
  /** The kernel's file whose part it gets wrong: "files/pipe.ts". */
  readonly file: string;
  /** Contracts that notice, where they are known: they run before all others. */
  readonly noticedBy?: readonly string[];
  /** Makes the mistake. Answers what undoes it, as far as it reaches beyond this kernel. */
  apply(kernel: Kernel): () => void;
}

/** How a system call is carried out. */
export type Invoke = (task: Task, registers: ArgumentRegisters) => Answer;

/** Replaces a system call of this kernel; `make` gets the right one. */
export const replaceCall = (kernel: Kernel, name: SyscallName, make: (original: Invoke) => Invoke): (() => void) => {
  const number = syscallNumbers[name];
  const entry = kernel.system.syscalls.get(number);
  if (entry === undefined) throw new Error(`a mutant of ${name}, which this kernel does not have`);
  const mutated: SyscallEntry = { ...entry, invoke: make(entry.invoke) };
  kernel.system.syscalls = new Map([...kernel.system.syscalls, [number, mutated]]);
  return () => {};
};

/** Arguments with some of them replaced (signed 32 bits). */
export const withArguments = (
  registers: ArgumentRegisters,
  changed: Readonly<Record<number, number>>,
): ArgumentRegisters => ({
  low: (index) => (changed[index] === undefined ? registers.low(index) : changed[index] >>> 0),
  high: (index) => (changed[index] === undefined ? registers.high(index) : changed[index] < 0 ? 0xffff_ffff : 0),
});

type Method = (...args: never[]) => unknown;
type MethodsOf<T> = { [K in keyof T]: T[K] extends Method ? K : never }[keyof T];

/** Overrides a method of a class until undone; `make` gets the right one, and both are called with the object as `this`. */
export const override = <T extends object, K extends MethodsOf<T>>(
  prototype: T,
  name: K,
  make: (original: T[K]) => (this: T, ...args: Parameters<Extract<T[K], Method>>) => unknown,
): (() => void) => {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  if (descriptor === undefined) throw new Error(`a mutant of a method that is not there: ${String(name)}`);
  Object.defineProperty(prototype, name, { ...descriptor, value: make(descriptor.value as T[K]) });
  return () => Object.defineProperty(prototype, name, descriptor);
};

/** Overrides a getter of a class until undone. */
export const overrideGetter = <T extends object, K extends keyof T>(
  prototype: T,
  name: K,
  make: (original: (object: T) => T[K]) => (object: T) => T[K],
): (() => void) => {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  const get = descriptor?.get;
  if (descriptor === undefined || get === undefined)
    throw new Error(`a mutant of a getter that is not there: ${String(name)}`);
  const mutated = make((object) => get.call(object) as T[K]);
  Object.defineProperty(prototype, name, {
    ...descriptor,
    get(this: T) {
      return mutated(this);
    },
  });
  return () => Object.defineProperty(prototype, name, descriptor);
};

/** Undoes several. */
export const all =
  (...undo: readonly (() => void)[]): (() => void) =>
  () => {
    for (const one of undo) one();
  };
