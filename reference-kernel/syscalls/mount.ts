/** mount(2), umount2(2), pivot_root(2). */
import { CAP_SYS_ADMIN } from "../abi/capabilities.ts";
import { EINVAL, ENOTDIR, EPERM } from "../abi/errors.ts";
import { AT_FDCWD } from "../abi/open.ts";
import { capableIn } from "../core/user-namespace.ts";
import { bindMount, changePropagation, MS, mountNew, pivotRoot, remount, UMOUNT, unmount } from "../fs/mounting.ts";
import { moveMount } from "../fs/moving.ts";
import { resolve } from "../fs/walk.ts";
import type { Task } from "../process/task.ts";
import { flags, path, pointer } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { pathAt, startOf } from "./paths.ts";

/** Old callers put this into the upper half of the flags. */
const MAGIC = 0xc0ed_0000;
const MAGIC_MASK = 0xffff_0000;
const PROPAGATION = MS.shared | MS.private | MS.slave | MS.unbindable;

/** File systems that a user namespace may mount on Linux, and that are not here. */
const UNSUPPORTED: ReadonlySet<string> = new Set("cgroup overlay fuse binfmt_misc hugetlbfs".split(" "));

const flagNames = [
  [MS.readOnly, "MS_RDONLY"],
  [MS.noSuid, "MS_NOSUID"],
  [MS.noDev, "MS_NODEV"],
  [MS.noExec, "MS_NOEXEC"],
  [MS.noSymFollow, "MS_NOSYMFOLLOW"],
  [MS.remount, "MS_REMOUNT"],
  [MS.noAtime, "MS_NOATIME"],
  [MS.noDirAtime, "MS_NODIRATIME"],
  [MS.bind, "MS_BIND"],
  [MS.move, "MS_MOVE"],
  [MS.recursive, "MS_REC"],
  [MS.private, "MS_PRIVATE"],
  [MS.slave, "MS_SLAVE"],
  [MS.shared, "MS_SHARED"],
  [MS.relatime, "MS_RELATIME"],
  [MS.strictAtime, "MS_STRICTATIME"],
] as const;
const umountFlagNames = [
  [UMOUNT.force, "MNT_FORCE"],
  [UMOUNT.detach, "MNT_DETACH"],
  [UMOUNT.expire, "MNT_EXPIRE"],
  [UMOUNT.noFollow, "UMOUNT_NOFOLLOW"],
] as const;

const text = (task: Task, address: number): string | null =>
  address === 0 ? null : task.memory.readString(address, 4096, EINVAL);

/** CAP_SYS_ADMIN over the mount namespace (may_mount). */
export const mayMount = (task: Task): void => {
  if (!capableIn(task.credentials, task.fs.mountNs.userNs, CAP_SYS_ADMIN)) throw EPERM;
};

const mount = (
  task: Task,
  sourceAt: number,
  targetAt: number,
  typeAt: number,
  given: number,
  dataAt: number,
): number => {
  const type = text(task, typeAt);
  const source = text(task, sourceAt);
  const data = text(task, dataAt) ?? "";
  const at = pathAt(task, AT_FDCWD, targetAt, true);
  mayMount(task);
  const wanted = (given & MAGIC_MASK) >>> 0 === MAGIC ? given & ~MAGIC_MASK : given;
  if ((wanted & MS.remount) !== 0) remount(task, at, wanted, data);
  else if ((wanted & MS.bind) !== 0) {
    if (source === null || source === "") throw EINVAL;
    const from = resolve(task, startOf(task, AT_FDCWD, source), source, true);
    bindMount(task, from, at, (wanted & MS.recursive) !== 0);
  } else if ((wanted & PROPAGATION) !== 0) {
    changePropagation(task, at, wanted);
  } else if ((wanted & MS.move) !== 0) {
    if (source === null || source === "") throw EINVAL;
    moveMount(task, resolve(task, startOf(task, AT_FDCWD, source), source, true), at);
  } else {
    if (type === null) throw EINVAL;
    if (UNSUPPORTED.has(type)) task.system.unsupported.add(`mount(${type})`);
    mountNew(task, at, type, source ?? "none", wanted, data);
  }
  return 0;
};

const umount2 = (task: Task, address: number, given: number): number => {
  if ((given & ~(UMOUNT.force | UMOUNT.detach | UMOUNT.expire | UMOUNT.noFollow)) !== 0) throw EINVAL;
  const at = pathAt(task, AT_FDCWD, address, (given & UMOUNT.noFollow) === 0);
  mayMount(task);
  if ((given & UMOUNT.expire) !== 0 && (given & (UMOUNT.force | UMOUNT.detach)) !== 0) throw EINVAL;
  unmount(task, at, given);
  return 0;
};

const pivot = (task: Task, newAt: number, oldAt: number): number => {
  mayMount(task);
  const next = pathAt(task, AT_FDCWD, newAt, true);
  const putOld = pathAt(task, AT_FDCWD, oldAt, true);
  if (!next.inode.isDirectory || !putOld.inode.isDirectory) throw ENOTDIR;
  pivotRoot(task, next, putOld);
  return 0;
};

export const mountCalls: readonly Syscall[] = [
  call(
    "mount",
    [path("source"), path("target"), path("filesystemtype"), flags("mountflags", flagNames), pointer("data")],
    mount,
    "no file systems but tmpfs, ramfs, proc, sysfs, devpts, mqueue and cgroup2",
  ),
  call("umount2", [path("target"), flags("flags", umountFlagNames)], umount2),
  call("pivot_root", [path("new_root"), path("put_old")], pivot),
];
