/** open_tree(2), move_mount(2), fsopen(2), fsconfig(2), fsmount(2), fspick(2), mount_setattr(2), open_tree_attr(2). */
import { E2BIG, EBADF, EBUSY, EINVAL, ENODEV, ENOENT, EOPNOTSUPP } from "../abi/errors.ts";
import { AT_EMPTY_PATH, AT_FDCWD, AT_NO_AUTOMOUNT, AT_SYMLINK_NOFOLLOW, O_CLOEXEC, O_PATH } from "../abi/open.ts";
import { struct, u64 } from "../abi/struct.ts";
import type { OpenFile } from "../files/open-file.ts";
import { ConfigurationFile } from "../fs/configuration.ts";
import { cloneTree, detachedTree } from "../fs/detached.ts";
import type { Path } from "../fs/mount.ts";
import {
  ATTR,
  type AttributeChange,
  checkAttributes,
  FSMOUNT_ATTRIBUTES,
  flagsOfAttributes,
  SETTABLE_ATTRIBUTES,
  setAttributes,
} from "../fs/mount-attributes.ts";
import { isFileSystem, MS, propagationOf } from "../fs/mounting.ts";
import { moveMount, setGroup } from "../fs/moving.ts";
import { PathFile } from "../fs/vfs-file.ts";
import { resolve } from "../fs/walk.ts";
import type { Task } from "../process/task.ts";
import { dirfd, fd, flags, hexUint, int, oneOf, path, pointer, size } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { atFlagNames } from "./flag-names.ts";
import { install } from "./install.ts";
import { mayMount } from "./mount.ts";
import { pathAtOrFile, pathOf, startOf } from "./paths.ts";

const AT_RECURSIVE = 0x8000;
const OPEN_TREE_CLONE = 1;
const CLOEXEC = 1;
const PAGE_SIZE = 4096;

/** MOVE_MOUNT_*. */
const MOVE = { fromFollow: 1, fromEmpty: 4, toFollow: 0x10, toEmpty: 0x40, setGroup: 0x100, beneath: 0x200 } as const;
const MOVE_FLAGS = 0x377;
/** FSPICK_*. */
const PICK = { cloexec: 1, noFollow: 2, noAutomount: 4, emptyPath: 8 } as const;
const FSCONFIG = {
  setFlag: 0,
  setString: 1,
  setBinary: 2,
  setPath: 3,
  setPathEmpty: 4,
  setFd: 5,
  create: 6,
  reconfigure: 7,
  createExclusively: 8,
} as const;
const FSCONFIG_NAMES = {
  0: "FSCONFIG_SET_FLAG",
  1: "FSCONFIG_SET_STRING",
  2: "FSCONFIG_SET_BINARY",
  3: "FSCONFIG_SET_PATH",
  4: "FSCONFIG_SET_PATH_EMPTY",
  5: "FSCONFIG_SET_FD",
  6: "FSCONFIG_CMD_CREATE",
  7: "FSCONFIG_CMD_RECONFIGURE",
  8: "FSCONFIG_CMD_CREATE_EXCL",
} as const;

/** struct mount_attr. */
const mountAttr = struct({ set: u64, clear: u64, propagation: u64, userNsFd: u64 });
const PROPAGATION = MS.shared | MS.private | MS.slave | MS.unbindable;

const treeFlagNames = [
  [OPEN_TREE_CLONE, "OPEN_TREE_CLONE"],
  [O_CLOEXEC, "OPEN_TREE_CLOEXEC"],
  [AT_RECURSIVE, "AT_RECURSIVE"],
  ...atFlagNames,
] as const;
const moveFlagNames = [
  [MOVE.fromFollow, "MOVE_MOUNT_F_SYMLINKS"],
  [2, "MOVE_MOUNT_F_AUTOMOUNTS"],
  [MOVE.fromEmpty, "MOVE_MOUNT_F_EMPTY_PATH"],
  [MOVE.toFollow, "MOVE_MOUNT_T_SYMLINKS"],
  [0x20, "MOVE_MOUNT_T_AUTOMOUNTS"],
  [MOVE.toEmpty, "MOVE_MOUNT_T_EMPTY_PATH"],
  [MOVE.setGroup, "MOVE_MOUNT_SET_GROUP"],
  [MOVE.beneath, "MOVE_MOUNT_BENEATH"],
] as const;

const TREE_FLAGS = OPEN_TREE_CLONE | O_CLOEXEC | AT_RECURSIVE | AT_EMPTY_PATH | AT_NO_AUTOMOUNT | AT_SYMLINK_NOFOLLOW;

const treeOf = (task: Task, directory: number, address: number, given: number): OpenFile => {
  if ((given & ~TREE_FLAGS) !== 0) throw EINVAL;
  const clones = (given & OPEN_TREE_CLONE) !== 0;
  if ((given & AT_RECURSIVE) !== 0 && !clones) throw EINVAL;
  if (clones) mayMount(task);
  const from = pathAtOrFile(task, directory, address, (given & AT_SYMLINK_NOFOLLOW) === 0, given);
  return clones ? cloneTree(task, from, (given & AT_RECURSIVE) !== 0) : new PathFile(from, O_PATH);
};

const openTree = (task: Task, directory: number, address: number, given: number): number =>
  install(task, treeOf(task, directory, address, given), (given & O_CLOEXEC) !== 0);

const moveMountCall = (
  task: Task,
  fromFd: number,
  fromAt: number,
  toFd: number,
  toAt: number,
  given: number,
): number => {
  mayMount(task);
  if ((given & ~MOVE_FLAGS) !== 0) throw EINVAL;
  if ((given & MOVE.beneath) !== 0 && (given & MOVE.setGroup) !== 0) throw EINVAL;
  const at = placeOf(task, toFd, toAt, (given & MOVE.toFollow) !== 0, (given & MOVE.toEmpty) !== 0);
  const from = placeOf(task, fromFd, fromAt, (given & MOVE.fromFollow) !== 0, (given & MOVE.fromEmpty) !== 0);
  if ((given & MOVE.setGroup) !== 0) setGroup(task, from, at);
  else moveMount(task, from, at, (given & MOVE.beneath) !== 0);
  return 0;
};

const placeOf = (task: Task, directory: number, address: number, follow: boolean, takesEmpty: boolean): Path => {
  const text = address === 0 && takesEmpty ? "" : task.memory.readPath(address);
  if (text !== "") return resolve(task, startOf(task, directory, text), text, follow);
  if (!takesEmpty) throw ENOENT;
  return directory === AT_FDCWD ? task.fs.cwd : pathOf(task, task.files.getAny(directory));
};

const fsopen = (task: Task, address: number, given: number): number => {
  mayMount(task);
  if ((given & ~CLOEXEC) !== 0) throw EINVAL;
  const type = task.memory.readString(address, PAGE_SIZE, EINVAL);
  if (!isFileSystem(task.fs.vfs, type)) throw ENODEV;
  return install(task, new ConfigurationFile(type), (given & CLOEXEC) !== 0);
};

const fspick = (task: Task, directory: number, address: number, given: number): number => {
  mayMount(task);
  if ((given & ~(PICK.cloexec | PICK.noFollow | PICK.noAutomount | PICK.emptyPath)) !== 0) throw EINVAL;
  const empty = (given & PICK.emptyPath) !== 0 ? AT_EMPTY_PATH : 0;
  const at = pathAtOrFile(task, directory, address, (given & PICK.noFollow) === 0, empty);
  if (at.dentry !== at.mount.root) throw EINVAL;
  const { superblock } = at.mount;
  return install(task, new ConfigurationFile(superblock.type, superblock.root), (given & CLOEXEC) !== 0);
};

/** Which of key, value and the number come with an order (fsconfig); EINVAL for what does not fit. */
const checkConfig = (command: number, key: number, value: number, more: number): void => {
  const { setFlag, setString, setBinary, setPath, setPathEmpty, setFd } = FSCONFIG;
  const hasKey = key !== 0;
  const hasValue = value !== 0;
  switch (command) {
    case setFlag:
      if (!hasKey || hasValue || more !== 0) throw EINVAL;
      return;
    case setString:
      if (!hasKey || !hasValue || more !== 0) throw EINVAL;
      return;
    case setBinary:
      if (!hasKey || !hasValue || more <= 0 || more > 1 << 20) throw EINVAL;
      return;
    case setPath:
    case setPathEmpty:
      if (!hasKey || !hasValue || (more !== AT_FDCWD && more < 0)) throw EINVAL;
      return;
    case setFd:
      if (!hasKey || hasValue || more < 0) throw EINVAL;
      return;
    case FSCONFIG.create:
    case FSCONFIG.reconfigure:
    case FSCONFIG.createExclusively:
      if (hasKey || hasValue || more !== 0) throw EINVAL;
      return;
    default:
      throw EOPNOTSUPP;
  }
};

const fsconfig = (
  task: Task,
  number: number,
  command: number,
  keyAt: number,
  valueAt: number,
  more: number,
): number => {
  if (number < 0) throw EINVAL;
  checkConfig(command, keyAt, valueAt, more);
  const file = configurationOf(task, number);
  const key = keyAt === 0 ? "" : task.memory.readString(keyAt, 256, EINVAL);
  switch (command) {
    case FSCONFIG.setFlag:
      file.set(key, null);
      break;
    case FSCONFIG.setString:
      file.set(key, task.memory.readString(valueAt, 256, EINVAL));
      break;
    case FSCONFIG.setFd:
      if (!task.files.has(more)) throw EBADF;
      file.refuse(key);
      break;
    case FSCONFIG.create:
      file.create(task);
      break;
    case FSCONFIG.createExclusively:
      if (file.type !== "tmpfs") throw EBUSY;
      file.create(task);
      break;
    case FSCONFIG.reconfigure:
      file.reconfigure();
      break;
    default:
      task.memory.readBytes(valueAt, 1);
      file.refuse(key);
  }
  return 0;
};

const configurationOf = (task: Task, number: number): ConfigurationFile => {
  const file = task.files.get(number);
  if (!(file instanceof ConfigurationFile)) throw EINVAL;
  return file;
};

const fsmount = (task: Task, number: number, given: number, attributes: number): number => {
  mayMount(task);
  if ((given & ~CLOEXEC) !== 0 || (attributes & ~FSMOUNT_ATTRIBUTES) !== 0) throw EINVAL;
  const own = flagsOfAttributes(attributes);
  const mount = configurationOf(task, number).mount(task, own);
  return install(task, detachedTree(task, [mount]), (given & CLOEXEC) !== 0);
};

const SETATTR_FLAGS = AT_EMPTY_PATH | AT_RECURSIVE | AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT;

/** What a struct mount_attr asks for; null for nothing (wants_mount_setattr, build_mount_kattr). */
const changeOf = (task: Task, address: number, length: number, recursive: boolean): AttributeChange | null => {
  if (length > PAGE_SIZE) throw E2BIG;
  if (length < mountAttr.size) throw EINVAL;
  mayMount(task);
  const wanted = task.memory.read(mountAttr, address);
  const rest = task.memory.readBytes(address + mountAttr.size, length - mountAttr.size);
  if (rest.some((byte) => byte !== 0)) throw E2BIG;
  if (wanted.set === 0n && wanted.clear === 0n && wanted.propagation === 0n) return null;
  const bits = Number(wanted.propagation);
  if ((wanted.propagation & ~BigInt(PROPAGATION)) !== 0n) throw EINVAL;
  const propagation = bits === 0 ? null : propagationOf(bits);
  if (propagation === undefined) throw EINVAL;
  if (((wanted.set | wanted.clear) & ~BigInt(SETTABLE_ATTRIBUTES)) !== 0n) throw EINVAL;
  const change = { set: Number(wanted.set), clear: Number(wanted.clear), propagation, recursive };
  checkAttributes(change);
  if (((change.set | change.clear) & ATTR.idMap) !== 0) {
    task.system.unsupported.add("mount_setattr(MOUNT_ATTR_IDMAP)");
    throw EINVAL;
  }
  return change;
};

const mountSetattr = (
  task: Task,
  directory: number,
  address: number,
  given: number,
  what: number,
  length: number,
): number => {
  if ((given & ~SETATTR_FLAGS) !== 0) throw EINVAL;
  const change = changeOf(task, what, length, (given & AT_RECURSIVE) !== 0);
  if (change === null) return 0;
  const at = pathAtOrFile(task, directory, address, (given & AT_SYMLINK_NOFOLLOW) === 0, given);
  setAttributes(task, at, change);
  return 0;
};

const openTreeAttr = (
  task: Task,
  directory: number,
  address: number,
  given: number,
  what: number,
  length: number,
): number => {
  if (what === 0 && length !== 0) throw EINVAL;
  const file = treeOf(task, directory, address, given);
  try {
    const change = what === 0 ? null : changeOf(task, what, length, (given & AT_RECURSIVE) !== 0);
    if (change !== null) setAttributes(task, pathOf(task, file), change);
  } catch (error) {
    file.release();
    throw error;
  }
  return install(task, file, (given & O_CLOEXEC) !== 0);
};

const NO_ID_MAPS = "no id-mapped mounts (MOUNT_ATTR_IDMAP)";

export const mountApiCalls: readonly Syscall[] = [
  call("open_tree", [dirfd("dfd"), path("filename"), flags("flags", treeFlagNames)], openTree),
  call(
    "move_mount",
    [dirfd("from_dfd"), path("from_pathname"), dirfd("to_dfd"), path("to_pathname"), flags("flags", moveFlagNames)],
    moveMountCall,
  ),
  call("fsopen", [path("fsname"), flags("flags", [[CLOEXEC, "FSOPEN_CLOEXEC"]])], fsopen),
  call(
    "fsconfig",
    [fd(), oneOf("cmd", FSCONFIG_NAMES), path("key"), path("value"), int("aux")],
    fsconfig,
    "keys of file systems other than tmpfs are judged when the file system is made",
  ),
  call("fsmount", [fd(), flags("flags", [[CLOEXEC, "FSMOUNT_CLOEXEC"]]), hexUint("attr_flags")], fsmount),
  call(
    "fspick",
    [
      dirfd("dfd"),
      path(),
      flags("flags", [
        [PICK.cloexec, "FSPICK_CLOEXEC"],
        [PICK.noFollow, "FSPICK_SYMLINK_NOFOLLOW"],
        [PICK.noAutomount, "FSPICK_NO_AUTOMOUNT"],
        [PICK.emptyPath, "FSPICK_EMPTY_PATH"],
      ]),
    ],
    fspick,
  ),
  call(
    "mount_setattr",
    [dirfd("dfd"), path(), flags("flags", treeFlagNames), pointer("uattr"), size("usize")],
    mountSetattr,
    NO_ID_MAPS,
  ),
  call(
    "open_tree_attr",
    [dirfd("dfd"), path(), flags("flags", treeFlagNames), pointer("uattr"), size("usize")],
    openTreeAttr,
    NO_ID_MAPS,
  ),
];
