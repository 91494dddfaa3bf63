/** setxattrat(2), getxattrat(2), listxattrat(2), removexattrat(2): extended attributes below a descriptor. */
import { E2BIG, EINVAL } from "../abi/errors.ts";
import { AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_NOFOLLOW } from "../abi/open.ts";
import { struct, u32, ulong } from "../abi/struct.ts";
import type { Path } from "../fs/mount.ts";
import type { Task } from "../process/task.ts";
import { dirfd, flags, outBuffer, path, pointer, size } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { atFlagNames } from "./flag-names.ts";
import { pathAt, pathOf } from "./paths.ts";
import { get, list, NO_ACLS, remove, set } from "./xattr.ts";

/** struct xattr_args. */
const xattrArguments = struct({ value: ulong, size: u32, flags: u32 });
const PAGE_SIZE = 4096;

const readArguments = (task: Task, address: number, length: number) => {
  if (length < xattrArguments.size) throw EINVAL;
  if (length > PAGE_SIZE) throw E2BIG;
  const beyond = task.memory.readBytes(address, length).subarray(xattrArguments.size);
  if (beyond.some((byte) => byte !== 0)) throw E2BIG;
  return task.memory.read(xattrArguments, address);
};

/** The place, found when it is its turn; of an empty path the open file, which may not be O_PATH. */
const placeAt = (task: Task, directory: number, address: number, given: number): (() => Path) => {
  if ((given & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) !== 0) throw EINVAL;
  const follow = (given & AT_SYMLINK_NOFOLLOW) === 0;
  return () => {
    if ((given & AT_EMPTY_PATH) === 0) return pathAt(task, directory, address, follow);
    const text = address === 0 ? "" : task.memory.readPath(address);
    if (text !== "") return pathAt(task, directory, address, follow);
    return directory === AT_FDCWD ? task.fs.cwd : pathOf(task, task.files.get(directory));
  };
};

const atFlags = flags("at_flags", atFlagNames);

export const xattrAtCalls: readonly Syscall[] = [
  call(
    "setxattrat",
    [dirfd("dfd"), path(), atFlags, path("name"), pointer("uargs"), size("usize")],
    (task, directory, address, given, name, argumentsAt, length) => {
      const { value, size: valueSize, flags: how } = readArguments(task, argumentsAt, length);
      return set(task, placeAt(task, directory, address, given), name, value, valueSize, how);
    },
    NO_ACLS,
  ),
  call(
    "getxattrat",
    [dirfd("dfd"), path(), atFlags, path("name"), pointer("uargs"), size("usize")],
    (task, directory, address, given, name, argumentsAt, length) => {
      const { value, size: room, flags: how } = readArguments(task, argumentsAt, length);
      if (how !== 0) throw EINVAL;
      return get(task, placeAt(task, directory, address, given), name, value, room);
    },
  ),
  call(
    "listxattrat",
    [dirfd("dfd"), path(), atFlags, outBuffer("list"), size()],
    (task, directory, address, given, buffer, length) =>
      list(task, placeAt(task, directory, address, given)(), buffer, length),
  ),
  call("removexattrat", [dirfd("dfd"), path(), atFlags, path("name")], (task, directory, address, given, name) =>
    remove(task, placeAt(task, directory, address, given), name),
  ),
];
