/**
 * A task's turn on the processor: it finishes what it does in the kernel, acts on signals, and runs guest instructions
 * until its quantum is used, it sleeps, or it ends.
 */
import { EINTR, ENOSYS, Errno } from "../abi/errors.ts";
import { REG } from "../cpu/layout.ts";
import { REASON } from "../cpu/machine.ts";
import type { Registers } from "../cpu/registers.ts";
import { charge, runExpiredCpuTimers, untilCpuTimer } from "./cpu-time.ts";
import { KernelCrash } from "./explain/kernel-crash.ts";
import { raiseFault } from "./faults.ts";
import { enterTracedCall, leaveTracedCall } from "./ptrace/call-stops.ts";
import { resumeSequences } from "./rseq.ts";
import type { Seccomp } from "./seccomp/filter.ts";
import { type Invoke, screened } from "./seccomp/screen.ts";
import { deliverSignals } from "./signals/deliver.ts";
import type { ArgumentRegisters, SyscallResult } from "./syscall-entry.ts";
import type { Task } from "./task.ts";
import { isRestart, nameOf, syscallNames, traceCall } from "./trace-call.ts";
import { dispatches } from "./user-dispatch.ts";

/** Virtual time of one guest instruction, in nanoseconds. */
export const INSTRUCTION_NS = 1;
/** Virtual time that entering the kernel takes, in nanoseconds, so that a loop of calls that asks for the time ends. */
export const SYSCALL_NS = 250;

/** Thrown to end the run when it has had all the instructions, or written all the output, that it may. */
export class LimitReached extends Error {
  override readonly name = "LimitReached";
  readonly what: "instructions" | "output";

  constructor(what: "instructions" | "output") {
    super();
    this.what = what;
  }
}

const argumentRegisters = [REG.rdi, REG.rsi, REG.rdx, REG.r10, REG.r8, REG.r9] as const;

/** The arguments of the call that is being made, as they are in the machine. */
export class LiveArguments implements ArgumentRegisters {
  readonly #registers: Registers;

  constructor(registers: Registers) {
    this.#registers = registers;
  }

  low(index: number): number {
    return this.#registers.low(argumentRegisters[index]!);
  }

  high(index: number): number {
    return this.#registers.high(argumentRegisters[index]!);
  }
}

export const runSlice = (task: Task): void => {
  takeTurn(task);
  task.system.faults.settle(task);
  if (task.state === "sleeping") {
    task.usage.voluntarySwitches++;
    task.process.usage.voluntarySwitches++;
  }
};

const takeTurn = (task: Task): void => {
  const { system } = task;
  system.memory.physical.account = task.cgroup.memory.payer;
  if (task.afterStop !== null && !finishStop(task)) return;
  if (task.continuation !== null && !resumeCall(task)) return;
  const { machine, clock } = system;
  let left = system.quantum;
  for (;;) {
    if (task.hasPendingSignal() || task.broken !== null) {
      if (!deliverSignals(task)) return;
    }
    if (left <= 0) {
      if (system.scheduler.runnable > 0) {
        task.usage.involuntarySwitches++;
        task.process.usage.involuntarySwitches++;
      }
      system.scheduler.enqueue(task);
      return;
    }
    if (task.rseq !== null && (task.rseq.isNew || system.loaded.task !== task)) {
      resumeSequences(task);
      if (task.hasPendingSignal()) continue;
    }
    const quota = task.cgroup.cpu.left(clock.now);
    if (quota <= 0) {
      clock.arm(task.cgroup.cpu.nextPeriod(clock.now), () => system.scheduler.enqueue(task));
      return;
    }
    load(task);
    system.memory.physical.account = task.cgroup.memory.payer;
    const nearest = Math.min(clock.nextDeadline - clock.now, untilCpuTimer(task.process.cpu, task.cpu));
    const untilTimer = Math.ceil(nearest / INSTRUCTION_NS);
    if (task.tracing !== null) task.tracing.originalCall = -1n;
    const before = machine.instructions;
    const { debug } = task;
    const reason = debug?.isArmed
      ? debug.run(task, () => machine.run(1))
      : machine.run(Math.max(1, Math.min(left, untilTimer, quota, system.maxInstructions - before)));
    const executed = machine.instructions - before;
    left -= executed;
    system.scheduler.idleJumps = 0;
    const user = executed * INSTRUCTION_NS;
    const kernel = reason === REASON.syscall ? SYSCALL_NS : 0;
    charge(task.process.cpu, task.cpu, user, kernel);
    task.cgroup.cpu.charge(user, kernel);
    clock.advance(user + kernel);
    if (machine.instructions >= system.maxInstructions) throw new LimitReached("instructions");
    if (reason === REASON.syscall) {
      if (!enterCall(task)) return;
    } else if (reason === REASON.fault && !raiseFault(task)) left = 0;
    if (clock.nextDeadline <= clock.now) clock.runExpired();
    if (untilCpuTimer(task.process.cpu, task.cpu) <= 0) runExpiredCpuTimers(task.process.cpu, task.cpu);
  }
};

/** Puts the task's registers and memory map into the machine. */
const load = (task: Task): void => {
  const { machine, loaded } = task.system;
  if (loaded.task === task) return;
  if (loaded.task !== null) machine.saveContext(loaded.task.context);
  machine.loadContext(task.context);
  machine.tscFaults = task.tscFaults;
  machine.useSpace(task.space.cached);
  loaded.task = task;
};

/** A tracer let the task go on where it stood still in the kernel. */
const finishStop = (task: Task): boolean => {
  const { afterStop } = task;
  task.afterStop = null;
  load(task);
  return afterStop === null || afterStop();
};

/** A SYSCALL was executed. False when the task cannot run on now: it sleeps, stopped or ended. */
const enterCall = (task: Task): boolean => {
  const { tracing, dispatch } = task;
  if (dispatch !== null && dispatches(task, dispatch, task.system.machine.registers.low(REG.rax))) return true;
  if (tracing !== null) return enterTracedCall(task, tracing, (number) => makeCall(task, number));
  return makeCall(task, task.system.machine.registers.low(REG.rax));
};

const makeCall = (task: Task, number: number, isAllowedByTracer = false): boolean => {
  const { system } = task;
  const { registers } = system.machine;
  task.call = {
    number,
    arguments: system.trace === null ? null : argumentRegisters.map((register) => registers.big(register)),
  };
  try {
    const { seccomp } = task;
    const result = seccomp === null ? invoke(task, number) : screenedCall(task, seccomp, number, isAllowedByTracer);
    if (typeof result !== "object") succeed(task, result);
    else if (result instanceof Errno) fail(task, result);
    else {
      task.continuation = result;
      return resumeCall(task);
    }
  } catch (error) {
    fail(task, error);
  }
  return hasAnswered(task);
};

const screenedCall = (task: Task, seccomp: Seccomp, number: number, isAllowedByTracer: boolean): ReturnType<Invoke> => {
  const again = isAllowedByTracer ? null : (next: number) => makeCall(task, next, true);
  return screened(task, seccomp, number, invokeAllowed, again);
};

/** Whether the task can run on now that its call has its answer. */
const hasAnswered = (task: Task): boolean => {
  if (task.state !== "runnable") return false;
  return task.tracing === null || leaveTracedCall(task);
};

const invoke: Invoke = (task, number) => {
  const { system } = task;
  const entry = system.syscalls.get(number);
  if (entry !== undefined) return entry.invoke(task, system.arguments);
  // A number that Linux does not have either is no gap.
  if (syscallNames.has(number)) system.unsupported.add(nameOf(number));
  return ENOSYS;
};

/** Others may have run while the task waited for leave: the machine has its registers again. */
const invokeAllowed: Invoke = (task, number) => {
  load(task);
  return invoke(task, number);
};

/** Goes on with a call that slept. False when it sleeps on, or the task has ended. */
const resumeCall = (task: Task): boolean => {
  const { continuation } = task;
  if (continuation === null) return true;
  try {
    const step = continuation.next();
    if (!step.done) return false;
    task.continuation = null;
    if (task.isExited) return false;
    succeed(task, step.value);
  } catch (error) {
    task.continuation = null;
    fail(task, error);
  }
  return hasAnswered(task);
};

const succeed = (task: Task, result: SyscallResult): void => {
  if (task.isExited || task.afterStop !== null) return;
  traceCall(task, result, null);
  if (typeof result === "number") task.registers.set(REG.rax, result);
  else task.registers.setBig(REG.rax, BigInt.asUintN(64, result));
  task.call = null;
  task.signals.restoreMask();
};

const fail = (task: Task, error: unknown): void => {
  if (!(error instanceof Errno)) throw error instanceof LimitReached ? error : new KernelCrash(task, error);
  traceCall(task, null, error);
  const number = task.call?.number ?? 0;
  task.call = null;
  if (isRestart(error)) {
    task.breakCall(error, number);
    return;
  }
  task.registers.set(REG.rax, -error.number);
  // EINTR of epoll_pwait: the handler still runs under the temporary mask, which its frame restores.
  if (error !== EINTR || !task.hasPendingSignal()) task.signals.restoreMask();
};
