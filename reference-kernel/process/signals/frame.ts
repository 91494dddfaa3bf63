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
  SS_AUTODISARM,
  SS_DISABLE,
  sigcontextLayout,
  stackLayout,
  ucontextLayout,
} from "../../abi/signal.ts";
import { u64, ulong } from "../../abi/struct.ts";
import { FXSAVE_USED, loadFxsave, resetFloat, saveFxsave } from "../../cpu/fxsave.ts";
import { REG } from "../../cpu/layout.ts";
import type { Registers } from "../../cpu/registers.ts";
import { WRITE } from "../../memory/mmu.ts";
import type { UserMemory } from "../../memory/user-memory.ts";
import type { Task } from "../task.ts";
import type { SignalAction } from "./handlers.ts";
import { encodeSignalInfo, type SignalInfo } from "./siginfo.ts";
import { noAlternateStack } from "./task-signals.ts";

const RED_ZONE = 128;
const FXSAVE_SIZE = 512;
const PRETCODE_SIZE = 8;
const UCONTEXT_SIZE = ucontextLayout.size;
const FRAME_SIZE = PRETCODE_SIZE + UCONTEXT_SIZE + SIGINFO_SIZE;
const UC_SIGCONTEXT_SS = 2;
const UC_STRICT_RESTORE_SS = 4;
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
const STACK = placed(stackLayout.offsets, CONTEXT.stack);
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
  writeFloatState(memory, registers, fpstate);
  const place = memory.place(frame, FRAME_SIZE, WRITE);
  const view = place < 0 ? memory.scratch : memory.physical.view;
  const at = Math.max(place, 0);
  putContext(task, view, at, action.restorer, fpstate);
  // What is reserved stays as it was on the stack.
  const info0 = at + PRETCODE_SIZE + UCONTEXT_SIZE;
  for (let i = 0; i < SIGINFO_SIZE; i += 4) view.setUint32(info0 + i, 0, true);
  encodeSignalInfo(info, view, info0);
  if (place < 0) {
    writeScratch(memory, frame, 0, MACHINE.reserved);
    writeScratch(memory, frame + CONTEXT.sigmask, CONTEXT.sigmask, FRAME_SIZE);
  }

  if ((alternateStack.flags & SS_AUTODISARM_BIT) !== 0) signals.alternateStack = noAlternateStack;
  registers.set(REG.rdi, info.signo);
  registers.set(REG.rsi, frame + PRETCODE_SIZE + UCONTEXT_SIZE);
  registers.set(REG.rdx, frame + PRETCODE_SIZE);
  registers.set(REG.rax, 0);
  registers.rsp = frame;
  registers.rip = action.handler;
  // fpu__clear_user_states: handlers begin with fresh x87 and SSE registers.
  resetFloat(registers.raw.u32);
  registers.rflags &= ~(FLAG_DF | FLAG_RF | FLAG_TF);
};

/** The part of the frame up to the siginfo, at offset `at` of `view`. */
const putContext = (task: Task, view: DataView, at: number, restorer: number, fpstate: number): void => {
  const { registers, signals, trap } = task;
  const { alternateStack } = signals;
  ulong.write(view, at, restorer);
  view.setUint32(at + CONTEXT.flags, UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS, true);
  view.setUint32(at + CONTEXT.flags + 4, 0, true);
  ulong.write(view, at + CONTEXT.link, 0);
  ulong.write(view, at + STACK.sp, alternateStack.sp);
  ulong.write(view, at + STACK.flags, signals.alternateStackFlags(registers.rsp) >>> 0);
  ulong.write(view, at + STACK.size, alternateStack.size);
  for (let i = 0; i < general.length; i++) {
    const place = at + generalPlaces[i]!;
    view.setUint32(place, registers.low(generalNumbers[i]!), true);
    view.setUint32(place + 4, registers.high(generalNumbers[i]!), true);
  }
  ulong.write(view, at + MACHINE.rip, registers.rip);
  ulong.write(view, at + MACHINE.eflags, registers.rflags);
  view.setUint32(at + MACHINE.cs, USER_CS, true);
  view.setUint32(at + MACHINE.fs, USER_SS << 16, true);
  ulong.write(view, at + MACHINE.err, trap.errorCode);
  ulong.write(view, at + MACHINE.trapno, trap.vector);
  u64.write(view, at + MACHINE.oldmask, signals.blocked);
  u64.write(view, at + MACHINE.cr2, trap.address);
  ulong.write(view, at + MACHINE.fpstate, fpstate);
  u64.write(view, at + CONTEXT.sigmask, signals.takeMaskToSave());
};

/** The FXSAVE image, straight into the guest's page where it lies in one. */
const writeFloatState = (memory: UserMemory, registers: Registers, fpstate: number): void => {
  const place = memory.place(fpstate, FXSAVE_SIZE, WRITE);
  const words = place < 0 ? memory.scratchWords : memory.physical.u32;
  const at = Math.max(place, 0) >> 2;
  saveFxsave(registers.raw.u32, words, at);
  words.fill(0, at + (FXSAVE_USED >> 2), at + (FXSAVE_SIZE >> 2));
  if (place < 0) writeScratch(memory, fpstate, 0, FXSAVE_SIZE);
};

/** Bytes [start, end) of the scratch go to `address`. */
const writeScratch = (memory: UserMemory, address: number, start: number, end: number): void => {
  if (memory.copyOut(address, memory.scratchBytes, start, end - start) < end - start) throw EFAULT;
};

/** rt_sigreturn(2): puts back what the frame at rsp − 8 holds. Throws EFAULT when it cannot be read or its MXCSR is wrong. */
export const popSignalFrame = (task: Task): void => {
  const { registers, memory, signals } = task;
  const place = memory.fetch(registers.rsp, UCONTEXT_SIZE);
  const view = place < 0 ? memory.scratch : memory.physical.view;
  // Offsets in the frame count from its pretcode.
  const at = Math.max(place, 0) - PRETCODE_SIZE;
  // A handler ran: there is nothing left for restart_syscall(2) to go on with (restore_sigcontext).
  task.restartCall = null;
  const fpstate = ulong.read(view, at + MACHINE.fpstate);
  const blocked = u64.read(view, at + CONTEXT.sigmask);
  const { sp, flags, size } = stackLayout.read(view, at + CONTEXT.stack);
  restoreRegisters(registers, view, at);
  signals.blocked = blocked;
  // It may need the scratch, too, and comes last on Linux as well.
  readFloatState(memory, registers, fpstate);
  const disabled = (flags & SS_DISABLE) !== 0;
  signals.alternateStack = disabled
    ? { sp: 0, size: 0, flags: SS_DISABLE }
    : { sp, size, flags: flags & SS_AUTODISARM_BIT };
};

const readFloatState = (memory: UserMemory, registers: Registers, fpstate: number): void => {
  const { u32 } = registers.raw;
  if (fpstate === 0) {
    resetFloat(u32);
    return;
  }
  const place = memory.fetch(fpstate, FXSAVE_SIZE);
  const words = place < 0 ? memory.scratchWords : memory.physical.u32;
  if (!loadFxsave(u32, words, Math.max(place, 0) >> 2)) throw EFAULT;
};

const restoreRegisters = (registers: Registers, view: DataView, frame: number): void => {
  for (let i = 0; i < general.length; i++) {
    const at = frame + generalPlaces[i]!;
    registers.setHalves(generalNumbers[i]!, view.getUint32(at, true), view.getUint32(at + 4, true));
  }
  registers.rip = ulong.read(view, frame + MACHINE.rip);
  registers.rflags = view.getUint32(frame + MACHINE.eflags, true);
};

const liesOnStack = (task: Task, address: number): boolean => {
  const { sp, size } = task.signals.alternateStack;
  return address > sp && address - sp <= size;
};

const SS_AUTODISARM_BIT = SS_AUTODISARM | 0;
