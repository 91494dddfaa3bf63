/** The files of /proc/PID that are texts: which there are, who may read them, what writing does (fs/proc/base.c). */
import { EACCES, EINVAL, EPERM, ESRCH } from "../../abi/errors.ts";
import type { Credentials } from "../../core/caller.ts";
import type { FsCaller } from "../../fs/context.ts";
import type { Path } from "../../fs/mount.ts";
import { mountInfoText, mountStatsText, mountsText } from "../../fs/procfs/mounts.ts";
import type { ProcFile, ProcTask, ProcTree } from "../../fs/procfs/source.ts";
import type { Vfs } from "../../fs/vfs.ts";
import { describeMaps } from "../../memory/maps.ts";
import { describeSmaps, describeSmapsRollup } from "../../memory/smaps.ts";
import { cgroupText } from "../cgroups.ts";
import type { PidNamespace } from "../namespaces/pid-namespace.ts";
import type { Process } from "../process.ts";
import type { Task } from "../task.ts";
import {
  checkSetgroupsOpen,
  idMapText,
  timeOffsetsText,
  writeIdMap,
  writeSetgroups,
  writeTimeOffsets,
} from "./id-maps.ts";
import { MemoryFile, PagemapFile } from "./memory-files.ts";
import { netFiles } from "./net-texts.ts";
import { accountingText, schedstatText, schedText, syscallText, timersText } from "./task-activity.ts";
import {
  oomAdjText,
  oomScoreText,
  writeCoredumpFilter,
  writeOomAdj,
  writeOomScoreAdj,
  writeTimerSlack,
} from "./task-settings.ts";
import {
  auxvText,
  limitsText,
  memoryText,
  type Seen,
  statmText,
  statText,
  statusText,
  stringsText,
} from "./task-texts.ts";

export interface Subject {
  readonly shown: ProcTask;
  readonly process: Process;
  /** Null for what has no thread: init, and the reaped. */
  readonly task: Task | null;
  /** As the kernel counts. */
  readonly id: number;
  /** The pid namespace whose /proc it is. */
  readonly pidNs: PidNamespace;
}

const O_ACCMODE = 3;

/** Ids as they stand in a text: processes in the namespace of the /proc, owners in that of whoever opened it. */
const seenBy = ({ process, task, pidNs }: Subject, { userNs }: Credentials): Seen => {
  const pids = task?.system.pids;
  const shown = (id: number): number => pids?.shown(id, pidNs) ?? id;
  return {
    pid: shown,
    everywhere: (id) => {
      const numbers: number[] = [];
      for (let at: PidNamespace | null = process.pidNs; at !== null; at = at.parent) {
        numbers.unshift(pids?.shown(id, at) ?? id);
        if (at === pidNs) break;
      }
      return numbers.join("\t");
    },
    uid: (id) => userNs.uids.show(id),
    gid: (id) => userNs.gids.show(id),
  };
};

/** A text that is there as long as the process is. */
const file = ({ shown }: Subject, mode: number, make: (caller: FsCaller, opener: Credentials) => string): ProcFile => ({
  mode,
  refusal: EINVAL,
  text: (caller, opener) => {
    if (!shown.exists) throw ESRCH;
    return make(caller, opener);
  },
});

/** Only for those who may look into the process, when they open it (mm_access) … */
const guarded = (subject: Subject, made: ProcFile): ProcFile => ({
  ...made,
  checkOpen: (caller) => {
    // Whoever has no memory any more has nothing to hide.
    if (subject.task?.isExited === false && !subject.shown.mayInspect(caller)) throw EACCES;
  },
});

/** … or whenever they read it. */
const secret = (subject: Subject, mode: number, make: (task: Task) => string, refusal = EPERM): ProcFile =>
  file(subject, mode, (caller) => {
    if (subject.task === null || subject.task.isExited) throw ESRCH;
    if (!subject.shown.mayInspect(caller)) throw refusal;
    return make(subject.task);
  });

export const taskFiles = (subject: Subject): ProcTree => {
  const { process, task, id } = subject;
  const of = (mode: number, make: (caller: FsCaller, opener: Credentials) => string): ProcFile =>
    file(subject, mode, make);
  const whole = id === process.pid;
  return {
    environ: guarded(
      subject,
      of(0o400, () => stringsText(task, "environment")),
    ),
    auxv: guarded(
      subject,
      of(0o400, () => auxvText(task)),
    ),
    status: of(0o444, (_, opener) => statusText(process, task, id, seenBy(subject, opener))),
    personality: secret(subject, 0o400, (one) => `${(one.personality >>> 0).toString(16).padStart(8, "0")}\n`),
    limits: of(0o444, () => limitsText(process)),
    sched: of(0o644, (_, opener) => {
      if (task === null) throw ESRCH;
      return schedText(task, seenBy(subject, opener).pid(id));
    }),
    projid_map: of(0o644, () => ""),
    comm: {
      ...of(0o644, () => `${task?.name ?? "init"}\n`),
      write: (caller, text) => rename(process, task, caller, text),
    },
    syscall: secret(subject, 0o400, syscallText),
    cmdline: of(0o444, () => stringsText(task, "arguments")),
    stat: of(0o444, (caller, opener) =>
      statText(process, task, id, seenBy(subject, opener), subject.shown.mayInspect(caller)),
    ),
    statm: of(0o444, () => statmText(task)),
    maps: guarded(
      subject,
      of(0o444, () => memoryText(task, describeMaps)),
    ),
    smaps: guarded(
      subject,
      of(0o444, () => memoryText(task, describeSmaps)),
    ),
    smaps_rollup: guarded(
      subject,
      of(0o444, () => memoryText(task, describeSmapsRollup)),
    ),
    mem: memoryFile(subject, 0o600, MemoryFile),
    pagemap: memoryFile(subject, 0o400, PagemapFile),
    children: of(0o444, () => childrenText(subject)),
    wchan: of(0o444, () => "0"),
    // Only for root of the machine, whom no guest has.
    stack: of(0o400, () => {
      throw EACCES;
    }),
    schedstat: of(0o444, () => schedstatText(process, task)),
    cpuset: of(0o444, () => "/\n"),
    cgroup: of(0o444, (caller) =>
      task === null ? "0::/\n" : cgroupText(task, (caller as Task).namespaces.cgroup.root),
    ),
    oom_score: of(0o444, () => oomScoreText(process, task)),
    oom_adj: {
      ...of(0o644, () => oomAdjText(process)),
      write: (_, text) => writeOomAdj(process, text),
    },
    oom_score_adj: {
      ...of(0o644, () => `${process.oomScoreAdjustment}\n`),
      write: (_, text) => writeOomScoreAdj(process, text),
    },
    // Nobody logged in.
    loginuid: of(0o644, () => "4294967295"),
    sessionid: of(0o444, () => "4294967295"),
    io: secret(subject, 0o400, () => accountingText(process), EACCES),
    ...(whole ? processFiles(subject) : {}),
    ...mountFiles(subject),
    net: netFiles(() => task?.namespaces.net.network ?? null),
    ...identityFiles(subject),
  };
};

/** A file of its addresses, for who might trace it (proc_mem_open). */
const memoryFile = (subject: Subject, mode: number, Kind: typeof MemoryFile | typeof PagemapFile): ProcFile => ({
  ...file(subject, mode, () => ""),
  open: (caller, flags, path) => {
    const { task, shown } = subject;
    if (task === null || task.isExited) throw ESRCH;
    if (!shown.mayInspect(caller)) throw EACCES;
    return new Kind(path, flags, task);
  },
});

/** Those that threads do not have. */
const processFiles = (subject: Subject): ProcTree => {
  const { process, task } = subject;
  return {
    timens_offsets: {
      ...file(subject, 0o644, () => (task === null ? "" : timeOffsetsText(task.namespaces.timeForChildren))),
      write: (_, text, opened) => {
        if (task === null) throw ESRCH;
        writeTimeOffsets(task.namespaces.timeForChildren, text, opened, Math.floor(task.clock.now / 1e9));
        // Who is in there has other clocks than the vDSO knows of.
        task.system.vdso.tellTime(false);
      },
    },
    timers: file(subject, 0o444, (_, opener) => timersText(process, seenBy(subject, opener).pid)),
    mountstats: mountFile(subject, 0o400, mountStatsText),
    coredump_filter: {
      ...file(subject, 0o644, () => `${process.coredumpFilter.toString(16).padStart(8, "0")}\n`),
      write: (_, text) => writeCoredumpFilter(process, text),
    },
    timerslack_ns: {
      ...file(subject, 0o666, () => `${task?.timerSlack ?? 0}\n`),
      write: (_, text) => {
        if (task === null) throw ESRCH;
        writeTimerSlack(task, text);
      },
    },
  };
};

/** Whoever is gone has no mounts: those cannot be opened (mounts_open_common). */
const mountFile = (subject: Subject, mode: number, make: (vfs: Vfs, root: Path) => string): ProcFile => ({
  ...file(subject, mode, ({ fs }) => make(fs.vfs, subject.shown.root ?? fs.root)),
  checkOpen: () => {
    if (subject.task === null || subject.task.isExited) throw EINVAL;
  },
});

const mountFiles = (subject: Subject): ProcTree => ({
  mounts: mountFile(subject, 0o444, mountsText),
  mountinfo: mountFile(subject, 0o444, mountInfoText),
});

const identityFiles = (subject: Subject): ProcTree => {
  const { task } = subject;
  const namespace = () => {
    if (task === null) throw ESRCH;
    return task.credentials.userNs;
  };
  const map = (kind: "uids" | "gids"): ProcFile => ({
    ...file(subject, 0o644, (_, opener) => idMapText(namespace(), kind, opener)),
    write: (caller, text, opened) => writeIdMap(caller, namespace(), kind, text, opened),
  });
  return {
    uid_map: map("uids"),
    gid_map: map("gids"),
    setgroups: {
      ...file(subject, 0o644, () => (namespace().setgroupsAllowed ? "allow\n" : "deny\n")),
      checkOpen: (caller, flags) => {
        if ((flags & O_ACCMODE) !== 0) checkSetgroupsOpen(caller, namespace());
      },
      write: (_, text, opened) => writeSetgroups(namespace(), text, opened),
    },
  };
};

/** Children of this thread's making; here all of a process's hang on its main thread. */
const childrenText = ({ process, task, pidNs }: Subject): string => {
  if (task === null || task !== process.mainTask) return "";
  return [...process.children].map(({ pid }) => `${task.system.pids.shown(pid, pidNs)} `).join("");
};

/** Writing to comm names a thread, a newline at its end included; only threads of the same process may (comm_write). */
const rename = (process: Process, task: Task | null, caller: FsCaller, text: string): void => {
  if (task === null || caller.pid !== process.pid) throw EINVAL;
  task.name = text.slice(0, 15).split("\0", 1)[0] ?? "";
};
