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
  sigcontextLayout,
  stackLayout,
  ucontextLayout,
} from "../../abi/signal.ts";
import { u16, u32, u64, ulong } from "../../abi/struct.ts";
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

/** Offsets in the frame of the parts of the context, and of the machine's part of it. */
const placed = <Name extends string>(offsets: Readonly<Record<Name, number>>, base: number): Record<Name, number> =>
  Object.fromEntries(Object.entries<number>(offsets).map(([name, offset]) => [name, base + offset])) as Record<
    Name,
    number
  >;
const CONTEXT = placed(ucontextLayout.offsets, PRETCODE_SIZE);
const MACHINE = placed(sigcontextLayout.offsets, CONTEXT.mcontext);
const generalNumbers: readonly number[] = general.map((name) => REG[name]);
const generalPlaces: readonly number[] = general.map((name) => MACHINE[name]);

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
  const { scratch: view, scratchBytes: out } = memory;
  const write = (address: number, start: number, end: number): void => {
    if (memory.copyOut(address, out, start, end - start) < end - start) throw EFAULT;
  };
  out.fill(0, 0, FXSAVE_SIZE);
  saveFxsave(registers, out);
  write(fpstate, 0, FXSAVE_SIZE);
  out.fill(0, 0, FRAME_SIZE);
  ulong.write(view, 0, action.restorer);
  u64.write(view, CONTEXT.flags, UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS);
  ulong.write(view, CONTEXT.stack + stackLayout.offsets.sp, alternateStack.sp);
  u32.write(view, CONTEXT.stack + stackLayout.offsets.flags, signals.alternateStackFlags(stackPointer));
  ulong.write(view, CONTEXT.stack + stackLayout.offsets.size, alternateStack.size);
  for (let i = 0; i < general.length; i++) {
    const at = generalPlaces[i]!;
    view.setUint32(at, registers.low(generalNumbers[i]!), true);
    view.setUint32(at + 4, registers.high(generalNumbers[i]!), true);
  }
  ulong.write(view, MACHINE.rip, registers.rip);
  ulong.write(view, MACHINE.eflags, registers.rflags);
  u16.write(view, MACHINE.cs, USER_CS);
  u16.write(view, MACHINE.ss, USER_SS);
  ulong.write(view, MACHINE.err, trap.errorCode);
  ulong.write(view, MACHINE.trapno, trap.vector);
  u64.write(view, MACHINE.oldmask, signals.blocked);
  u64.write(view, MACHINE.cr2, trap.address);
  ulong.write(view, MACHINE.fpstate, fpstate);
  u64.write(view, CONTEXT.sigmask, signals.takeMaskToSave());
  encodeSignalInfo(info, view, PRETCODE_SIZE + UCONTEXT_SIZE);
  // What is reserved stays as it was on the stack.
  write(frame, 0, MACHINE.reserved);
  write(frame + CONTEXT.sigmask, CONTEXT.sigmask, FRAME_SIZE);

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
  const { scratch: view, scratchBytes: bytes } = task.memory;
  const read = task.memory.copyIn(frame + PRETCODE_SIZE, bytes, PRETCODE_SIZE, UCONTEXT_SIZE);
  if (read < UCONTEXT_SIZE) throw EFAULT;
  // A handler ran: there is nothing left for restart_syscall(2) to go on with (restore_sigcontext).
  task.restartCall = null;
  const fpstate = ulong.read(view, MACHINE.fpstate);
  const fx = fpstate === 0 ? null : task.memory.readBytes(fpstate, FXSAVE_SIZE);
  task.signals.blocked = u64.read(view, CONTEXT.sigmask) as SignalSet;
  restoreRegisters(registers, view);
  if (fx === null) resetFloat(registers);
  else if (!loadFxsave(registers, fx)) throw EFAULT;
  const { sp, flags, size } = stackLayout.read(view, CONTEXT.stack);
  const disabled = (flags & SS_DISABLE) !== 0;
  task.signals.alternateStack = disabled
    ? { sp: 0, size: 0, flags: SS_DISABLE }
    : { sp, size, flags: flags & SS_AUTODISARM_BIT };
};

const restoreRegisters = (registers: Registers, view: DataView): void => {
  for (let i = 0; i < general.length; i++) {
    const at = generalPlaces[i]!;
    registers.setHalves(generalNumbers[i]!, view.getUint32(at, true), view.getUint32(at + 4, true));
  }
  registers.rip = ulong.read(view, MACHINE.rip);
  registers.rflags = u32.read(view, MACHINE.eflags);
};

const liesOnStack = (task: Task, address: number): boolean => {
  const { sp, size } = task.signals.alternateStack;
  return address > sp && address - sp <= size;
};

const SS_AUTODISARM_BIT = SS_AUTODISARM | 0;
