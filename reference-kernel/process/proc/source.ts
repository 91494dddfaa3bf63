/** What /proc shows of this kernel: procfs asks, the process room answers. */
import { EINVAL, ESRCH } from "../../abi/errors.ts";
import type { OpenFile } from "../../files/open-file.ts";
import type { FsCaller } from "../../fs/context.ts";
import type { Path } from "../../fs/mount.ts";
import type { ProcFile, ProcSource, ProcTask, ProcTree } from "../../fs/procfs/source.ts";
import { UNMAPPED_ID } from "../../fs/vfs.ts";
import { describeMaps } from "../../memory/maps.ts";
import { describeSmaps, describeSmapsRollup } from "../../memory/smaps.ts";
import type { Process } from "../process.ts";
import type { System } from "../system.ts";
import type { Task } from "../task.ts";
import { systemFiles } from "./system-texts.ts";
import { auxvText, limitsText, memoryText, statmText, statText, statusText, stringsText } from "./task-texts.ts";

/** Root of the machine, whom the guest's user namespace does not know. */
const NOBODY = { uid: UNMAPPED_ID, gid: UNMAPPED_ID };

export class SystemProcSource implements ProcSource {
  readonly files: ProcTree;
  readonly #system: System;

  constructor(system: System) {
    this.#system = system;
    this.files = systemFiles(system);
  }

  get processes(): readonly number[] {
    return [...this.#system.pids.processes.keys()].sort((a, b) => a - b);
  }

  /** A thread's id names a directory too, though it is not listed. */
  process(id: number): ProcTask | null {
    const { pids } = this.#system;
    const process = pids.processes.get(id) ?? pids.tasks.get(id)?.process;
    return process === undefined
      ? null
      : new ShownTask(this.#system, process, pids.tasks.get(id) ?? process.mainTask, id);
  }

  thread(pid: number, tid: number): ProcTask | null {
    const { pids } = this.#system;
    const process = pids.processes.get(pid);
    if (process === undefined) return null;
    const task = pids.tasks.get(tid);
    if (task !== undefined && task.process === process) return new ShownTask(this.#system, process, task, tid);
    return tid === pid ? new ShownTask(this.#system, process, process.mainTask, tid) : null;
  }
}

class ShownTask implements ProcTask {
  readonly id: number;
  readonly uid: number;
  readonly gid: number;
  readonly files: ProcTree;
  readonly #system: System;
  readonly #process: Process;
  readonly #task: Task | null;

  constructor(system: System, process: Process, task: Task | null, id: number) {
    this.#system = system;
    this.id = id;
    this.#process = process;
    this.#task = task;
    this.uid = task?.credentials.euid ?? 0;
    this.gid = task?.credentials.egid ?? 0;
    this.files = taskFiles(this, process, task, id);
  }

  get dumpOwner(): { readonly uid: number; readonly gid: number } {
    return this.#isGone || !this.#process.isDumpable ? NOBODY : this;
  }

  get exists(): boolean {
    const { pids } = this.#system;
    if (pids.processes.get(this.#process.pid) !== this.#process) return false;
    return this.id === this.#process.pid || pids.tasks.get(this.id) === this.#task;
  }

  get threads(): readonly number[] {
    const ids = [...this.#process.tasks].map((task) => task.tid).sort((a, b) => a - b);
    return ids.length > 0 ? ids : [this.#process.pid];
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

const ID_MAP = "         0      65534          1\n";

const taskFiles = (shown: ProcTask, process: Process, task: Task | null, id: number): ProcTree => {
  const file = (mode: number, make: () => string): ProcFile => ({
    mode,
    text: () => {
      if (!shown.exists) throw ESRCH;
      return make();
    },
  });
  return {
    environ: file(0o400, () => stringsText(task, "environment")),
    auxv: file(0o400, () => auxvText(task)),
    status: file(0o444, () => statusText(process, task, id)),
    limits: file(0o444, () => limitsText(process)),
    comm: {
      ...file(0o644, () => `${task?.name ?? "init"}\n`),
      write: (caller, text) => rename(process, task, caller, text),
    },
    cmdline: file(0o444, () => stringsText(task, "arguments")),
    stat: file(0o444, () => statText(process, task, id)),
    statm: file(0o444, () => statmText(task)),
    maps: file(0o444, () => memoryText(task, describeMaps)),
    smaps: file(0o444, () => memoryText(task, describeSmaps)),
    smaps_rollup: file(0o444, () => memoryText(task, describeSmapsRollup)),
    cgroup: file(0o444, () => "0::/\n"),
    uid_map: file(0o644, () => ID_MAP),
    gid_map: file(0o644, () => ID_MAP),
    setgroups: file(0o644, () => "deny\n"),
  };
};

/** Writing to comm names a thread, a newline at its end included; only threads of the same process may (comm_write). */
const rename = (process: Process, task: Task | null, caller: FsCaller, text: string): void => {
  if (task === null || caller.pid !== process.pid) throw EINVAL;
  task.name = text.slice(0, 15).split("\0", 1)[0] ?? "";
};
