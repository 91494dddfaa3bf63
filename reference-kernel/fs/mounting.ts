/** mount(2), umount2(2), pivot_root(2): changing the tree of mounts (fs/namespace.c). The caller's right was checked. */
import { EAGAIN, EBUSY, EINVAL, ENODEV, ENOENT, ENOTDIR, EPERM } from "../abi/errors.ts";
import type { FsCaller } from "./context.ts";
import type { Dentry } from "./dentry.ts";
import type { Inode } from "./inode.ts";
import { type AtimeRule, type Mount, type MountFlags, Path } from "./mount.ts";
import type { MountNamespace } from "./mount-namespace.ts";
import { NsInode } from "./nsfs.ts";
import {
  attachTree,
  checkBindable,
  copyTree,
  counterparts,
  makePrivate,
  mountsWithin,
  type PropagationKind,
  setPropagation,
} from "./propagation.ts";
import { Ramfs } from "./ramfs.ts";
import type { Superblock } from "./superblock.ts";
import { parseTmpfsOptions } from "./tmpfs/options.ts";
import { Tmpfs } from "./tmpfs/tmpfs.ts";
import { leaveEverywhere } from "./unmounting.ts";
import type { Vfs } from "./vfs.ts";

export const MS = {
  readOnly: 1,
  noSuid: 2,
  noDev: 4,
  noExec: 8,
  noSymFollow: 256,
  remount: 32,
  noAtime: 1024,
  noDirAtime: 2048,
  bind: 4096,
  move: 8192,
  recursive: 16384,
  unbindable: 1 << 17,
  private: 1 << 18,
  slave: 1 << 19,
  shared: 1 << 20,
  silent: 1 << 15,
  relatime: 1 << 21,
  strictAtime: 1 << 24,
} as const;

const PROPAGATION: ReadonlyMap<number, PropagationKind> = new Map([
  [MS.shared, "shared"],
  [MS.private, "private"],
  [MS.slave, "slave"],
  [MS.unbindable, "unbindable"],
]);

/** Which kind these MS_ bits name; undefined for none, or several. */
export const propagationOf = (bits: number): PropagationKind | undefined => PROPAGATION.get(bits);

export const UMOUNT = { force: 1, detach: 2, expire: 4, noFollow: 8 } as const;

/** Those that are here, as /proc/filesystems lists them. */
export const FILE_SYSTEM_TYPES = [
  "sysfs",
  "tmpfs",
  "proc",
  "cgroup2",
  "devtmpfs",
  "sockfs",
  "pipefs",
  "devpts",
  "ramfs",
] as const;

/** File systems of real kernels that a user namespace may not mount. */
const FORBIDDEN: ReadonlySet<string> = new Set(
  "ext2 ext3 ext4 xfs btrfs vfat iso9660 squashfs erofs debugfs tracefs securityfs devtmpfs".split(" "),
);

const mountFlagsOf = (flags: number, old: MountFlags | null): MountFlags => {
  const namesAtime = (flags & (MS.noAtime | MS.noDirAtime | MS.relatime | MS.strictAtime)) !== 0;
  let atime: AtimeRule = "relatime";
  if (!namesAtime && old !== null) atime = old.atime;
  else if ((flags & MS.noAtime) !== 0) atime = "noatime";
  else if ((flags & MS.strictAtime) !== 0) atime = "strictatime";
  return {
    readOnly: (flags & MS.readOnly) !== 0,
    noSuid: (flags & MS.noSuid) !== 0,
    noDev: (flags & MS.noDev) !== 0,
    noExec: (flags & MS.noExec) !== 0,
    noDirAtime: namesAtime || old === null ? (flags & MS.noDirAtime) !== 0 : old.noDirAtime,
    noSymFollow: (flags & MS.noSymFollow) !== 0,
    atime,
  };
};

/** Puts a mount on top of what is at `at` (graft_tree): a directory on a directory, a file on a file. */
const graft = (caller: FsCaller, mount: Mount, at: Path): void => {
  checkIsOwn(caller, at.mount);
  if (mount.root.inode.isDirectory !== at.inode.isDirectory) throw ENOTDIR;
  if (at.dentry.isUnhashed) throw ENOENT;
  attachTree(caller.fs.vfs, mount, at);
};

/** It stands in the caller's mount namespace (check_mnt). */
const checkIsOwn = (caller: FsCaller, mount: Mount): void => {
  if (mount.namespace !== caller.fs.mountNs) throw EINVAL;
};

const checkIsMountRoot = (caller: FsCaller, at: Path): void => {
  if (at.dentry !== at.mount.root) throw EINVAL;
  checkIsOwn(caller, at.mount);
};

/** Whether there is a file system of this name, here or on real kernels. */
export const isFileSystem = (vfs: Vfs, type: string): boolean =>
  type === "tmpfs" || type === "ramfs" || vfs.fileSystems.has(type) || FORBIDDEN.has(type);

/** Makes a file system of `type`; answers its root. EPERM where a user namespace may not, ENODEV where there is none. */
export const makeFileSystem = (caller: FsCaller, type: string, data: string, readOnly: boolean): Dentry => {
  const { vfs } = caller.fs;
  const make = vfs.fileSystems.get(type);
  if (make !== undefined) {
    const root = make(caller, data);
    if (type === "sysfs") root.inode.superblock.readOnly = readOnly;
    return root;
  }
  if (type !== "tmpfs" && type !== "ramfs") throw FORBIDDEN.has(type) ? EPERM : ENODEV;
  const { fsuid: uid, fsgid: gid } = caller.credentials;
  const common = {
    device: vfs.nextDevice(),
    clock: vfs.clock,
    physical: vfs.memory.physical,
    owner: { uid, gid },
  };
  const fs = type === "ramfs" ? new Ramfs(common, data) : new Tmpfs({ ...common, ...parseTmpfsOptions(data) });
  fs.readOnly = readOnly;
  fs.userNs = caller.credentials.userNs;
  return fs.root;
};

/** A new file system of `type` on `at` (do_new_mount). */
export const mountNew = (
  caller: FsCaller,
  at: Path,
  type: string,
  source: string,
  flags: number,
  data: string,
): void => {
  const own = mountFlagsOf(flags, null);
  checkNotRevealing(caller, type, own);
  const root = makeFileSystem(caller, type, data, own.readOnly);
  graft(caller, caller.fs.vfs.newMount(root, source, own), at);
};

/**
 * What the machine's root may have hidden stays hidden: a further proc or sysfs only where one is to be seen whole, and
 * not writable where that is not (mount_too_revealing).
 */
export const checkNotRevealing = ({ fs }: FsCaller, type: string, { readOnly }: MountFlags): void => {
  if (type !== "proc" && type !== "sysfs") return;
  const seen = fs.vfs.mounts.filter(
    ({ superblock, namespace, root }) =>
      superblock.type === type && namespace === fs.mountNs && root === superblock.root,
  );
  if (!seen.some(({ superblock }) => readOnly || !superblock.readOnly)) throw EPERM;
};

/** MS_REMOUNT: of the file system, or with MS_BIND of this mount alone. */
export const remount = (caller: FsCaller, at: Path, flags: number, data: string): void => {
  checkIsMountRoot(caller, at);
  const { mount } = at;
  const wanted = mountFlagsOf(flags, mount.flags);
  if ((flags & MS.bind) === 0) {
    reconfigure(mount.superblock, wanted.readOnly, data);
  } else if (wanted.readOnly && !mount.flags.readOnly && mount.writers > 0) throw EBUSY;
  mount.flags = wanted;
};

/** A file system changes, for all its mounts (reconfigure_super). */
export const reconfigure = (superblock: Superblock, readOnly: boolean, data: string): void => {
  if (readOnly && !superblock.readOnly && superblock.writers > 0) throw EBUSY;
  superblock.reconfigure(data);
  superblock.readOnly = readOnly;
};

/** MS_BIND: what is at `from` appears at `at` too; with MS_REC what is mounted below it as well (do_loopback). */
export const bindMount = (caller: FsCaller, from: Path, at: Path, recursive: boolean): void => {
  const { vfs } = caller.fs;
  checkBindable(from.mount);
  checkIsOwn(caller, at.mount);
  if (from.mount.superblock.type !== "nsfs") checkIsOwn(caller, from.mount);
  // A mount namespace may only hold younger ones, or none would ever go (mnt_ns_loop).
  if (holdsNamespace(from.inode, caller.fs.mountNs)) throw EINVAL;
  if (!recursive && mountsWithin(from).some((mount) => mount.isLocked && mount.parent === from.mount)) throw EINVAL;
  const copies = copyTree(vfs, from, { sharing: "keep", alone: !recursive });
  const copy = copies.get(from.mount) as Mount;
  copy.isLocked = false;
  try {
    graft(caller, copy, at);
  } catch (error) {
    for (const mount of copies.values()) makePrivate(mount);
    throw error;
  }
};

const holdsNamespace = (inode: Inode, own: MountNamespace): boolean => {
  const namespace = inode instanceof NsInode ? inode.namespace : null;
  return namespace !== null && namespace.kind === "mnt" && namespace.ino <= own.ino;
};

/** MS_SHARED, MS_PRIVATE, MS_SLAVE, MS_UNBINDABLE; with MS_REC also for what is mounted below (do_change_type). */
export const changePropagation = (caller: FsCaller, at: Path, flags: number): void => {
  checkIsMountRoot(caller, at);
  const kind = propagationOf(flags & ~(MS.recursive | MS.silent));
  if (kind === undefined) throw EINVAL;
  const below = (flags & MS.recursive) === 0 ? [] : mountsWithin(at.mount.rootPath);
  for (const mount of [at.mount, ...below]) setPropagation(caller.fs.vfs, mount, kind);
};

const isBusy = (vfs: Vfs, mount: Mount): boolean => {
  if (mount.openFiles > 0) return true;
  for (const context of vfs.contexts) if (context.cwd.mount === mount || context.root.mount === mount) return true;
  return mount.children.length > 0;
};

export const unmount = (caller: FsCaller, at: Path, flags: number): void => {
  const { vfs } = caller.fs;
  checkIsMountRoot(caller, at);
  const { mount } = at;
  if (mount.isLocked || mount.parent === null || mount === caller.fs.root.mount) throw EINVAL;
  if ((flags & UMOUNT.force) !== 0 && !vfs.ids.isInitial) throw EPERM;
  if ((flags & UMOUNT.detach) !== 0) {
    const tree = [mount, ...mountsWithin(mount.rootPath)];
    for (const one of tree.reverse()) leaveEverywhere(vfs, one);
    return;
  }
  const others = counterparts(mount);
  if ([mount, ...others.filter((other) => other.children.length === 0)].some((one) => isBusy(vfs, one))) throw EBUSY;
  if ((flags & UMOUNT.expire) !== 0 && !mount.isExpiring) {
    mount.isExpiring = true;
    throw EAGAIN;
  }
  leaveEverywhere(vfs, mount);
};

/** pivot_root(2): `next` becomes the root of the tree, and the old one appears at `putOld` below it. */
export const pivotRoot = (caller: FsCaller, next: Path, putOld: Path): void => {
  const { vfs, root } = caller.fs;
  checkIsOwn(caller, next.mount);
  checkIsOwn(caller, root.mount);
  if (next.mount.isLocked) throw EINVAL;
  if (next.mount.parent?.group || root.mount.parent?.group || putOld.mount.group) throw EINVAL;
  if (next.dentry.isUnhashed) throw ENOENT;
  if (next.mount === root.mount || putOld.mount === root.mount) throw EBUSY;
  if (root.dentry !== root.mount.root || next.dentry !== next.mount.root) throw EINVAL;
  if (next.mount.parent === null) throw EINVAL;
  if (!isReachable(putOld, next) || !isReachable(next, root)) throw EINVAL;
  const oldRoot = root.mount;
  const { parent, mountPoint } = oldRoot;
  next.mount.isLocked = oldRoot.isLocked;
  oldRoot.isLocked = false;
  vfs.detach(next.mount);
  if (parent !== null && mountPoint !== null) {
    vfs.detach(oldRoot);
    vfs.attach(next.mount, new Path(parent, mountPoint));
  } else {
    vfs.setRoot(caller.fs.mountNs, next.mount);
  }
  vfs.attach(oldRoot, putOld);
  for (const context of vfs.contexts) {
    if (context.mountNs !== caller.fs.mountNs) continue;
    if (context.root.equals(root)) context.root = next;
    if (context.cwd.equals(root)) context.cwd = next;
  }
};

/** Whether `path` lies below `root` (is_path_reachable). */
const isReachable = (path: Path, root: Path): boolean => {
  let mount: Mount = path.mount;
  let dentry: Dentry = path.dentry;
  while (mount !== root.mount) {
    if (mount.parent === null || mount.mountPoint === null) return false;
    dentry = mount.mountPoint;
    mount = mount.parent;
  }
  return dentry.isWithin(root.dentry);
};
