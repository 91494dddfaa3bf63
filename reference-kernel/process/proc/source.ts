/** What /proc shows of this kernel: procfs asks, the process room answers. */
import { CAP_SYS_ADMIN } from "../../abi/capabilities.ts";
import { EPERM } from "../../abi/errors.ts";
import type { Namespace } from "../../core/namespace.ts";
import { capableIn, NO_ID } from "../../core/user-namespace.ts";
import type { OpenFile } from "../../files/open-file.ts";
import type { FsCaller } from "../../fs/context.ts";
import type { Path } from "../../fs/mount.ts";
import type { ProcSource, ProcTask, ProcTree } from "../../fs/procfs/source.ts";
import { UNMAPPED_ID } from "../../fs/vfs.ts";
import { mayAccess } from "../access.ts";
import type { PidNamespace } from "../namespaces/pid-namespace.ts";
import type { Process } from "../process.ts";
import type { System } from "../system.ts";
import type { Task } from "../task.ts";
import { systemFiles } from "./system-texts.ts";
import { taskFiles } from "./task-files.ts";

/** Root of the machine, whom the guest's user namespace does not know. */
const NOBODY = { uid: UNMAPPED_ID, gid: UNMAPPED_ID };

export class SystemProcSource implements ProcSource {
  readonly files: ProcTree;
  readonly #system: System;
  readonly #pidNs: PidNamespace;

  constructor(system: System, pidNs: PidNamespace) {
    this.#system = system;
    this.#pidNs = pidNs;
    this.files = systemFiles(system);
  }

  /** What a task that mounts /proc will see: its own pid namespace. EPERM without rights over that. */
  static seenBy(system: System, caller: FsCaller | null): SystemProcSource {
    if (caller === null) return new SystemProcSource(system, system.init.pidNs);
    const { pidNs } = (caller as Task).process;
    if (!capableIn(caller.credentials, pidNs.userNs, CAP_SYS_ADMIN)) throw EPERM;
    return new SystemProcSource(system, pidNs);
  }

  shown(id: number): number {
    return this.#system.pids.shown(id, this.#pidNs);
  }

  get processes(): readonly number[] {
    const shown = [...this.#system.pids.processes.keys()].map((id) => this.shown(id));
    return shown.filter((id) => id > 0).sort((a, b) => a - b);
  }

  /** A thread's id names a directory too, though it is not listed. */
  process(shown: number): ProcTask | null {
    const { pids } = this.#system;
    const id = pids.named(shown, this.#pidNs);
    const process = pids.processes.get(id) ?? pids.tasks.get(id)?.process;
    return process === undefined ? null : this.#show(process, pids.tasks.get(id) ?? process.mainTask, id);
  }

  thread(shownProcess: number, shown: number): ProcTask | null {
    const { pids } = this.#system;
    const pid = pids.named(shownProcess, this.#pidNs);
    const tid = pids.named(shown, this.#pidNs);
    const process = pids.processes.get(pid);
    if (process === undefined) return null;
    const task = pids.tasks.get(tid);
    if (task !== undefined && task.process === process) return this.#show(process, task, tid);
    return tid === pid ? this.#show(process, process.mainTask, tid) : null;
  }

  #show(process: Process, task: Task | null, id: number): ProcTask {
    return new ShownTask(this.#system, this.#pidNs, process, task, id);
  }
}

class ShownTask implements ProcTask {
  readonly id: number;
  readonly uid: number;
  readonly gid: number;
  readonly files: ProcTree;
  readonly namespaces: ProcTask["namespaces"];
  readonly #system: System;
  readonly #pidNs: PidNamespace;
  readonly #process: Process;
  readonly #task: Task | null;

  constructor(system: System, pidNs: PidNamespace, process: Process, task: Task | null, id: number) {
    this.#system = system;
    this.#pidNs = pidNs;
    this.id = id;
    this.#process = process;
    this.#task = task;
    this.uid = task?.credentials.euid ?? 0;
    this.gid = task?.credentials.egid ?? 0;
    this.files = taskFiles({ shown: this, process, task, id, pidNs });
    this.namespaces = namespacesOf(process, task);
  }

  mayInspect(caller: FsCaller): boolean {
    return this.#task !== null && mayAccess(caller as Task, this.#task, "file");
  }

  get dumpOwner(): { readonly uid: number; readonly gid: number } {
    if (this.#isGone || this.#task === null) return NOBODY;
    if (this.#process.isDumpable) return this;
    // Root of the user namespace, so that somebody there may still look into it.
    const { userNs } = this.#task.credentials;
    const uid = userNs.uids.toKernel(0);
    const gid = userNs.gids.toKernel(0);
    return uid === NO_ID || gid === NO_ID ? NOBODY : { uid, gid };
  }

  get exists(): boolean {
    const { pids } = this.#system;
    if (pids.processes.get(this.#process.pid) !== this.#process) return false;
    return this.id === this.#process.pid || pids.tasks.get(this.id) === this.#task;
  }

  get threads(): readonly number[] {
    const ids = [...this.#process.tasks].map((task) => task.tid).sort((a, b) => a - b);
    return (ids.length > 0 ? ids : [this.#process.pid]).map((id) => this.#system.pids.shown(id, this.#pidNs));
  }

  get #isGone(): boolean {
    return this.#task === null || this.#task.isExited || this.#process.isZombie;
  }

  get executable(): Path | null {
    return this.#isGone ? null : this.#process.executable;
  }

  get cwd(): Path | null {
    return this.#isGone || this.#task === null ? null : this.#task.fs.cwd;
  }

  get root(): Path | null {
    return this.#isGone || this.#task === null ? null : this.#task.fs.root;
  }

  get descriptors(): readonly number[] {
    return this.#isGone || this.#task === null ? [] : this.#task.files.numbers();
  }

  descriptor(number: number): { readonly file: OpenFile; readonly closeOnExec: boolean } | null {
    if (this.#isGone || this.#task === null || !this.#task.files.has(number)) return null;
    const { files } = this.#task;
    return { file: files.getAny(number), closeOnExec: files.closeOnExec(number) };
  }
}

/** By the names in /proc/PID/ns, in the order in which they are listed. */
const namespacesOf = (process: Process, task: Task | null): ProcTask["namespaces"] => {
  const of = (choose: (one: Task) => Namespace | null) => (): Namespace | null =>
    task === null || task.isExited ? null : choose(task);
  return {
    net: of(({ namespaces }) => namespaces.net),
    uts: of(({ namespaces }) => namespaces.uts),
    ipc: of(({ namespaces }) => namespaces.ipc),
    pid: of(() => process.pidNs),
    // It is no namespace yet that nobody was made in (pidns_for_children_get).
    pid_for_children: of(({ namespaces: { pidForChildren } }) =>
      pidForChildren.reaper === null ? null : pidForChildren,
    ),
    user: of(({ credentials }) => credentials.userNs),
    mnt: of(({ fs }) => fs.mountNs),
    cgroup: of(({ namespaces }) => namespaces.cgroup),
    time: of(({ namespaces }) => namespaces.time),
    time_for_children: of(({ namespaces }) => namespaces.timeForChildren),
  };
};
