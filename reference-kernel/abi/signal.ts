/** Signals on x86-64: numbers, flags, codes and the layouts that user space sees (signal(7), sigaction(2)). */
import { array, i32, struct, u16, u32, u64, ulong } from "./struct.ts";

export const SIGHUP = 1;
export const SIGINT = 2;
export const SIGQUIT = 3;
export const SIGILL = 4;
export const SIGTRAP = 5;
export const SIGABRT = 6;
export const SIGBUS = 7;
export const SIGFPE = 8;
export const SIGKILL = 9;
export const SIGUSR1 = 10;
export const SIGSEGV = 11;
export const SIGUSR2 = 12;
export const SIGPIPE = 13;
export const SIGALRM = 14;
export const SIGTERM = 15;
export const SIGSTKFLT = 16;
export const SIGCHLD = 17;
export const SIGCONT = 18;
export const SIGSTOP = 19;
export const SIGTSTP = 20;
export const SIGTTIN = 21;
export const SIGTTOU = 22;
export const SIGURG = 23;
export const SIGXCPU = 24;
export const SIGXFSZ = 25;
export const SIGVTALRM = 26;
export const SIGPROF = 27;
export const SIGWINCH = 28;
export const SIGIO = 29;
export const SIGPWR = 30;
export const SIGSYS = 31;
/** First real-time signal as the kernel counts. */
export const SIGRTMIN = 32;
export const NSIG = 64;

const names =
  "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS".split(
    " ",
  );

/** "SIGSEGV"; real-time signals as strace names them ("SIGRT_2", "SIGRTMIN"). */
export const signalName = (signal: number): string => {
  const name = names[signal - 1];
  if (name !== undefined) return `SIG${name}`;
  return signal === SIGRTMIN
    ? "SIGRTMIN"
    : signal <= NSIG && signal > 0
      ? `SIGRT_${signal - SIGRTMIN}`
      : String(signal);
};

export const SIG_DFL = 0;
export const SIG_IGN = 1;

export const SA_NOCLDSTOP = 0x1;
export const SA_NOCLDWAIT = 0x2;
export const SA_SIGINFO = 0x4;
export const SA_EXPOSE_TAGBITS = 0x800;
export const SA_UNSUPPORTED = 0x400;
export const SA_RESTORER = 0x0400_0000;
export const SA_ONSTACK = 0x0800_0000;
export const SA_RESTART = 0x1000_0000;
export const SA_NODEFER = 0x4000_0000;
export const SA_RESETHAND = 0x8000_0000;
/** Flags that the kernel keeps; others are cleared (UAPI_SA_FLAGS). */
export const SA_KNOWN =
  SA_NOCLDSTOP |
  SA_NOCLDWAIT |
  SA_SIGINFO |
  SA_RESTORER |
  SA_ONSTACK |
  SA_RESTART |
  SA_NODEFER |
  SA_RESETHAND |
  SA_EXPOSE_TAGBITS;

export const SIG_BLOCK = 0;
export const SIG_UNBLOCK = 1;
export const SIG_SETMASK = 2;

export const SS_ONSTACK = 1;
export const SS_DISABLE = 2;
export const SS_AUTODISARM = 0x8000_0000;
export const MINSIGSTKSZ = 2048;

export const SI_USER = 0;
export const SI_KERNEL = 0x80;
export const SI_QUEUE = -1;
export const SI_TIMER = -2;
export const SI_MESGQ = -3;
export const SI_ASYNCIO = -4;
export const SI_SIGIO = -5;
export const SI_TKILL = -6;

export const ILL_ILLOPN = 2;
export const FPE_INTDIV = 1;
export const FPE_INTOVF = 2;
export const FPE_FLTDIV = 3;
export const FPE_FLTOVF = 4;
export const FPE_FLTUND = 5;
export const FPE_FLTRES = 6;
export const FPE_FLTINV = 7;
export const SEGV_MAPERR = 1;
export const SEGV_ACCERR = 2;
export const BUS_ADRALN = 1;
export const BUS_ADRERR = 2;
export const TRAP_BRKPT = 1;
export const TRAP_TRACE = 2;
export const TRAP_HWBKPT = 4;
export const CLD_EXITED = 1;
export const CLD_KILLED = 2;
export const CLD_DUMPED = 3;
export const CLD_TRAPPED = 4;
export const CLD_STOPPED = 5;
export const CLD_CONTINUED = 6;
export const POLL_IN = 1;
export const POLL_OUT = 2;
export const POLL_MSG = 3;
export const POLL_ERR = 4;
export const POLL_PRI = 5;
export const POLL_HUP = 6;

/** A set of signals; signal n is bit n − 1. */
export type SignalSet = bigint;
const BITS: readonly SignalSet[] = Array.from({ length: 65 }, (_, signal) =>
  signal === 0 ? 0n : 1n << BigInt(signal - 1),
);
export const bit = (signal: number): SignalSet => BITS[signal] ?? 1n << BigInt(signal - 1);
export const setOf = (...signals: number[]): SignalSet => signals.reduce((set, signal) => set | bit(signal), 0n);

/** The kernel's struct sigaction (struct kernel_sigaction of the libcs). */
export const sigactionLayout = struct({ handler: ulong, flags: u64, restorer: ulong, mask: u64 });
export const stackLayout = struct({ sp: ulong, flags: u32, size: ulong });

/** struct sigcontext of x86-64 (arch/x86/include/uapi/asm/sigcontext.h). */
export const sigcontextLayout = struct({
  r8: u64,
  r9: u64,
  r10: u64,
  r11: u64,
  r12: u64,
  r13: u64,
  r14: u64,
  r15: u64,
  rdi: u64,
  rsi: u64,
  rbp: u64,
  rbx: u64,
  rdx: u64,
  rax: u64,
  rcx: u64,
  rsp: u64,
  rip: u64,
  eflags: u64,
  cs: u16,
  gs: u16,
  fs: u16,
  ss: u16,
  err: u64,
  trapno: u64,
  oldmask: u64,
  cr2: u64,
  fpstate: ulong,
  reserved: array(u64, 8),
});

export const ucontextLayout = struct({
  flags: u64,
  link: u64,
  stack: stackLayout,
  mcontext: sigcontextLayout,
  sigmask: u64,
});

export const SIGINFO_SIZE = 128;
/** The fields of siginfo_t by the member of its union; offsets from its start. */
export const siginfoHead = struct({ signo: i32, errno: i32, code: i32 });
export const siginfoKill = struct({ ...siginfoHead.fields, pad: i32, pid: i32, uid: u32 });
export const siginfoTimer = struct({ ...siginfoHead.fields, pad: i32, timerid: i32, overrun: i32, value: u64 });
export const siginfoRt = struct({ ...siginfoHead.fields, pad: i32, pid: i32, uid: u32, value: u64 });
export const siginfoChild = struct({
  ...siginfoHead.fields,
  pad: i32,
  pid: i32,
  uid: u32,
  status: i32,
  utime: u64,
  stime: u64,
});
export const siginfoFault = struct({ ...siginfoHead.fields, pad: i32, address: u64 });
export const siginfoSys = struct({ ...siginfoHead.fields, pad: i32, address: u64, number: i32, architecture: u32 });
export const siginfoPoll = struct({ ...siginfoHead.fields, pad: i32, band: u64, fd: i32 });
