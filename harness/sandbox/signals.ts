/** Names of signal numbers on x86-64 Linux, signal(7); real-time ones as strace writes them (SIGRT_2 is number 34). */
const names = [
  "SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGKILL SIGUSR1 SIGSEGV SIGUSR2 SIGPIPE SIGALRM SIGTERM",
  "SIGSTKFLT SIGCHLD SIGCONT SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGXCPU SIGXFSZ SIGVTALRM SIGPROF SIGWINCH SIGIO",
  "SIGPWR SIGSYS",
]
  .join(" ")
  .split(" ");

export const signalName = (number: number): string => names[number - 1] ?? `SIGRT_${number - 32}`;

/** 0 for a name that is none. */
export function signalNumber(name: string): number {
  const realTime = /^SIGRT_(\d+)$/.exec(name)?.[1];
  return realTime === undefined ? names.indexOf(name) + 1 : 32 + Number(realTime);
}
