/** The twelve calls of extended attributes: by path, by link, by descriptor. */
import { E2BIG, EINVAL, ERANGE } from "../abi/errors.ts";
import { AT_FDCWD } from "../abi/open.ts";
import type { Path } from "../fs/mount.ts";
import { getXattr, listXattrs, removeXattr, setXattr, XATTR_CREATE, XATTR_REPLACE } from "../fs/xattr.ts";
import type { Task } from "../process/task.ts";
import { fd, flags, inBuffer, outBuffer, path, size } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { pathAt, pathOf } from "./paths.ts";

/** Longest name with its NUL, and longest value (XATTR_NAME_MAX, XATTR_SIZE_MAX). */
const NAME_SIZE = 256;
const VALUE_SIZE = 65536;
export const NO_ACLS = "POSIX access control lists cannot be set (EOPNOTSUPP)";

const setFlagNames = [
  [XATTR_CREATE, "XATTR_CREATE"],
  [XATTR_REPLACE, "XATTR_REPLACE"],
] as const;

const readName = (task: Task, address: number): string => {
  const name = task.memory.readString(address, NAME_SIZE, ERANGE);
  if (name.length === 0) throw ERANGE;
  return name;
};

/** Name and value are read before the file is looked for (setxattr_copy). */
export const set = (
  task: Task,
  place: () => Path,
  nameAt: number,
  valueAt: number,
  length: number,
  given: number,
): number => {
  if ((given & ~(XATTR_CREATE | XATTR_REPLACE)) !== 0) throw EINVAL;
  const name = readName(task, nameAt);
  if (length > VALUE_SIZE) throw E2BIG;
  const value = task.memory.readBytes(valueAt, length);
  setXattr(task, place(), name, value, given);
  return 0;
};

/** A size of 0 asks for the length; what does not fit is ERANGE. */
const answer = (task: Task, bytes: Uint8Array, address: number, length: number): number => {
  if (length === 0) return bytes.length;
  if (bytes.length > length) throw ERANGE;
  task.memory.writeBytes(address, bytes);
  return bytes.length;
};

export const get = (task: Task, place: () => Path, nameAt: number, address: number, length: number): number => {
  const name = readName(task, nameAt);
  return answer(task, getXattr(task, place(), name), address, length);
};

export const list = (task: Task, place: Path, address: number, length: number): number => {
  const text = listXattrs(task, place);
  return answer(
    task,
    Uint8Array.from(text, (c) => c.charCodeAt(0)),
    address,
    length,
  );
};

export const remove = (task: Task, place: () => Path, nameAt: number): number => {
  const name = readName(task, nameAt);
  removeXattr(task, place(), name);
  return 0;
};

const followed = (task: Task, address: number) => (): Path => pathAt(task, AT_FDCWD, address, true);
const unfollowed = (task: Task, address: number) => (): Path => pathAt(task, AT_FDCWD, address, false);
const open = (task: Task, number: number) => (): Path => pathOf(task, task.files.get(number));

export const xattrCalls: readonly Syscall[] = [
  call(
    "setxattr",
    [path(), path("name"), inBuffer("value"), size(), flags("flags", setFlagNames)],
    (task, address, name, value, length, given) => set(task, followed(task, address), name, value, length, given),
    NO_ACLS,
  ),
  call(
    "lsetxattr",
    [path(), path("name"), inBuffer("value"), size(), flags("flags", setFlagNames)],
    (task, address, name, value, length, given) => set(task, unfollowed(task, address), name, value, length, given),
    NO_ACLS,
  ),
  call(
    "fsetxattr",
    [fd(), path("name"), inBuffer("value"), size(), flags("flags", setFlagNames)],
    (task, number, name, value, length, given) => set(task, open(task, number), name, value, length, given),
    NO_ACLS,
  ),
  call("getxattr", [path(), path("name"), outBuffer("value"), size()], (task, address, name, value, length) =>
    get(task, followed(task, address), name, value, length),
  ),
  call("lgetxattr", [path(), path("name"), outBuffer("value"), size()], (task, address, name, value, length) =>
    get(task, unfollowed(task, address), name, value, length),
  ),
  call("fgetxattr", [fd(), path("name"), outBuffer("value"), size()], (task, number, name, value, length) =>
    get(task, open(task, number), name, value, length),
  ),
  call("listxattr", [path(), outBuffer("list"), size()], (task, address, buffer, length) =>
    list(task, followed(task, address)(), buffer, length),
  ),
  call("llistxattr", [path(), outBuffer("list"), size()], (task, address, buffer, length) =>
    list(task, unfollowed(task, address)(), buffer, length),
  ),
  call("flistxattr", [fd(), outBuffer("list"), size()], (task, number, buffer, length) =>
    list(task, open(task, number)(), buffer, length),
  ),
  call("removexattr", [path(), path("name")], (task, address, name) => remove(task, followed(task, address), name)),
  call("lremovexattr", [path(), path("name")], (task, address, name) => remove(task, unfollowed(task, address), name)),
  call("fremovexattr", [fd(), path("name")], (task, number, name) => remove(task, open(task, number), name)),
];
