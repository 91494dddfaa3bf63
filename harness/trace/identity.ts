/** Where numbers in a call are names of things: descriptors and processes, which match by identity, not by value. */

/** What a number names. `address` is any hexadecimal number. */
export type Kind = "descriptor" | "process" | "address" | "volatile" | "plain";

/** Positions of arguments (from 0) that are descriptors. Calls that are not here have one first if they are in `first`. */
const descriptorArguments: Readonly<Record<string, readonly number[]>> = {
  dup2: [0, 1],
  dup3: [0, 1],
  epoll_ctl: [0, 2],
  sendfile: [0, 1],
  splice: [0, 2],
  tee: [0, 1],
  copy_file_range: [0, 2],
  mmap: [4],
  renameat: [0, 2],
  renameat2: [0, 2],
  linkat: [0, 2],
  symlinkat: [1],
  inotify_rm_watch: [0],
  pidfd_send_signal: [0],
  close_range: [0, 1],
};

const descriptorFirst = new Set(
  (
    "read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 close fstat lseek ioctl fcntl flock fsync " +
    "fdatasync ftruncate fallocate fadvise64 getdents getdents64 fchdir fchmod fchown fstatfs dup accept accept4 bind " +
    "connect listen getsockname getpeername setsockopt getsockopt shutdown sendto recvfrom sendmsg recvmsg sendmmsg " +
    "recvmmsg epoll_wait epoll_pwait epoll_pwait2 timerfd_settime timerfd_gettime inotify_add_watch openat openat2 " +
    "mkdirat mknodat unlinkat readlinkat fchmodat fchownat faccessat faccessat2 newfstatat statx utimensat execveat " +
    "signalfd signalfd4 fsetxattr fgetxattr flistxattr fremovexattr syncfs readahead sync_file_range vmsplice setns"
  ).split(" "),
);

const descriptorResults = new Set(
  (
    "open openat openat2 creat dup dup2 dup3 socket accept accept4 epoll_create epoll_create1 eventfd eventfd2 " +
    "timerfd_create signalfd signalfd4 inotify_init inotify_init1 memfd_create pidfd_open userfaultfd"
  ).split(" "),
);

const processArguments: Readonly<Record<string, readonly number[]>> = {
  kill: [0],
  tkill: [0],
  tgkill: [0, 1],
  rt_sigqueueinfo: [0],
  rt_tgsigqueueinfo: [0, 1],
  wait4: [0],
  waitid: [1],
  setpgid: [0, 1],
  getpgid: [0],
  getsid: [0],
  pidfd_open: [0],
  prlimit64: [0],
  sched_getaffinity: [0],
  sched_setaffinity: [0],
  sched_getscheduler: [0],
  sched_setscheduler: [0],
  sched_getparam: [0],
  futex: [2],
};

const processResults = new Set(
  "fork vfork clone clone3 getpid gettid getppid getpgid getpgrp getsid setsid wait4 waitid set_tid_address".split(" "),
);

/** Fields of structs that are the machine's affair, or time's. */
const volatileFields = new Set(
  (
    "st_dev st_ino st_atime st_mtime st_ctime st_atime_nsec st_mtime_nsec st_ctime_nsec st_blocks st_blksize tv_sec " +
    "tv_nsec tv_usec si_uid si_utime si_stime d_ino d_off ru_utime ru_stime sa_restorer sysname nodename release"
  ).split(" "),
);

const fieldKinds: Readonly<Record<string, Kind>> = {
  fd: "descriptor",
  si_pid: "process",
  l_pid: "process",
  parent_tid: "process",
  child_tid: "process",
};

/**
 * What a decimal number is that stands alone as an argument, or in an array of descriptors. The sets of select are told
 * as they were before the call or as they are after it.
 */
export function argumentKind(call: string, index: number, field: string | null): Kind {
  if (field !== null) return volatileFields.has(field) ? "volatile" : (fieldKinds[field] ?? "plain");
  if ((call === "select" || call === "pselect6") && index >= 1 && index <= 4) return "volatile";
  if (processArguments[call]?.includes(index)) return "process";
  const positions = descriptorArguments[call];
  if (positions !== undefined) return positions.includes(index) ? "descriptor" : "plain";
  if ((call === "pipe" || call === "pipe2") && index === 0) return "descriptor";
  if (call === "socketpair" && index === 3) return "descriptor";
  return descriptorFirst.has(call) && index === 0 ? "descriptor" : "plain";
}

/** What a decimal result is. rt_sigreturn shows whatever the interrupted code had in that register. */
export function resultKind(call: string, callArguments: readonly string[]): Kind {
  if (call === "rt_sigreturn") return "volatile";
  if (processResults.has(call)) return "process";
  if (call === "fcntl" && callArguments[1]?.startsWith("F_DUPFD")) return "descriptor";
  return descriptorResults.has(call) ? "descriptor" : "plain";
}

/** Calls that a C library makes without the kernel where there is a vDSO: no difference if one side has them. */
export const vdsoCalls: ReadonlySet<string> = new Set([
  "clock_gettime",
  "gettimeofday",
  "time",
  "clock_getres",
  "getcpu",
]);

/** Calls that do not return, which traces tell or leave out. */
export const lastCalls: ReadonlySet<string> = new Set(["exit", "exit_group"]);
