/** Numbers and layouts of ptrace(2) on x86-64 (linux/ptrace.h, asm/ptrace-abi.h, sys/user.h). */
import { i32, struct, u32, u64 } from "./struct.ts";

export const PTRACE = {
  TRACEME: 0,
  PEEKTEXT: 1,
  PEEKDATA: 2,
  PEEKUSER: 3,
  POKETEXT: 4,
  POKEDATA: 5,
  POKEUSER: 6,
  CONT: 7,
  KILL: 8,
  SINGLESTEP: 9,
  GETREGS: 12,
  SETREGS: 13,
  GETFPREGS: 14,
  SETFPREGS: 15,
  ATTACH: 16,
  DETACH: 17,
  OLDSETOPTIONS: 21,
  SYSCALL: 24,
  ARCH_PRCTL: 30,
  SYSEMU: 31,
  SYSEMU_SINGLESTEP: 32,
  SINGLEBLOCK: 33,
  SETOPTIONS: 0x4200,
  GETEVENTMSG: 0x4201,
  GETSIGINFO: 0x4202,
  SETSIGINFO: 0x4203,
  GETREGSET: 0x4204,
  SETREGSET: 0x4205,
  SEIZE: 0x4206,
  INTERRUPT: 0x4207,
  LISTEN: 0x4208,
  PEEKSIGINFO: 0x4209,
  GETSIGMASK: 0x420a,
  SETSIGMASK: 0x420b,
  SECCOMP_GET_FILTER: 0x420c,
  SECCOMP_GET_METADATA: 0x420d,
  GET_SYSCALL_INFO: 0x420e,
  GET_RSEQ_CONFIGURATION: 0x420f,
  SET_SYSCALL_USER_DISPATCH_CONFIG: 0x4210,
  GET_SYSCALL_USER_DISPATCH_CONFIG: 0x4211,
  SET_SYSCALL_INFO: 0x4212,
} as const;

export const PTRACE_EVENT = { FORK: 1, VFORK: 2, CLONE: 3, EXEC: 4, VFORK_DONE: 5, EXIT: 6, SECCOMP: 7, STOP: 128 };

export const PTRACE_O_TRACESYSGOOD = 1;
/** Every PTRACE_O_TRACE* is bit number PTRACE_EVENT_*. */
export const PTRACE_O_EXITKILL = 0x10_0000;
export const PTRACE_O_SUSPEND_SECCOMP = 0x20_0000;
export const PTRACE_O_MASK = 0xff | PTRACE_O_EXITKILL | PTRACE_O_SUSPEND_SECCOMP;

export const PTRACE_EVENTMSG_SYSCALL_ENTRY = 1n;
export const PTRACE_EVENTMSG_SYSCALL_EXIT = 2n;

export const PTRACE_PEEKSIGINFO_SHARED = 1;

export const PTRACE_SYSCALL_INFO = { NONE: 0, ENTRY: 1, EXIT: 2, SECCOMP: 3 };
/** struct ptrace_syscall_info; how far it is filled depends on its kind. */
export const SYSCALL_INFO_SIZE = { none: 24, entry: 80, exit: 33, seccomp: 84, whole: 88 };

/** Register sets of GETREGSET (elf.h). */
export const NT_PRSTATUS = 1;
export const NT_PRFPREG = 2;
export const NT_X86_XSTATE = 0x202;

/** struct user_regs_struct: 64 bits each. */
export const userRegisters = [
  "r15",
  "r14",
  "r13",
  "r12",
  "rbp",
  "rbx",
  "r11",
  "r10",
  "r9",
  "r8",
  "rax",
  "rcx",
  "rdx",
  "rsi",
  "rdi",
  "orig_rax",
  "rip",
  "cs",
  "eflags",
  "rsp",
  "ss",
  "fs_base",
  "gs_base",
  "ds",
  "es",
  "fs",
  "gs",
] as const;
export type UserRegister = (typeof userRegisters)[number];
export const USER_REGISTERS_SIZE = userRegisters.length * 8;

/** struct user: the registers, then what is kept for core dumps and reads as 0, and the debug registers. */
export const USER_SIZE = 928;
export const USER_DEBUG_REGISTERS = 848;
export const USER_DEBUG_REGISTERS_END = 912;

export const peekSiginfoArgs = struct({ off: u64, flags: u32, nr: i32 });
export const rseqConfiguration = struct({ pointer: u64, size: u32, signature: u32, flags: u32, pad: u32 });
