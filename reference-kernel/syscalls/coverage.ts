/** How far this kernel has each system call of the x86-64 table. */
import { type SyscallName, syscallNumbers } from "../abi/syscall-numbers.ts";
import { syscallTable } from "./table.ts";

export interface SystemCallCoverage {
  readonly number: number;
  readonly name: SyscallName;
  /** `as Linux`: Linux has a number and no such call, and answers ENOSYS too. */
  readonly state: "whole" | "partial" | "as Linux" | "unsupported";
  /** What is missing of a partial call, as its row says; null otherwise. */
  readonly note: string | null;
}

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
    const syscall = syscallTable.get(number);
    if (syscall === undefined) return { number, name, state: gone.has(name) ? "as Linux" : "unsupported", note: null };
    return { number, name, state: syscall.partial === null ? "whole" : "partial", note: syscall.partial };
  });
