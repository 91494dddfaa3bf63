/**
 * The stack frame of a signal handler on x86-64, byte for byte as Linux lays it out (arch/x86/kernel/signal_64.c,
 * x64_setup_rt_frame), and the way back (rt_sigreturn).
 *
 *     sp → pretcode (the restorer)          8 bytes
 *          ucontext                        304
 *          siginfo                         128
 *          …64-byte aligned: fpstate       512   (FXSAVE; this processor reports no XSAVE)
 */
import { EFAULT } from "../../abi/errors.ts";
import {
  SA_ONSTACK,
  SA_RESTORER,
  SIGINFO_SIZE,
  type SignalSet,
  SS_AUTODISARM,
  SS_DISABLE,
  type sigcontextLayout,
  ucontextLayout,
} from "../../abi/signal.ts";
import { loadFxsave, resetFloat, saveFxsave } from "../../cpu/fxsave.ts";
import { REG } from "../../cpu/layout.ts";
import type { Registers } from "../../cpu/registers.ts";
import type { Task } from "../task.ts";
import type { SignalAction } from "./handlers.ts";
import { encodeSignalInfo, type SignalInfo } from "./siginfo.ts";
import { noAlternateStack } from "./task-signals.ts";

const RED_ZONE = 128;
const FXSAVE_SIZE = 512;
const PRETCODE_SIZE = 8;
const UCONTEXT_SIZE = ucontextLayout.size;
const FRAME_SIZE = PRETCODE_SIZE + UCONTEXT_SIZE + SIGINFO_SIZE;
const UC_SIGCONTEXT_SS = 2n;
const UC_STRICT_RESTORE_SS = 4n;
const USER_CS = 0x33;
const USER_SS = 0x2b;
const FLAG_TF = 0x100;
const FLAG_DF = 0x400;
const FLAG_RF = 0x10000;

/** What the processor said of the fault that this signal is about; zeroes for other signals. */
export interface TrapState {
  readonly errorCode: number;
  readonly vector: number;
  readonly address: bigint;
}

const general = [
  "r8",
  "r9",
  "r10",
  "r11",
  "r12",
  "r13",
  "r14",
  "r15",
  "rdi",
  "rsi",
  "rbp",
  "rbx",
  "rdx",
  "rax",
  "rcx",
  "rsp",
] as const;

/** Writes the frame and points the registers at the handler. Throws EFAULT when the stack cannot hold it. */
export const pushSignalFrame = (task: Task, info: SignalInfo, action: SignalAction): void => {
  const registers = task.registers;
  const { signals, memory } = task;
  if ((action.flags & SA_RESTORER) === 0) throw EFAULT;

  const stackPointer = registers.rsp;
  let sp = stackPointer - RED_ZONE;
  const wasOnAlternate = signals.isOnAlternateStack(stackPointer);
  let entersAlternate = false;
  if ((action.flags & SA_ONSTACK) !== 0 && signals.alternateStack.size > 0 && !wasOnAlternate) {
    sp = signals.alternateStack.sp + signals.alternateStack.size;
    entersAlternate = true;
  }
  const fpstate = Math.floor((sp - FXSAVE_SIZE) / 64) * 64;
  const frame = Math.floor((fpstate - FRAME_SIZE) / 16) * 16 - 8;
  // An overflow of the alternate stack is a fault, not a write below it.
  if ((wasOnAlternate || entersAlternate) && !liesOnStack(task, frame)) throw EFAULT;

  const { alternateStack } = signals;
  const trap = task.trap;
  const values = Object.fromEntries(general.map((name) => [name, registers.big(REG[name])])) as Record<
    (typeof general)[number],
    bigint
  >;
  const fx = new Uint8Array(FXSAVE_SIZE);
  saveFxsave(registers, fx);
  memory.writeBytes(fpstate, fx);
  memory.write(ucontextLayout, frame + PRETCODE_SIZE, {
    flags: UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS,
    link: 0n,
    stack: {
      sp: alternateStack.sp,
      flags: signals.alternateStackFlags(stackPointer),
      size: alternateStack.size,
    },
    mcontext: {
      ...values,
      rip: BigInt(registers.rip),
      eflags: BigInt(registers.rflags),
      cs: USER_CS,
      gs: 0,
      fs: 0,
      ss: USER_SS,
      err: BigInt(trap.errorCode),
      trapno: BigInt(trap.vector),
      oldmask: signals.blocked,
      cr2: trap.address,
      fpstate,
      reserved: [],
    },
    sigmask: signals.takeMaskToSave(),
  });
  memory.writeBytes(frame + PRETCODE_SIZE + UCONTEXT_SIZE, encodeSignalInfo(info));
  memory.writeBytes(frame, pointerBytes(action.restorer));

  if ((alternateStack.flags & SS_AUTODISARM_BIT) !== 0) signals.alternateStack = noAlternateStack;
  registers.set(REG.rdi, info.signo);
  registers.set(REG.rsi, frame + PRETCODE_SIZE + UCONTEXT_SIZE);
  registers.set(REG.rdx, frame + PRETCODE_SIZE);
  registers.set(REG.rax, 0);
  registers.rsp = frame;
  registers.rip = action.handler;
  // fpu__clear_user_states: handlers begin with fresh x87 and SSE registers.
  resetFloat(registers);
  registers.rflags &= ~(FLAG_DF | FLAG_RF | FLAG_TF);
};

/** rt_sigreturn(2): puts back what the frame at rsp − 8 holds. Throws EFAULT when it cannot be read or its MXCSR is wrong. */
export const popSignalFrame = (task: Task): void => {
  const registers = task.registers;
  const frame = registers.rsp - 8;
  const context = task.memory.read(ucontextLayout, frame + PRETCODE_SIZE);
  const { mcontext } = context;
  // A handler ran: there is nothing left for restart_syscall(2) to go on with (restore_sigcontext).
  task.restartCall = null;
  const fx = mcontext.fpstate === 0 ? null : task.memory.readBytes(mcontext.fpstate, FXSAVE_SIZE);
  task.signals.blocked = context.sigmask as SignalSet;
  restoreRegisters(registers, mcontext);
  if (fx === null) resetFloat(registers);
  else if (!loadFxsave(registers, fx)) throw EFAULT;
  const { sp, flags, size } = context.stack;
  const disabled = (flags & SS_DISABLE) !== 0;
  task.signals.alternateStack = disabled
    ? { sp: 0, size: 0, flags: SS_DISABLE }
    : { sp, size, flags: flags & SS_AUTODISARM_BIT };
};

type SigContext = ReturnType<typeof sigcontextLayout.read>;

const restoreRegisters = (registers: Registers, context: SigContext): void => {
  for (const name of general) registers.setBig(REG[name], context[name]);
  registers.rip = Number(context.rip);
  registers.rflags = Number(context.eflags & 0xffff_ffffn);
};

const liesOnStack = (task: Task, address: number): boolean => {
  const { sp, size } = task.signals.alternateStack;
  return address > sp && address - sp <= size;
};

const SS_AUTODISARM_BIT = SS_AUTODISARM | 0;

const pointerBytes = (pointer: number): Uint8Array => {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, BigInt(pointer), true);
  return out;
};
