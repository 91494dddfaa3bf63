/** quotactl(2), quotactl_fd(2) where no file system keeps quotas (fs/quota/quota.c). */
import { EINVAL, ENODEV, ENOSYS, ENOTBLK } from "../abi/errors.ts";
import { AT_FDCWD } from "../abi/open.ts";
import { S_IFBLK } from "../abi/stat.ts";
import type { Task } from "../process/task.ts";
import { fd, hexUint, path, pointer, uint } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { pathAt } from "./paths.ts";

const Q_SYNC = 0x80_0001;
/** Quotas of users, groups and projects (MAXQUOTAS). */
const KINDS = 3;

const checkKind = (command: number): void => {
  if ((command & 0xff) >= KINDS) throw EINVAL;
};

/** Block devices cannot be opened here, and none is mounted. */
const quotactl = (task: Task, command: number, special: number): number => {
  checkKind(command);
  if (special === 0) {
    if (command >>> 8 === Q_SYNC) return 0;
    throw ENODEV;
  }
  const { inode } = pathAt(task, AT_FDCWD, special, true);
  throw inode.type === S_IFBLK ? ENODEV : ENOTBLK;
};

const quotactlFd = (task: Task, number: number, command: number): number => {
  task.files.getAny(number);
  checkKind(command);
  throw ENOSYS;
};

export const quotaCalls: readonly Syscall[] = [
  call("quotactl", [hexUint("cmd"), path("special"), uint("id"), pointer("addr")], quotactl),
  call("quotactl_fd", [fd(), hexUint("cmd"), uint("id"), pointer("addr")], quotactlFd),
];
