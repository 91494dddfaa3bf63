/** The directories of /proc: its root, plain trees of files, a process, its threads, its descriptors. */
import { EACCES, ENOENT, EPERM, ESRCH } from "../../abi/errors.ts";
import { S_IFDIR, S_IFLNK, S_IFREG } from "../../abi/stat.ts";
import type { OpenFile } from "../../files/open-file.ts";
import type { FsCaller } from "../context.ts";
import type { Inode, ListedEntry } from "../inode.ts";
import { linkText, type Path } from "../mount.ts";
import { nameOf } from "../nsfs.ts";
import { type MagicTarget, type Owner, ProcDirectory, ProcMagicLink, ProcSymlink, ProcText } from "./inodes.ts";
import { isOfProcesses, mayKnow } from "./options.ts";
import type { NumberedSuperblock, ProcSuperblock } from "./procfs.ts";
import type { ProcEntry, ProcFile, ProcLink, ProcSource, ProcTask, ProcTree } from "./source.ts";

const isFile = (entry: ProcEntry): entry is ProcFile => "text" in entry && typeof entry.text === "function";
const isLink = (entry: ProcEntry): entry is ProcLink => "target" in entry && typeof entry.target === "string";

/** Positions of processes in /proc begin here (FIRST_PROCESS_ENTRY), so that d_off names the process. */
const FIRST_PROCESS = 256;

const number = (name: string): number => (/^(0|[1-9][0-9]{0,9})$/.test(name) ? Number(name) : -1);

/** Files as a fixed tree. */
export class TreeDirectory extends ProcDirectory {
  readonly #tree: ProcTree;

  constructor(superblock: NumberedSuperblock, place: string, tree: ProcTree, owner: Owner, permissions = 0o555) {
    super(superblock, place, permissions, owner);
    this.#tree = tree;
    // A directory of sysctls counts one link whatever it holds (proc_sys_make_inode).
    if (place.startsWith("/sys")) this.nlink = 1;
    else this.nlink = 2 + Object.keys(tree).filter((name) => typeIn(tree, name) === S_IFDIR).length;
  }

  override find(caller: FsCaller, name: string): Inode | null {
    return findInTree(caller, this.superblock, this.place, this.#tree, name, this);
  }

  /** A directory in it, for who mounts something there before anybody walks. */
  folder(name: string): TreeDirectory {
    return new TreeDirectory(this.superblock, `${this.place}/${name}`, this.#tree[name] as ProcTree, this, 0o755);
  }

  override entries(): readonly ListedEntry[] {
    return Object.keys(this.#tree).map((name) => this.entry(name, typeIn(this.#tree, name)));
  }
}

const typeIn = (tree: ProcTree, name: string): number => {
  const entry = tree[name] as ProcEntry;
  return isFile(entry) ? S_IFREG : isLink(entry) ? S_IFLNK : S_IFDIR;
};

const findInTree = (
  caller: FsCaller,
  superblock: NumberedSuperblock,
  place: string,
  tree: ProcTree,
  name: string,
  owner: Owner,
): Inode | null => {
  if (!Object.hasOwn(tree, name)) return null;
  const entry = tree[name] as ProcEntry;
  const at = `${place}/${name}`;
  if (isFile(entry)) return new ProcText(superblock, at, entry, entry.owner?.(caller) ?? owner);
  if (isLink(entry)) return new ProcSymlink(superblock, at, owner, () => entry.target);
  return new TreeDirectory(superblock, at, entry, owner, superblock.type === "sysfs" ? 0o755 : 0o555);
};

/** /proc: the machine's files, `self`, `thread-self`, and a directory a process; what its mount options leave of them. */
export class RootDirectory extends ProcDirectory {
  declare readonly superblock: ProcSuperblock;
  readonly #source: ProcSource;

  constructor(superblock: ProcSuperblock, source: ProcSource, owner: Owner) {
    super(superblock, "", 0o555, owner);
    this.#source = source;
  }

  override find(caller: FsCaller, name: string): Inode | null {
    const { superblock } = this;
    switch (name) {
      case "self":
        return new ProcSymlink(superblock, "/self", this, ({ pid }) => String(this.#seen(pid)));
      case "thread-self":
        return new ProcSymlink(
          superblock,
          "/thread-self",
          this,
          ({ pid, tid }) => `${this.#seen(pid)}/task/${this.#seen(tid)}`,
        );
    }
    const { mountOptions } = superblock;
    const file = mountOptions.pidsOnly ? null : this.#findOther(caller, name);
    if (file !== null) return file;
    const pid = number(name);
    const process = pid < 0 ? null : this.#source.process(pid);
    if (process === null || !mayKnow(mountOptions, caller, process, "invisible")) return null;
    return new TaskDirectory(superblock, `/${pid}`, this.#source, process, null);
  }

  #findOther(caller: FsCaller, name: string): Inode | null {
    const { superblock } = this;
    if (name === "mounts") return new ProcSymlink(superblock, "/mounts", this, () => "self/mounts");
    if (name === "net") return new ProcSymlink(superblock, "/net", this, () => "self/net");
    return findInTree(caller, superblock, "", this.#source.files, name, this);
  }

  /** The number of a process here; ENOENT for one of another pid namespace. */
  #seen(id: number): number {
    const shown = this.#source.shown(id);
    if (shown === 0) throw ENOENT;
    return shown;
  }

  override entries(caller: FsCaller): readonly ListedEntry[] {
    const { files, processes } = this.#source;
    const { mountOptions } = this.superblock;
    const known = processes.filter((pid) => {
      const process = mountOptions.hidePid === "off" ? null : this.#source.process(pid);
      return process === null || mayKnow(mountOptions, caller, process, "invisible");
    });
    const all = [
      ...Object.keys(files).map((name) => this.entry(name, typeIn(files, name))),
      this.entry("mounts", S_IFLNK),
      this.entry("net", S_IFLNK),
      this.entry("self", S_IFLNK, FIRST_PROCESS),
      this.entry("thread-self", S_IFLNK, FIRST_PROCESS + 1),
      ...known.map((pid) => this.entry(String(pid), S_IFDIR, FIRST_PROCESS + 2 + pid)),
    ];
    return mountOptions.pidsOnly ? all.filter(isOfProcesses) : all;
  }
}

/** What is in /proc/PID, in Linux's order (tgid_base_stuff), as far as it is there. */
const PROCESS_NAMES =
  "task fd map_files fdinfo ns net environ auxv status personality limits sched autogroup timens_offsets comm syscall " +
  "cmdline stat statm maps numa_maps mem cwd root exe mounts mountinfo mountstats clear_refs smaps smaps_rollup pagemap " +
  "attr wchan stack schedstat cpuset cgroup oom_score oom_adj oom_score_adj loginuid sessionid coredump_filter io " +
  "uid_map gid_map projid_map setgroups timers timerslack_ns";
/** And in /proc/PID/task/TID (tid_base_stuff). */
const THREAD_NAMES =
  "fd fdinfo ns net environ auxv status personality limits sched comm syscall cmdline stat statm maps children " +
  "numa_maps mem cwd root exe mounts mountinfo clear_refs smaps smaps_rollup pagemap attr wchan stack schedstat cpuset " +
  "cgroup oom_score oom_adj oom_score_adj loginuid sessionid io uid_map gid_map projid_map setgroups";
const NAMES_OF_PROCESSES: readonly string[] = PROCESS_NAMES.split(" ");
const NAMES_OF_THREADS: readonly string[] = THREAD_NAMES.split(" ");

const TYPES: Readonly<Record<string, number>> = {
  task: S_IFDIR,
  fd: S_IFDIR,
  fdinfo: S_IFDIR,
  ns: S_IFDIR,
  cwd: S_IFLNK,
  root: S_IFLNK,
  exe: S_IFLNK,
};

/** /proc/PID, and /proc/PID/task/TID when `processId` says whose thread it is. */
export class TaskDirectory extends ProcDirectory {
  declare readonly superblock: ProcSuperblock;
  readonly #source: ProcSource;
  readonly task: ProcTask;
  readonly #processId: number | null;

  constructor(superblock: ProcSuperblock, place: string, source: ProcSource, task: ProcTask, processId: number | null) {
    super(superblock, place, 0o555, task);
    this.#source = source;
    this.task = task;
    this.#processId = processId;
    this.nlink = processId === null ? 9 : 7;
  }

  /** proc_pid_permission. */
  override ownRule(caller: Pick<FsCaller, "credentials">): boolean | null {
    const { mountOptions } = this.superblock;
    if (this.isThread || mountOptions.hidePid === "off") return null;
    if (mayKnow(mountOptions, caller as FsCaller, this.task, "noaccess")) return null;
    throw EPERM;
  }

  get isThread(): boolean {
    return this.#processId !== null;
  }

  override find(caller: FsCaller, name: string): Inode | null {
    const task = this.task;
    // proc_pid_permission: there is no way into the directory of a process that is gone.
    if (!task.exists) throw ESRCH;
    if (!this.#names.includes(name)) return null;
    const at = `${this.place}/${name}`;
    switch (name) {
      case "task":
        return new TasksDirectory(this.superblock, at, this.#source, task);
      case "fd":
        return new DescriptorDirectory(this.superblock, at, task);
      case "fdinfo":
        return new DescriptorInfoDirectory(this.superblock, at, task);
      case "ns":
        return new NamespaceDirectory(this.superblock, at, task);
      case "exe":
        return this.#link(at, () => task.executable);
      case "cwd":
        return this.#link(at, () => task.cwd);
      case "root":
        return this.#link(at, () => task.root);
    }
    return findInTree(caller, this.superblock, this.place, task.files, name, task.dumpOwner);
  }

  override entries(): readonly ListedEntry[] {
    const { files } = this.task;
    if (!this.task.exists) throw ENOENT;
    const there = this.#names.filter((name) => name in TYPES || Object.hasOwn(files, name));
    return there.map((name) => this.entry(name, TYPES[name] ?? typeIn(files, name)));
  }

  get #names(): readonly string[] {
    return this.#processId === null ? NAMES_OF_PROCESSES : NAMES_OF_THREADS;
  }

  #link(place: string, path: () => Path | null): ProcMagicLink {
    return new ProcMagicLink(this.superblock, place, 0o777, this.task.dumpOwner, (caller) => {
      if (!this.task.mayInspect(caller)) throw EACCES;
      const target = path();
      return target === null ? null : { path: target, text: linkText(target, caller.fs.root) };
    });
  }
}

/** /proc/PID/ns. */
class NamespaceDirectory extends ProcDirectory {
  readonly #task: ProcTask;

  constructor(superblock: NumberedSuperblock, place: string, task: ProcTask) {
    super(superblock, place, 0o511, task.dumpOwner);
    this.#task = task;
  }

  override find(_caller: FsCaller, name: string): Inode | null {
    const task = this.#task;
    const namespace = Object.hasOwn(task.namespaces, name) ? task.namespaces[name] : undefined;
    if (namespace === undefined) return null;
    return new ProcMagicLink(this.superblock, `${this.place}/${name}`, 0o777, task.dumpOwner, (caller) => {
      if (!task.mayInspect(caller)) throw EACCES;
      const found = task.exists ? namespace() : null;
      return found === null ? null : { path: caller.fs.vfs.nsfs.pathTo(found), text: nameOf(found) };
    });
  }

  override entries(): readonly ListedEntry[] {
    return Object.keys(this.#task.namespaces).map((name) => this.entry(name, S_IFLNK));
  }
}

/** /proc/PID/task. */
class TasksDirectory extends ProcDirectory {
  declare readonly superblock: ProcSuperblock;
  readonly #source: ProcSource;
  readonly #task: ProcTask;

  constructor(superblock: ProcSuperblock, place: string, source: ProcSource, task: ProcTask) {
    super(superblock, place, 0o555, task);
    this.#source = source;
    this.#task = task;
    this.nlink = 2 + task.threads.length;
  }

  override find(_caller: FsCaller, name: string): Inode | null {
    const tid = number(name);
    const thread = tid < 0 ? null : this.#source.thread(this.#task.id, tid);
    if (thread === null) return null;
    return new TaskDirectory(this.superblock, `${this.place}/${name}`, this.#source, thread, this.#task.id);
  }

  override entries(): readonly ListedEntry[] {
    return this.#task.threads.map((tid) => this.entry(String(tid), S_IFDIR, 2 + tid));
  }
}

/** Permission bits of a descriptor's link: what the open file can do. */
const linkMode = (file: OpenFile): number => (file.isReadable ? 0o500 : 0) | (file.isWritable ? 0o300 : 0);

/** Its size is 64, whatever it says (tid_fd_update_inode). */
class DescriptorLink extends ProcMagicLink {
  override get size(): number {
    return 64;
  }
}

/** /proc/PID/fd. */
class DescriptorDirectory extends ProcDirectory {
  readonly #task: ProcTask;

  constructor(superblock: NumberedSuperblock, place: string, task: ProcTask) {
    super(superblock, place, 0o500, task.dumpOwner);
    this.#task = task;
  }

  override get size(): number {
    return this.#task.descriptors.length;
  }

  override find(_caller: FsCaller, name: string): Inode | null {
    const fd = number(name);
    const found = fd < 0 ? null : this.#task.descriptor(fd);
    if (found === null) return null;
    const at = `${this.place}/${name}`;
    return new DescriptorLink(this.superblock, at, linkMode(found.file), this.#task, (caller) => {
      if (!this.#task.mayInspect(caller)) throw EACCES;
      return this.#target(caller, fd);
    });
  }

  override entries(): readonly ListedEntry[] {
    return this.#task.descriptors.map((fd) => this.entry(String(fd), S_IFLNK, 2 + fd));
  }

  #target(caller: FsCaller, fd: number): MagicTarget | null {
    const file = this.#task.descriptor(fd)?.file;
    if (file === undefined) return null;
    if (file.path !== null && file.path.mount.id !== 0) {
      return { path: file.path, text: linkText(file.path, caller.fs.root) };
    }
    const { anonymous } = caller.fs.vfs;
    const text = file.describe();
    return { path: anonymous.pathTo(file.inode ?? anonymous.shared, text), text };
  }
}

/** /proc/PID/fdinfo. */
class DescriptorInfoDirectory extends ProcDirectory {
  readonly #task: ProcTask;

  constructor(superblock: NumberedSuperblock, place: string, task: ProcTask) {
    super(superblock, place, 0o555, task);
    this.#task = task;
  }

  override find(_caller: FsCaller, name: string): Inode | null {
    const fd = number(name);
    if (fd < 0 || this.#task.descriptor(fd) === null) return null;
    const file: ProcFile = { mode: 0o444, text: (caller) => describeDescriptor(caller, this.#task, fd) };
    return new ProcText(this.superblock, `${this.place}/${name}`, file, this.#task);
  }

  override entries(): readonly ListedEntry[] {
    return this.#task.descriptors.map((fd) => this.entry(String(fd), S_IFREG, 2 + fd));
  }
}

const O_CLOEXEC = 0o2000000;

const describeDescriptor = (caller: FsCaller, task: ProcTask, fd: number): string => {
  const found = task.descriptor(fd);
  if (found === null) return "";
  const { file, closeOnExec } = found;
  const flags = file.flags | (closeOnExec ? O_CLOEXEC : 0);
  const inode = file.inode ?? caller.fs.vfs.anonymous.shared;
  const mount = file.path?.mount.id ?? 0;
  return `pos:\t${file.offset}\nflags:\t0${flags.toString(8)}\nmnt_id:\t${mount}\nino:\t${inode.ino}\n${file.infoText}${file.details(caller)}`;
};
