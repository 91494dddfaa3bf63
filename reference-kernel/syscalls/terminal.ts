/** What terminals need a descriptor table or a call of their own for: TIOCGPTPEER (ioctl_tty(2)), vhangup(2). */
import { CAP_SYS_TTY_CONFIG } from "../abi/capabilities.ts";
import { EPERM } from "../abi/errors.ts";
import { O_CLOEXEC } from "../abi/open.ts";
import { hasCapability } from "../core/caller.ts";
import { type MasterFile, openPeer } from "../fs/devpts/devpts.ts";
import { RLIMIT } from "../process/limits.ts";
import type { Task } from "../process/task.ts";
import { hangUp } from "../tty/job-control.ts";
import { call, type Syscall } from "./define.ts";

/** The slave of a master, without going by its name; answers its descriptor. */
export const openPeerOf = (task: Task, master: MasterFile, given: number): number => {
  const limit = task.limit(RLIMIT.NOFILE);
  task.files.lowestFree(limit);
  return task.files.install(openPeer(master, task, given), (given & O_CLOEXEC) !== 0, limit);
};

/** Hangs the own terminal up; a right over the machine itself, which no user namespace gives. */
const vhangup = (task: Task): number => {
  if (!task.fs.vfs.ids.isInitial || !hasCapability(task.credentials, CAP_SYS_TTY_CONFIG)) throw EPERM;
  const { terminal } = task.process;
  if (terminal !== null) hangUp(terminal);
  return 0;
};

export const terminalCalls: readonly Syscall[] = [call("vhangup", [], vhangup)];
