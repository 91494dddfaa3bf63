/** getcwd(2), chdir(2), fchdir(2), chroot(2), umask(2). */
import { CAP_SYS_CHROOT } from "../abi/capabilities.ts";
import { EACCES, ENAMETOOLONG, ENOENT, ENOTDIR, EPERM, ERANGE } from "../abi/errors.ts";
import { AT_FDCWD } from "../abi/open.ts";
import { hasCapability } from "../core/caller.ts";
import { type Path, pathText } from "../fs/mount.ts";
import { allows, MAY_EXEC } from "../fs/permissions.ts";
import { PATH_MAX } from "../memory/user-memory.ts";
import type { Task } from "../process/task.ts";
import { fd, octal, outBuffer, path, size } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { pathAt } from "./paths.ts";

/** A directory that the task may search. */
const searchable = (task: Task, place: Path): Path => {
  if (!place.inode.isDirectory) throw ENOTDIR;
  if (!allows(task, place.inode, MAY_EXEC)) throw EACCES;
  return place;
};

const getcwd = (task: Task, buffer: number, length: number): number => {
  const { cwd, root } = task.fs;
  if (cwd.dentry.isUnhashed) throw ENOENT;
  const text = pathText(cwd, root);
  if (text.length + 1 > PATH_MAX) throw ENAMETOOLONG;
  if (text.length + 1 > length) throw ERANGE;
  const bytes = new Uint8Array(text.length + 1);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  task.memory.writeBytes(buffer, bytes);
  return bytes.length;
};

export const workingDirectoryCalls: readonly Syscall[] = [
  call("getcwd", [outBuffer(), size()], getcwd),
  call("chdir", [path()], (task, address) => {
    task.fs.cwd = searchable(task, pathAt(task, AT_FDCWD, address, true));
    return 0;
  }),
  call("fchdir", [fd()], (task, number) => {
    const file = task.files.getAny(number);
    if (file.path === null) throw ENOTDIR;
    task.fs.cwd = searchable(task, file.path);
    return 0;
  }),
  call("chroot", [path()], (task, address) => {
    const place = searchable(task, pathAt(task, AT_FDCWD, address, true));
    if (!hasCapability(task.credentials, CAP_SYS_CHROOT)) throw EPERM;
    task.fs.root = place;
    return 0;
  }),
  call("umask", [octal("mask")], (task, mask) => {
    const old = task.fs.umask;
    task.fs.umask = mask & 0o777;
    return old;
  }),
];
