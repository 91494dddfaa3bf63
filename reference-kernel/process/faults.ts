/** Exceptions of the processor as signals (arch/x86/kernel/traps.c, arch/x86/mm/fault.c). */
import {
  BUS_ADRALN,
  BUS_ADRERR,
  FPE_FLTDIV,
  FPE_FLTINV,
  FPE_FLTOVF,
  FPE_FLTRES,
  FPE_FLTUND,
  FPE_INTDIV,
  ILL_ILLOPN,
  SEGV_ACCERR,
  SEGV_MAPERR,
  SI_KERNEL,
  SIGBUS,
  SIGFPE,
  SIGILL,
  SIGKILL,
  SIGSEGV,
  SIGTRAP,
  TRAP_TRACE,
} from "../abi/signal.ts";
import { FPU_CONTROL, FPU_STATUS, MXCSR } from "../cpu/layout.ts";
import { PAGE_FAULT, VECTOR } from "../cpu/machine.ts";
import { EXECUTE, READ, WRITE } from "../memory/mmu.ts";
import { isPresent } from "../memory/residency.ts";
import { TASK_SIZE } from "../memory/user-memory.ts";
import { killForMemory } from "./oom.ts";
import { forceSignal } from "./signals/deliver.ts";
import { kernelInfo, type SignalInfo } from "./signals/siginfo.ts";
import type { Task } from "./task.ts";

/**
 * Turns the machine's last fault into a signal that cannot be ignored. False when the task is to try again later: there
 * was no memory, and somebody else dies for it.
 */
export const raiseFault = (task: Task): boolean => {
  const { machine } = task.system;
  const { vector, address } = machine;
  const errorCode = vector === VECTOR.pageFault ? pageFaultCode(task, machine.errorCode, address) : machine.errorCode;
  task.trap = { vector, errorCode, address: vector === VECTOR.pageFault ? machine.exactAddress : task.trap.address };
  const signal = signalOf(task, vector, errorCode, address);
  if (signal === null) return false;
  forceSignal(task, signal);
  return true;
};

/** What is allowed but was never touched, or allows nothing at all, is not present to the processor. */
const pageFaultCode = (task: Task, errorCode: number, address: number): number => {
  if (address >= TASK_SIZE) return errorCode;
  return isPresent(task.space, address) ? errorCode | PAGE_FAULT.present : errorCode & ~PAGE_FAULT.present;
};

const fault = (signo: number, code: number, address: number | bigint): SignalInfo => ({
  kind: "fault",
  signo,
  code,
  address: BigInt(address),
});

const signalOf = (task: Task, vector: number, errorCode: number, address: number): SignalInfo | null => {
  const { rip } = task.registers;
  switch (vector) {
    case VECTOR.pageFault:
      return pageFault(task, errorCode, address);
    case VECTOR.divideError:
      return fault(SIGFPE, FPE_INTDIV, rip);
    case VECTOR.debug:
      return fault(SIGTRAP, TRAP_TRACE, rip);
    case VECTOR.breakpoint:
      return kernelInfo(SIGTRAP);
    case VECTOR.invalidOpcode:
      return fault(SIGILL, ILL_ILLOPN, rip);
    case VECTOR.stackFault:
      return kernelInfo(SIGBUS);
    case VECTOR.alignmentCheck:
      return fault(SIGBUS, BUS_ADRALN, 0);
    case VECTOR.x87:
      return fault(SIGFPE, x87Code(task), rip);
    case VECTOR.simd:
      return fault(SIGFPE, simdCode(task), rip);
    default:
      return { kind: "fault", signo: SIGSEGV, code: SI_KERNEL, address: 0n };
  }
};

const pageFault = (task: Task, errorCode: number, address: number): SignalInfo | null => {
  const access = (errorCode & PAGE_FAULT.write) !== 0 ? WRITE : (errorCode & PAGE_FAULT.fetch) !== 0 ? EXECUTE : READ;
  const cause = task.space.describeFault(address, access);
  // No memory for the page: somebody of the control group dies, or the task that asked.
  if (cause === "no-memory") return killForMemory(task) ? null : kernelInfo(SIGKILL);
  // As a number the address is rounded where no user memory is; the handler sees it exactly.
  const { exactAddress } = task.system.machine;
  if (cause === "beyond-file") return fault(SIGBUS, BUS_ADRERR, exactAddress);
  return fault(SIGSEGV, cause === "protected" ? SEGV_ACCERR : SEGV_MAPERR, exactAddress);
};

/** fpu__exception_code: the first unmasked exception, in the order that Linux looks at them. */
const exceptionCode = (raised: number): number => {
  if ((raised & 0x01) !== 0) return FPE_FLTINV;
  if ((raised & 0x04) !== 0) return FPE_FLTDIV;
  if ((raised & 0x08) !== 0) return FPE_FLTOVF;
  if ((raised & 0x12) !== 0) return FPE_FLTUND;
  if ((raised & 0x20) !== 0) return FPE_FLTRES;
  return 0;
};

const x87Code = (task: Task): number => {
  const state = task.registers.bytes();
  return exceptionCode(state[FPU_STATUS]! & ~state[FPU_CONTROL]!);
};

const simdCode = (task: Task): number => {
  const state = task.registers.bytes();
  const mxcsr = state[MXCSR]! | (state[MXCSR + 1]! << 8);
  return exceptionCode(mxcsr & ~(mxcsr >> 7) & 0x3f);
};
