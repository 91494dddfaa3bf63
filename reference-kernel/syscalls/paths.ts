/** What calls with paths share: where a path begins, how flags steer the walk, the argument codecs. */
import { ENOENT, ENOTDIR } from "../abi/errors.ts";
import { AT_EMPTY_PATH, AT_FDCWD } from "../abi/open.ts";
import type { OpenFile } from "../files/open-file.ts";
import type { FsCaller } from "../fs/context.ts";
import type { Path } from "../fs/mount.ts";
import { resolve } from "../fs/walk.ts";
import type { Task } from "../process/task.ts";

/** Where `text` is walked from: the root (not if `scoped`), the working directory, or the directory behind `dirfd`. */
export const startOf = (task: Task, dirfd: number, text: string, scoped = false): Path => {
  if (text.length === 0) throw ENOENT;
  if (text.charCodeAt(0) === 47 && !scoped) return task.fs.root;
  if (dirfd === AT_FDCWD) return task.fs.cwd;
  const { path } = task.files.getAny(dirfd);
  if (path === null || !path.inode.isDirectory) throw ENOTDIR;
  return path;
};

/** The place that `dirfd` and a path lead to. */
export const pathAt = (task: Task, dirfd: number, address: number, follow: boolean): Path => {
  const text = task.memory.readPath(address);
  return resolve(task, startOf(task, dirfd, text), text, follow);
};

/** The open file that AT_EMPTY_PATH means when the path is empty; null when the path is to be walked. */
export const emptyPathFile = (task: Task, dirfd: number, text: string, flags: number): OpenFile | Path | null => {
  if (text.length > 0 || (flags & AT_EMPTY_PATH) === 0) return null;
  return dirfd === AT_FDCWD ? task.fs.cwd : task.files.getAny(dirfd);
};

/** As `pathAt`; with AT_EMPTY_PATH an empty path is the file behind `dirfd`, O_PATH or not. */
export const pathAtOrFile = (
  task: Task,
  dirfd: number,
  address: number,
  follow: boolean,
  flags: number,
  caller: FsCaller = task,
): Path => {
  const text = address === 0 && (flags & AT_EMPTY_PATH) !== 0 ? "" : task.memory.readPath(address);
  const file = emptyPathFile(task, dirfd, text, flags);
  if (file === null) return resolve(caller, startOf(task, dirfd, text), text, follow);
  if ("dentry" in file) return file;
  return pathOf(task, file);
};

/** The path of an open file; files without one (pipes, sockets) stand alone under their own root. */
export const pathOf = (task: Task, file: OpenFile): Path => {
  if (file.path !== null) return file.path;
  const inode = file.inode ?? task.fs.vfs.anonymous.shared;
  return task.fs.vfs.anonymous.pathTo(inode, file.describe());
};
