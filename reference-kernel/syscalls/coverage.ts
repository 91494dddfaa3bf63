/** How far this kernel has each system call of the x86-64 table. */
import { type SyscallName, syscallNumbers } from "../abi/syscall-numbers.ts";
import { syscallTable } from "./table.ts";

export interface SystemCallCoverage {
  readonly number: number;
  readonly name: SyscallName;
  /** `as Linux`: Linux has a number and no such call, and answers ENOSYS too. */
  readonly state: "whole" | "partial" | "as Linux" | "unsupported";
  /** What is missing of a partial call; null otherwise. */
  readonly note: string | null;
}

/** What is missing of calls that are there; such uses are refused with Linux's error and recorded as unsupported. */
const missing: Partial<Record<SyscallName, string>> = {
  futex: "the priority-inheritance forms are ENOSYS",
  ioctl: "of terminals, sockets, block devices only what contracts and programs were seen to ask for",
  mount: "types: tmpfs, proc, devtmpfs, ramfs and bind mounts; others are ENODEV",
  prctl: "options that need a tracer, seccomp or hardware are EINVAL",
  sched_setattr: "SCHED_DEADLINE is kept and not enforced; SCHED_EXT and utilisation clamps are refused",
  socket: "AF_UNIX, AF_INET, AF_INET6 and AF_NETLINK (route); other families are EAFNOSUPPORT",
};

/** Linux 6.18 has the number, and answers ENOSYS on x86-64. */
const gone: ReadonlySet<SyscallName> = new Set<SyscallName>([
  "uselib",
  "_sysctl",
  "create_module",
  "get_kernel_syms",
  "query_module",
  "nfsservctl",
  "getpmsg",
  "putpmsg",
  "afs_syscall",
  "tuxcall",
  "security",
  "set_thread_area",
  "get_thread_area",
  "lookup_dcookie",
  "epoll_ctl_old",
  "epoll_wait_old",
  "vserver",
]);

/** Every system call, by number. */
export const systemCallCoverage = (): readonly SystemCallCoverage[] =>
  Object.entries(syscallNumbers).map(([key, number]) => {
    const name = key as SyscallName;
    const note = missing[name] ?? null;
    if (syscallTable.has(number)) return { number, name, state: note === null ? "whole" : "partial", note };
    return { number, name, state: gone.has(name) ? "as Linux" : "unsupported", note };
  });
