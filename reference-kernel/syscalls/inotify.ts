/** inotify_init1(2), inotify_add_watch(2), inotify_rm_watch(2). */
import { EACCES, EINVAL, ENOTDIR } from "../abi/errors.ts";
import { AT_FDCWD, O_CLOEXEC, O_NONBLOCK } from "../abi/open.ts";
import { InotifyFile } from "../files/inotify.ts";
import { IN } from "../fs/notify.ts";
import { allows, MAY_READ } from "../fs/permissions.ts";
import type { Task } from "../process/task.ts";
import { fd, flags, int, path } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { install } from "./install.ts";
import { pathAt } from "./paths.ts";

const IN_ONLYDIR = 0x0100_0000;
const IN_DONT_FOLLOW = 0x0200_0000;
const IN_EXCL_UNLINK = 0x0400_0000;
const IN_MASK_CREATE = 0x1000_0000;
const IN_MASK_ADD = 0x2000_0000;
const IN_ONESHOT = 0x8000_0000 | 0;
/** Bits of which a mask must have at least one (ALL_INOTIFY_BITS). */
const KNOWN =
  IN.allEvents |
  IN.unmount |
  IN.overflow |
  IN.ignored |
  IN.isDirectory |
  IN_ONLYDIR |
  IN_DONT_FOLLOW |
  IN_EXCL_UNLINK |
  IN_MASK_CREATE |
  IN_MASK_ADD |
  IN_ONESHOT;

const initFlagNames = [
  [O_CLOEXEC, "IN_CLOEXEC"],
  [O_NONBLOCK, "IN_NONBLOCK"],
] as const;
const maskNames = [
  [IN.allEvents, "IN_ALL_EVENTS"],
  [IN.access, "IN_ACCESS"],
  [IN.modify, "IN_MODIFY"],
  [IN.attrib, "IN_ATTRIB"],
  [IN.closeWrite, "IN_CLOSE_WRITE"],
  [IN.closeNoWrite, "IN_CLOSE_NOWRITE"],
  [IN.open, "IN_OPEN"],
  [IN.movedFrom, "IN_MOVED_FROM"],
  [IN.movedTo, "IN_MOVED_TO"],
  [IN.create, "IN_CREATE"],
  [IN.delete, "IN_DELETE"],
  [IN.deleteSelf, "IN_DELETE_SELF"],
  [IN.moveSelf, "IN_MOVE_SELF"],
  [IN_ONLYDIR, "IN_ONLYDIR"],
  [IN_DONT_FOLLOW, "IN_DONT_FOLLOW"],
  [IN_EXCL_UNLINK, "IN_EXCL_UNLINK"],
  [IN_MASK_CREATE, "IN_MASK_CREATE"],
  [IN_MASK_ADD, "IN_MASK_ADD"],
  [IN_ONESHOT, "IN_ONESHOT"],
] as const;

const init = (task: Task, given: number): number => {
  if ((given & ~(O_CLOEXEC | O_NONBLOCK)) !== 0) throw EINVAL;
  return install(task, new InotifyFile(given), (given & O_CLOEXEC) !== 0);
};

const addWatch = (task: Task, number: number, address: number, mask: number): number => {
  if ((mask & KNOWN) === 0) throw EINVAL;
  const file = task.files.get(number);
  if ((mask & IN_MASK_ADD) !== 0 && (mask & IN_MASK_CREATE) !== 0) throw EINVAL;
  if (!(file instanceof InotifyFile)) throw EINVAL;
  const { inode } = pathAt(task, AT_FDCWD, address, (mask & IN_DONT_FOLLOW) === 0);
  if ((mask & IN_ONLYDIR) !== 0 && !inode.isDirectory) throw ENOTDIR;
  if (!allows(task, inode, MAY_READ)) throw EACCES;
  return file.watch(inode, {
    mask: mask & IN.allEvents,
    excludesUnlinked: (mask & IN_EXCL_UNLINK) !== 0,
    isOneShot: (mask & IN_ONESHOT) !== 0,
    adds: (mask & IN_MASK_ADD) !== 0,
    creates: (mask & IN_MASK_CREATE) !== 0,
  });
};

const removeWatch = (task: Task, number: number, wd: number): number => {
  const file = task.files.get(number);
  if (!(file instanceof InotifyFile)) throw EINVAL;
  file.unwatch(wd);
  return 0;
};

export const inotifyCalls: readonly Syscall[] = [
  call("inotify_init", [], (task) => init(task, 0)),
  call("inotify_init1", [flags("flags", initFlagNames)], init),
  call("inotify_add_watch", [fd(), path(), flags("mask", maskNames)], addWatch),
  call("inotify_rm_watch", [fd(), int("wd")], removeWatch),
];
