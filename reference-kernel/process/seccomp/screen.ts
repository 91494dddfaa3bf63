/** What secure computing makes of a system call before it is made (__seccomp_filter in kernel/seccomp.c). */
import { ENOSYS, Errno } from "../../abi/errors.ts";
import {
  SECCOMP_DATA_SIZE,
  SECCOMP_MODE_STRICT,
  SECCOMP_RET_ALLOW,
  SECCOMP_RET_ERRNO,
  SECCOMP_RET_KILL_THREAD,
  SECCOMP_RET_LOG,
  SECCOMP_RET_TRACE,
  SECCOMP_RET_TRAP,
  SECCOMP_RET_USER_NOTIF,
} from "../../abi/seccomp.ts";
import { SIGKILL, SIGSYS } from "../../abi/signal.ts";
import { syscallNumbers } from "../../abi/syscall-numbers.ts";
import type { Blocking } from "../../core/thread.ts";
import { REG } from "../../cpu/layout.ts";
import { exitTask } from "../exit.ts";
import { stopForFilter } from "../ptrace/filter-stop.ts";
import { forceSignal } from "../signals/deliver.ts";
import { defaultAction } from "../signals/handlers.ts";
import type { SyscallEntry, SyscallResult } from "../syscall-entry.ts";
import type { Task } from "../task.ts";
import { actionOf, type Seccomp } from "./filter.ts";
import type { Listener } from "./listener.ts";

/** Makes a call, as the table has it. */
export type Invoke = (task: Task, number: number) => ReturnType<SyscallEntry["invoke"]>;

const AUDIT_ARCH_X86_64 = 0xc000_003e;
const SYS_SECCOMP = 1;
const MAX_ERRNO = 4095;
const argumentRegisters = [REG.rdi, REG.rsi, REG.rdx, REG.r10, REG.r8, REG.r9] as const;

/** All that strict mode leaves. */
const strict: ReadonlySet<number> = new Set([
  syscallNumbers.read,
  syscallNumbers.write,
  syscallNumbers.exit,
  syscallNumbers.rt_sigreturn,
]);

/**
 * The call's answer: what `make` answers where it may be made, else what the filter has for it. `again` makes another call
 * in its place after a tracer was asked, and is judged by the filters, too; null when that has happened.
 */
export const screened = (
  task: Task,
  seccomp: Seccomp,
  number: number,
  make: Invoke,
  again: ((number: number) => boolean) | null,
): ReturnType<Invoke> => {
  const { mode, filter } = seccomp;
  if (mode === SECCOMP_MODE_STRICT || filter === null) {
    if (strict.has(number)) return make(task, number);
    exitTask(task, SIGKILL);
    return number;
  }
  const data = callData(task, number);
  const verdict = filter.judge(new DataView(data.buffer));
  const reason = verdict.answer & 0xffff;
  switch (actionOf(verdict.answer)) {
    case SECCOMP_RET_ALLOW:
    case SECCOMP_RET_LOG:
      return make(task, number);
    case SECCOMP_RET_ERRNO:
      return -Math.min(reason, MAX_ERRNO);
    case SECCOMP_RET_TRAP:
      sendSigsys(task, number, reason);
      return number;
    case SECCOMP_RET_TRACE:
      // What the tracer let through is not left to it again.
      if (again === null) return make(task, number);
      return stopForFilter(task, reason, again) ? number : ENOSYS;
    case SECCOMP_RET_USER_NOTIF: {
      const { listener } = verdict.filter;
      if (listener === null) return ENOSYS;
      return asked(task, listener, data, number, make);
    }
    case SECCOMP_RET_KILL_THREAD:
      if (task.process.tasks.size > 1) {
        exitTask(task, SIGSYS);
        return number;
      }
      break;
    default:
    // What Linux does not know is SECCOMP_RET_KILL_PROCESS to it.
  }
  task.handlers.set(SIGSYS, defaultAction);
  sendSigsys(task, number, reason);
  return number;
};

function* asked(
  task: Task,
  listener: Listener,
  data: Uint8Array,
  number: number,
  make: Invoke,
): Blocking<SyscallResult> {
  const answer = yield* listener.ask(task, data);
  if (!answer.continues) return answer.value;
  const result = make(task, number);
  if (result instanceof Errno) throw result;
  return typeof result === "object" ? yield* result : result;
}

/** struct seccomp_data: number, architecture, address behind the SYSCALL, six arguments. */
const callData = (task: Task, number: number): Uint8Array<ArrayBuffer> => {
  const { registers } = task;
  const bytes = new Uint8Array(SECCOMP_DATA_SIZE);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, number, true);
  view.setUint32(4, AUDIT_ARCH_X86_64, true);
  view.setBigUint64(8, BigInt(registers.rip), true);
  argumentRegisters.forEach((register, index) => {
    view.setUint32(16 + index * 8, registers.low(register), true);
    view.setUint32(20 + index * 8, registers.high(register), true);
  });
  return bytes;
};

/** force_sig_seccomp: `reason` is what the filter put beside its action. */
const sendSigsys = (task: Task, number: number, reason: number): void =>
  forceSignal(task, {
    kind: "sys",
    signo: SIGSYS,
    code: SYS_SECCOMP,
    errno: reason,
    address: BigInt(task.registers.rip),
    number,
    architecture: AUDIT_ARCH_X86_64,
  });
