/** mkdir(2), rmdir(2), unlink(2), rename(2), link(2), symlink(2), readlink(2), mknod(2) and their *at forms; getdents(2). */
import { CAP_DAC_READ_SEARCH } from "../abi/capabilities.ts";
import { EFAULT, EINVAL, ENOENT, ENOTDIR } from "../abi/errors.ts";
import { AT_EMPTY_PATH, AT_FDCWD, AT_REMOVEDIR, AT_SYMLINK_FOLLOW } from "../abi/open.ts";
import { DIRENT_NAME, DIRENT64_NAME, dirent, dirent64 } from "../abi/stat.ts";
import { ulong } from "../abi/struct.ts";
import { hasCapability } from "../core/caller.ts";
import { DirectoryFile } from "../fs/directory-file.ts";
import { link, mkdir, mknod, rmdir, symlink, unlink } from "../fs/modify.ts";
import { type Path, touchAtime } from "../fs/mount.ts";
import { RENAME_EXCHANGE, RENAME_NOREPLACE, RENAME_WHITEOUT, rename } from "../fs/rename.ts";
import { resolve } from "../fs/walk.ts";
import type { Task } from "../process/task.ts";
import { dirfd, fd, flags, int, octal, outBuffer, path, pointer, uint } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { atFlagNames, renameFlagNames, unlinkFlagNames } from "./flag-names.ts";
import { emptyPathFile, pathOf, startOf } from "./paths.ts";

const mkdirAt = (task: Task, directory: number, address: number, mode: number): number => {
  const text = task.memory.readPath(address);
  mkdir(task, startOf(task, directory, text), text, mode);
  return 0;
};

const mknodAt = (task: Task, directory: number, address: number, mode: number, rdev: number): number => {
  const text = task.memory.readPath(address);
  mknod(task, text === "" ? task.fs.cwd : startOf(task, directory, text), text, mode, rdev);
  return 0;
};

const unlinkAt = (task: Task, directory: number, address: number, given: number): number => {
  if ((given & ~AT_REMOVEDIR) !== 0) throw EINVAL;
  const text = task.memory.readPath(address);
  const start = startOf(task, directory, text);
  if ((given & AT_REMOVEDIR) !== 0) rmdir(task, start, text);
  else unlink(task, start, text);
  return 0;
};

const renameAt = (
  task: Task,
  oldDirectory: number,
  oldAddress: number,
  newDirectory: number,
  newAddress: number,
  given: number,
): number => {
  const oldText = task.memory.readPath(oldAddress);
  const newText = task.memory.readPath(newAddress);
  if ((given & ~(RENAME_NOREPLACE | RENAME_EXCHANGE | RENAME_WHITEOUT)) !== 0) throw EINVAL;
  if ((given & RENAME_EXCHANGE) !== 0 && (given & (RENAME_NOREPLACE | RENAME_WHITEOUT)) !== 0) throw EINVAL;
  const oldStart = startOf(task, oldDirectory, oldText);
  rename(task, oldStart, oldText, () => startOf(task, newDirectory, newText), newText, given);
  return 0;
};

const linkAt = (
  task: Task,
  oldDirectory: number,
  oldAddress: number,
  newDirectory: number,
  newAddress: number,
  given: number,
): number => {
  if ((given & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH)) !== 0) throw EINVAL;
  const oldText = task.memory.readPath(oldAddress);
  const old = linkSource(task, oldDirectory, oldText, given);
  const newText = task.memory.readPath(newAddress);
  link(task, old, startOf(task, newDirectory, newText), newText);
  return 0;
};

/** The file behind a descriptor may be linked by who could search for it (CAP_DAC_READ_SEARCH). */
const linkSource = (task: Task, directory: number, text: string, given: number): Path => {
  const file = emptyPathFile(task, directory, text, given);
  if (file === null) {
    return resolve(task, startOf(task, directory, text), text, (given & AT_SYMLINK_FOLLOW) !== 0);
  }
  if (!hasCapability(task.credentials, CAP_DAC_READ_SEARCH)) throw ENOENT;
  return "dentry" in file ? file : pathOf(task, file);
};

const symlinkAt = (task: Task, targetAddress: number, directory: number, address: number): number => {
  const target = task.memory.readPath(targetAddress);
  if (target.length === 0) throw ENOENT;
  const text = task.memory.readPath(address);
  symlink(task, target, startOf(task, directory, text), text);
  return 0;
};

const readlinkAt = (task: Task, directory: number, address: number, buffer: number, length: number): number => {
  if (length <= 0) throw EINVAL;
  const text = task.memory.readPath(address);
  // An empty path is the symlink that an O_PATH descriptor was opened on.
  const isEmpty = text.length === 0 && directory !== AT_FDCWD;
  const place = isEmpty
    ? pathOf(task, task.files.getAny(directory))
    : resolve(task, startOf(task, directory, text), text, false);
  const { inode } = place;
  if (!inode.isSymlink) throw isEmpty ? ENOENT : EINVAL;
  touchAtime(place, task.clock);
  const target = inode.readLink(task);
  const count = Math.min(target.length, length);
  const bytes = new Uint8Array(count);
  for (let i = 0; i < count; i++) bytes[i] = target.charCodeAt(i);
  task.memory.writeBytes(buffer, bytes);
  return count;
};

/** Fills a buffer with directory records; d_off of a record is the position of the next one, known when that comes. */
const getdents = (task: Task, number: number, buffer: number, length: number, is64: boolean): number => {
  const file = task.files.get(number);
  if (!(file instanceof DirectoryFile)) throw ENOTDIR;
  const layout = is64 ? dirent64 : dirent;
  const nameAt = is64 ? DIRENT64_NAME : DIRENT_NAME;
  const bytes = new Uint8Array(Math.min(length, 1 << 16));
  const view = new DataView(bytes.buffer);
  let used = 0;
  let lastOff = -1;
  let tooSmall = false;
  file.list(task, (name, ino, type, position) => {
    // The old layout keeps the type behind the name's NUL.
    const need = Math.ceil((nameAt + name.length + (is64 ? 1 : 2)) / 8) * 8;
    if (lastOff >= 0) ulong.write(view, lastOff, position);
    if (used + need > bytes.length) {
      tooSmall = used === 0;
      return false;
    }
    ulong.write(view, used, ino);
    view.setUint16(used + layout.offsets.reclen, need, true);
    for (let i = 0; i < name.length; i++) bytes[used + nameAt + i] = name.charCodeAt(i);
    bytes[is64 ? used + dirent64.offsets.type : used + need - 1] = type;
    lastOff = used + layout.offsets.off;
    used += need;
    return true;
  });
  if (tooSmall) throw EINVAL;
  if (lastOff >= 0) ulong.write(view, lastOff, file.offset);
  if (task.memory.copyOut(buffer, bytes, 0, used) < used) throw EFAULT;
  return used;
};

export const directoryCalls: readonly Syscall[] = [
  call("mkdir", [path(), octal()], (task, address, mode) => mkdirAt(task, AT_FDCWD, address, mode)),
  call("mkdirat", [dirfd(), path(), octal()], mkdirAt),
  call("mknod", [path(), octal(), uint("dev")], (task, address, mode, rdev) =>
    mknodAt(task, AT_FDCWD, address, mode, rdev),
  ),
  call("mknodat", [dirfd(), path(), octal(), uint("dev")], mknodAt),
  call("rmdir", [path()], (task, address) => unlinkAt(task, AT_FDCWD, address, AT_REMOVEDIR)),
  call("unlink", [path()], (task, address) => unlinkAt(task, AT_FDCWD, address, 0)),
  call("unlinkat", [dirfd(), path(), flags("flags", unlinkFlagNames)], unlinkAt),
  call("rename", [path("oldpath"), path("newpath")], (task, from, to) =>
    renameAt(task, AT_FDCWD, from, AT_FDCWD, to, 0),
  ),
  call("renameat", [dirfd("olddirfd"), path("oldpath"), dirfd("newdirfd"), path("newpath")], (task, a, from, b, to) =>
    renameAt(task, a, from, b, to, 0),
  ),
  call(
    "renameat2",
    [dirfd("olddirfd"), path("oldpath"), dirfd("newdirfd"), path("newpath"), flags("flags", renameFlagNames)],
    renameAt,
  ),
  call("link", [path("oldpath"), path("newpath")], (task, from, to) => linkAt(task, AT_FDCWD, from, AT_FDCWD, to, 0)),
  call(
    "linkat",
    [dirfd("olddirfd"), path("oldpath"), dirfd("newdirfd"), path("newpath"), flags("flags", atFlagNames)],
    linkAt,
  ),
  call("symlink", [path("target"), path("linkpath")], (task, target, address) =>
    symlinkAt(task, target, AT_FDCWD, address),
  ),
  call("symlinkat", [path("target"), dirfd("newdirfd"), path("linkpath")], symlinkAt),
  call("readlink", [path(), outBuffer(), int("bufsiz")], (task, address, buffer, length) =>
    readlinkAt(task, AT_FDCWD, address, buffer, length),
  ),
  call("readlinkat", [dirfd(), path(), outBuffer(), int("bufsiz")], readlinkAt),
  call("getdents", [fd(), pointer("dirp"), uint("count")], (task, number, buffer, length) =>
    getdents(task, number, buffer, length, false),
  ),
  call("getdents64", [fd(), pointer("dirp"), uint("count")], (task, number, buffer, length) =>
    getdents(task, number, buffer, length, true),
  ),
];
