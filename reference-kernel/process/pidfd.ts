/**
 * A descriptor that stands for a process, or for one thread (pidfd_open(2); kernel/pid.c, fs/pidfs.c). It polls readable
 * once that has ended, and hung up once it was waited for. It is not read or written.
 */
import { ESRCH } from "../abi/errors.ts";
import { POLLHUP, POLLIN, POLLRDNORM } from "../abi/poll.ts";
import type { Caller } from "../core/caller.ts";
import type { WaitQueue } from "../core/wait-queue.ts";
import { OpenFile } from "../files/open-file.ts";
import type { PidNamespace } from "./namespaces/pid-namespace.ts";
import type { Process } from "./process.ts";
import type { Task } from "./task.ts";

export class PidFile extends OpenFile {
  readonly process: Process;
  /** The thread that it names; null when it names the process. */
  readonly thread: Task | null;

  constructor(process: Process, thread: Task | null, flags: number) {
    super(flags);
    this.process = process;
    this.thread = thread;
  }

  override describe(): string {
    return "anon_inode:[pidfd]";
  }

  /** −1 once it was waited for; 0 where the reader cannot see it (pidfd_show_fdinfo). */
  override details(caller: Caller): string {
    const { process } = this;
    const number = this.thread?.tid ?? process.pid;
    const { pids } = (caller as Task).system;
    if (process.isReaped) return "Pid:\t-1\nNSpid:\t-1\n";
    const shown: number[] = [];
    const own = (caller as Task).process.pidNs;
    if (process.pidNs.isWithin(own)) {
      for (let at: PidNamespace | null = process.pidNs; at !== null; at = at === own ? null : at.parent) {
        shown.unshift(pids.shown(number, at));
      }
    }
    return `Pid:\t${shown[0] ?? 0}\nNSpid:\t${shown.length === 0 ? 0 : shown.join("\t")}\n`;
  }

  override get waitQueues(): readonly WaitQueue[] {
    return [this.process.exitEvents];
  }

  override poll(): number {
    if (this.process.isReaped) return POLLIN | POLLRDNORM | POLLHUP;
    const hasEnded = this.process.isZombie || this.thread?.isExited === true;
    return hasEnded ? POLLIN | POLLRDNORM : 0;
  }

  /** The process, as long as it has not been waited for: ESRCH. */
  get living(): Process {
    if (this.process.isReaped) throw ESRCH;
    return this.process;
  }
}
