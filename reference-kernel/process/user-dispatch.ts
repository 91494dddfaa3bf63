/**
 * System calls that come back to their process as SIGSYS (PR_SET_SYSCALL_USER_DISPATCH; kernel/entry/
 * syscall_user_dispatch.c): those made outside of a range of code, while a byte of the program's says so.
 */
import { SIGSEGV, SIGSYS } from "../abi/signal.ts";
import { u8 } from "../abi/struct.ts";
import { forceSignal } from "./signals/deliver.ts";
import { defaultAction } from "./signals/handlers.ts";
import { kernelInfo } from "./signals/siginfo.ts";
import type { Task } from "./task.ts";

export interface UserDispatch {
  /** Calls whose next instruction lies in [start, start + length) are made as ever. */
  readonly start: number;
  readonly length: number;
  /** Calls outside of the range are dispatched (PR_SYS_DISPATCH_EXCLUSIVE_ON) or those within it (INCLUSIVE_ON). */
  readonly isInclusive: boolean;
  /** Address of the byte that says whether calls are dispatched now; 0: they always are. */
  readonly selector: number;
}

const ALLOW = 0;
const BLOCK = 1;
const SYS_USER_DISPATCH = 2;
const AUDIT_ARCH_X86_64 = 0xc000_003e;

/** Whether the call that is being made is not made, but came back as a signal. `number` is the call's. */
export const dispatches = (task: Task, dispatch: UserDispatch, number: number): boolean => {
  const { rip } = task.registers;
  const isWithin = rip >= dispatch.start && rip - dispatch.start < dispatch.length;
  if (isWithin !== dispatch.isInclusive) return false;
  if (dispatch.selector !== 0) {
    const state = readSelector(task, dispatch.selector);
    if (state === ALLOW) return false;
    if (state !== BLOCK) {
      forceDeath(task, state === null ? SIGSEGV : SIGSYS);
      return true;
    }
  }
  const address = BigInt(rip);
  forceSignal(task, {
    kind: "sys",
    signo: SIGSYS,
    code: SYS_USER_DISPATCH,
    address,
    number,
    architecture: AUDIT_ARCH_X86_64,
  });
  return true;
};

const readSelector = (task: Task, address: number): number | null => {
  try {
    return task.memory.read(u8, address);
  } catch {
    return null;
  }
};

/** force_exit_sig: no handler runs. */
const forceDeath = (task: Task, signal: number): void => {
  task.handlers.set(signal, defaultAction);
  forceSignal(task, kernelInfo(signal));
};
