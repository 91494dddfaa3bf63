/** execve(2) and execveat(2). */
import { E2BIG, EACCES, EINVAL, ENOENT, ENOTDIR } from "../abi/errors.ts";
import { AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_NOFOLLOW } from "../abi/open.ts";
import type { Blocking } from "../core/thread.ts";
import type { Path } from "../fs/mount.ts";
import { execute } from "../process/exec.ts";
import type { Task } from "../process/task.ts";
import { dirfd, int, path, quote } from "./arguments.ts";
import { type ArgumentCodec, call } from "./define.ts";

/** Longest single argument with its NUL (MAX_ARG_STRLEN) and most arguments (MAX_ARG_STRINGS is larger than memory). */
const MAX_ARGUMENT = 32 * 4096;
const MAX_ARGUMENTS = 0x2_0000;

/** argv or envp: an array of strings, shown whole. */
const strings = (name: string): ArgumentCodec<number> => ({
  name,
  decode: (registers, index) => registers.high(index) * 0x1_0000_0000 + registers.low(index),
  format: (address, task) => {
    try {
      return `[${readStrings(task, address)
        .map((text) => quote(text))
        .join(", ")}]`;
    } catch {
      return `0x${address.toString(16)}`;
    }
  },
});

/** A NULL array counts as empty, as on Linux. */
const readStrings = (task: Task, address: number): string[] =>
  address === 0
    ? []
    : task.memory
        .readPointers(address, MAX_ARGUMENTS)
        .map((pointer) => task.memory.readString(pointer, MAX_ARGUMENT, E2BIG));

/** Where a relative path starts: the working directory, or what a descriptor (O_PATH too) stands for. */
const startOf = (task: Task, directory: number, text: string): Path => {
  if (directory === AT_FDCWD || text.startsWith("/")) return task.fs.cwd;
  const { path: start } = task.files.getAny(directory);
  if (start === null) throw text === "" ? EACCES : ENOTDIR;
  return start;
};

const execveat = (
  task: Task,
  directory: number,
  pathname: number,
  argv: number,
  envp: number,
  flags: number,
): Blocking<number> => {
  if ((flags & ~(AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW)) !== 0) throw EINVAL;
  const text = task.memory.readPath(pathname);
  if (text === "" && (flags & AT_EMPTY_PATH) === 0) throw ENOENT;
  const start = startOf(task, directory, text);
  return execute(task, {
    start,
    path:
      directory === AT_FDCWD || text.startsWith("/") ? text : `/dev/fd/${directory}${text === "" ? "" : `/${text}`}`,
    lookup: text,
    closesOnExec: directory !== AT_FDCWD && !text.startsWith("/") && task.files.closeOnExec(directory),
    follow: (flags & AT_SYMLINK_NOFOLLOW) === 0,
    argv: readStrings(task, argv),
    envp: readStrings(task, envp),
  });
};

export const execCalls = [
  call("execve", [path(), strings("argv"), strings("envp")], (task, pathname, argv, envp) =>
    execveat(task, AT_FDCWD, pathname, argv, envp, 0),
  ),
  call("execveat", [dirfd(), path(), strings("argv"), strings("envp"), int("flags")], execveat),
];
