/** fanotify_init(2), fanotify_mark(2). */
import { CAP_SYS_ADMIN } from "../abi/capabilities.ts";
import { EACCES, EINVAL, ENOTDIR, EPERM } from "../abi/errors.ts";
import { AT_FDCWD, O_NONBLOCK } from "../abi/open.ts";
import { capableOverall } from "../core/user-namespace.ts";
import { DIRENT_EVENTS, FanotifyFile, ON_CHILD, REPORT } from "../files/fanotify.ts";
import { IN } from "../fs/notify.ts";
import { allows, MAY_READ } from "../fs/permissions.ts";
import type { Task } from "../process/task.ts";
import { dirfd, fd, flags, hexUint, long64, path } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { install } from "./install.ts";
import { pathAt, pathOf } from "./paths.ts";

/** FAN_* of groups. */
const GROUP = { cloexec: 1, nonBlock: 2, identifies: REPORT.file | REPORT.directory | REPORT.name | REPORT.target };
/** Classes that decide, reports of threads, pidfds and error codes, audit, no bounds: for the machine's administrator. */
const ADMIN_FLAGS = 0x21fc;
const KNOWN_GROUP = GROUP.cloexec | GROUP.nonBlock | GROUP.identifies | ADMIN_FLAGS | 0x4000;

const MARK = {
  add: 1,
  remove: 2,
  dontFollow: 4,
  onlyDirectories: 8,
  mount: 0x10,
  ignored: 0x20,
  survives: 0x40,
  flush: 0x80,
  fileSystem: 0x100,
  evictable: 0x200,
  ignore: 0x400,
} as const;
const KNOWN_MARK = 0x7ff;
const MARK_TYPES = MARK.mount | MARK.fileSystem;
/** FAN_OPEN_EXEC. */
const OPEN_EXEC = 0x1000;
const EVENTS = (IN.allEvents & ~0x1000) | OPEN_EXEC | DIRENT_EVENTS;
const KNOWN_EVENTS = EVENTS | ON_CHILD | IN.isDirectory;

const init = (task: Task, given: number, eventFlags: number): number => {
  const isAdministrator = capableOverall(task.credentials, CAP_SYS_ADMIN);
  const identifies = (given & GROUP.identifies) !== 0;
  if (!isAdministrator && ((given & ADMIN_FLAGS) !== 0 || !identifies)) throw EPERM;
  if ((given & ~KNOWN_GROUP) !== 0 || (eventFlags & 3) === 3) throw EINVAL;
  const report = given & GROUP.identifies;
  if ((report & REPORT.name) !== 0 && (report & REPORT.directory) === 0) throw EINVAL;
  const whole = REPORT.file | REPORT.directory | REPORT.name;
  if ((report & REPORT.target) !== 0 && (report & whole) !== whole) throw EINVAL;
  if (!identifies || (given & (ADMIN_FLAGS & ~0x30)) !== 0) {
    task.system.unsupported.add("fanotify_init(groups with descriptors or permission events)");
    throw EINVAL;
  }
  const file = new FanotifyFile(report, (given & GROUP.nonBlock) !== 0 ? O_NONBLOCK : 0);
  return install(task, file, (given & GROUP.cloexec) !== 0);
};

/** What a mark may say (do_fanotify_mark), before its file is looked for. */
const checkMark = (given: number, events: bigint): void => {
  if (events >> 32n !== 0n || (given & ~KNOWN_MARK) !== 0) throw EINVAL;
  const order = given & (MARK.add | MARK.remove | MARK.flush);
  if (order !== MARK.add && order !== MARK.remove && order !== MARK.flush) throw EINVAL;
  if (order === MARK.flush && (given & ~(MARK_TYPES | MARK.flush)) !== 0) throw EINVAL;
  if (order !== MARK.flush && events === 0n) throw EINVAL;
  if ((Number(events) & ~KNOWN_EVENTS) !== 0) throw EINVAL;
};

const mark = (
  task: Task,
  number: number,
  given: number,
  events: bigint,
  directory: number,
  address: number,
): number => {
  checkMark(given, events);
  const group = task.files.get(number);
  if (!(group instanceof FanotifyFile)) throw EINVAL;
  if ((Number(events) & (OPEN_EXEC | IN.rename)) !== 0) {
    task.system.unsupported.add("fanotify_mark(FAN_OPEN_EXEC, FAN_RENAME)");
    throw EINVAL;
  }
  if ((given & MARK_TYPES) !== 0) {
    task.system.unsupported.add("fanotify_mark(mounts and file systems)");
    throw EINVAL;
  }
  if ((given & MARK.flush) !== 0) {
    group.flushMarks();
    return 0;
  }
  const isOpen = address === 0 && directory !== AT_FDCWD;
  const follow = (given & MARK.dontFollow) === 0;
  const { inode } = isOpen
    ? pathOf(task, task.files.getAny(directory))
    : address === 0
      ? task.fs.cwd
      : pathAt(task, directory, address, follow);
  if ((given & MARK.onlyDirectories) !== 0 && !inode.isDirectory) throw ENOTDIR;
  if (!allows(task, inode, MAY_READ)) throw EACCES;
  const ignores = (given & (MARK.ignored | MARK.ignore)) !== 0;
  const wanted = Number(events) | 0;
  if ((given & MARK.remove) !== 0) group.unmark(inode, wanted, ignores);
  else group.mark(inode, wanted, ignores, (given & MARK.survives) !== 0);
  return 0;
};

export const fanotifyCalls: readonly Syscall[] = [
  call(
    "fanotify_init",
    [hexUint("flags"), hexUint("event_f_flags")],
    init,
    "only groups that identify files by handles (FAN_REPORT_FID and the like)",
  ),
  call(
    "fanotify_mark",
    [
      fd("fanotify_fd"),
      flags("flags", [
        [MARK.add, "FAN_MARK_ADD"],
        [MARK.remove, "FAN_MARK_REMOVE"],
        [MARK.flush, "FAN_MARK_FLUSH"],
        [MARK.onlyDirectories, "FAN_MARK_ONLYDIR"],
        [MARK.dontFollow, "FAN_MARK_DONT_FOLLOW"],
        [MARK.ignored, "FAN_MARK_IGNORED_MASK"],
        [MARK.mount, "FAN_MARK_MOUNT"],
        [MARK.fileSystem, "FAN_MARK_FILESYSTEM"],
      ]),
      long64("mask"),
      dirfd("dirfd"),
      path(),
    ],
    mark,
    "no marks of mounts and file systems, no FAN_OPEN_EXEC and FAN_RENAME",
  ),
];
