/** ptrace(2): one row that finds the tracee and passes the request on (kernel/ptrace.c, arch/x86/kernel/ptrace.c). */
import { EINVAL, EIO, EPERM, ESRCH } from "../abi/errors.ts";
import { PTRACE, PTRACE_O_MASK, PTRACE_O_SUSPEND_SECCOMP } from "../abi/ptrace.ts";
import { NSIG, SIGKILL } from "../abi/signal.ts";
import { u64 } from "../abi/struct.ts";
import { UserMemory } from "../memory/user-memory.ts";
import { attach, detach, interrupt, listen, traceMe } from "../process/ptrace/link.ts";
import { disableStep, enableStep, endStop } from "../process/ptrace/stops.ts";
import type { RunMode, Tracee } from "../process/ptrace/tracee.ts";
import { sendToProcess } from "../process/signals/send.ts";
import { killInfo } from "../process/signals/siginfo.ts";
import type { Task } from "../process/task.ts";
import { long64, oneOf, pid, pointer } from "./arguments.ts";
import { call } from "./define.ts";
import { callRequests } from "./ptrace-calls.ts";
import { registerRequests } from "./ptrace-registers.ts";
import type { PtraceRequest } from "./ptrace-request.ts";
import { signalRequests } from "./ptrace-signals.ts";

/** The tracee's memory whatever its rights: pages that may not be written become its own (FOLL_FORCE). */
const forced = ({ space }: Task): UserMemory =>
  new UserMemory({ translate: (page, access) => space.translateForced(page, access) }, space.physical);

const peek: PtraceRequest = (task, { task: target }, address, data) => {
  const word = new Uint8Array(8);
  if (forced(target).copyIn(address, word, 0, 8) < 8) throw EIO;
  task.memory.writeBytes(Number(data), word);
  return 0;
};

const poke: PtraceRequest = (_task, { task: target }, address, data) => {
  const word = new Uint8Array(8);
  u64.write(new DataView(word.buffer), 0, data);
  if (forced(target).copyOut(address, word, 0, 8) < 8) throw EIO;
  return 0;
};

const signalOf = (data: bigint): number => {
  if (data > BigInt(NSIG)) throw EIO;
  return Number(data);
};

const resume =
  (mode: RunMode, isStepping: boolean): PtraceRequest =>
  (_task, tracee, _address, data) => {
    const signal = signalOf(data);
    tracee.mode = mode;
    endStop(tracee, signal);
    if (isStepping) enableStep(tracee.task, tracee);
    else disableStep(tracee.task, tracee);
    return 0;
  };

/** EINVAL for options that do not exist; EPERM for those that want rights over the machine. */
const checkOptions = (options: bigint): number => {
  if ((options & ~BigInt(PTRACE_O_MASK)) !== 0n) throw EINVAL;
  if ((options & BigInt(PTRACE_O_SUSPEND_SECCOMP)) !== 0n) throw EPERM;
  return Number(options);
};

const setOptions: PtraceRequest = (_task, tracee, _address, data) => {
  tracee.options = checkOptions(data);
  return 0;
};

const missing =
  (name: string): PtraceRequest =>
  (task) => {
    task.system.unsupported.add(`ptrace(${name})`);
    throw EIO;
  };

const requests: Readonly<Record<number, PtraceRequest>> = {
  ...registerRequests,
  ...signalRequests,
  ...callRequests,
  [PTRACE.PEEKTEXT]: peek,
  [PTRACE.PEEKDATA]: peek,
  [PTRACE.POKETEXT]: poke,
  [PTRACE.POKEDATA]: poke,
  [PTRACE.CONT]: resume("continue", false),
  [PTRACE.SYSCALL]: resume("call", false),
  [PTRACE.SINGLESTEP]: resume("continue", true),
  [PTRACE.SYSEMU]: resume("emulate", false),
  [PTRACE.SYSEMU_SINGLESTEP]: resume("emulate", true),
  [PTRACE.SETOPTIONS]: setOptions,
  [PTRACE.OLDSETOPTIONS]: setOptions,
  [PTRACE.GETEVENTMSG]: (task, tracee, _address, data) => {
    task.memory.write(u64, Number(data), tracee.message);
    return 0;
  },
  [PTRACE.DETACH]: (_task, tracee, _address, data) => {
    detach(tracee, signalOf(data));
    return 0;
  },
  [PTRACE.LISTEN]: (_task, tracee) => {
    listen(tracee);
    return 0;
  },
  [PTRACE.SINGLEBLOCK]: missing("PTRACE_SINGLEBLOCK"),
  [PTRACE.SET_SYSCALL_USER_DISPATCH_CONFIG]: missing("PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG"),
};

const seize = (task: Task, target: Task, address: number, data: bigint): number => {
  if (address !== 0 || (data & ~BigInt(PTRACE_O_MASK)) !== 0n) throw EIO;
  attach(task, target, true, checkOptions(data));
  return 0;
};

/** The caller's tracee; it must stand still, but for requests that take it as it is. ESRCH otherwise (ptrace_check_attach). */
const traceeOf = (task: Task, target: Task, request: number): Tracee => {
  const { tracing } = target;
  if (tracing === null || tracing.tracer !== task) throw ESRCH;
  const isAnyState = request === PTRACE.KILL || request === PTRACE.INTERRUPT;
  if (!isAnyState && !tracing.isStopped) throw ESRCH;
  return tracing;
};

const ptrace = (task: Task, request: number, id: number, address: number, data: bigint): number => {
  if (request === PTRACE.TRACEME) {
    traceMe(task);
    return 0;
  }
  const target = task.system.pids.tasks.get(id);
  if (target === undefined || id <= 0) throw ESRCH;
  const value = BigInt.asUintN(64, data);
  if (request === PTRACE.SEIZE) return seize(task, target, address, value);
  if (request === PTRACE.ATTACH) {
    attach(task, target, false, 0);
    return 0;
  }
  const tracee = traceeOf(task, target, request);
  if (request === PTRACE.KILL) {
    sendToProcess(target.process, killInfo(SIGKILL, task.pid, task.credentials.uid));
    return 0;
  }
  if (request === PTRACE.INTERRUPT) {
    interrupt(tracee);
    return 0;
  }
  const handler = requests[request];
  if (handler === undefined) throw EIO;
  return handler(task, tracee, address, value);
};

const requestNames = Object.fromEntries(Object.entries(PTRACE).map(([name, number]) => [number, `PTRACE_${name}`]));

export const ptraceCalls = [
  call(
    "ptrace",
    [oneOf("request", requestNames), pid(), pointer("addr"), long64("data")],
    ptrace,
    "without PTRACE_SINGLEBLOCK, PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG; debug registers see changes of memory, not reads or writes of what stood there",
  ),
];
