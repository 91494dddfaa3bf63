/** mount(2), umount2(2), pivot_root(2): changing the tree of mounts (fs/namespace.c). The caller's right was checked. */
import { EAGAIN, EBUSY, EINVAL, ELOOP, ENODEV, ENOENT, ENOTDIR, EPERM } from "../abi/errors.ts";
import type { FsCaller } from "./context.ts";
import type { Dentry } from "./dentry.ts";
import { type AtimeRule, type Mount, type MountFlags, Path } from "./mount.ts";
import { notifyUnmount } from "./notify.ts";
import { parseTmpfsOptions } from "./tmpfs/options.ts";
import { Tmpfs } from "./tmpfs/tmpfs.ts";
import type { Vfs } from "./vfs.ts";

export const MS = {
  readOnly: 1,
  noSuid: 2,
  noDev: 4,
  noExec: 8,
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
  relatime: 1 << 21,
  strictAtime: 1 << 24,
} as const;

export const UMOUNT = { force: 1, detach: 2, expire: 4, noFollow: 8 } as const;

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
    atime,
  };
};

/** Puts a mount on top of what is at `at` (graft_tree): a directory on a directory, a file on a file. */
const graft = (vfs: Vfs, mount: Mount, at: Path): void => {
  if (mount.root.inode.isDirectory !== at.inode.isDirectory) throw ENOTDIR;
  if (at.dentry.isUnhashed) throw ENOENT;
  vfs.attach(mount, at);
};

const checkIsMountRoot = (at: Path): void => {
  if (at.dentry !== at.mount.root || !at.mount.isAttached) throw EINVAL;
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
  const { vfs } = caller.fs;
  const own = mountFlagsOf(flags, null);
  if (type === "proc" && vfs.makeProc !== null) {
    graft(vfs, vfs.newMount(vfs.makeProc(), source, own), at);
    return;
  }
  if (type !== "tmpfs") throw FORBIDDEN.has(type) ? EPERM : ENODEV;
  const { clock, memory } = vfs;
  const options = parseTmpfsOptions(data);
  const fs = new Tmpfs({ device: vfs.nextDevice(), clock, physical: memory.physical, ...options });
  fs.readOnly = own.readOnly;
  graft(vfs, vfs.newMount(fs.root, source, own), at);
};

/** MS_REMOUNT: of the file system, or with MS_BIND of this mount alone. */
export const remount = (at: Path, flags: number): void => {
  checkIsMountRoot(at);
  const { mount } = at;
  const wanted = mountFlagsOf(flags, mount.flags);
  if ((flags & MS.bind) === 0) {
    const { superblock } = mount;
    if (wanted.readOnly && !superblock.readOnly && superblock.writers > 0) throw EBUSY;
    superblock.readOnly = wanted.readOnly;
  } else if (wanted.readOnly && !mount.flags.readOnly && mount.writers > 0) throw EBUSY;
  mount.flags = wanted;
};

/** MS_BIND: what is at `from` appears at `at` too; with MS_REC what is mounted below it as well. */
export const bindMount = (caller: FsCaller, from: Path, at: Path, recursive: boolean): void => {
  const { vfs } = caller.fs;
  const copy = vfs.newMount(from.dentry, from.mount.source, from.mount.flags);
  const below = recursive ? childrenWithin(vfs, from) : [];
  graft(vfs, copy, at);
  const copies = new Map<Mount, Mount>([[from.mount, copy]]);
  for (const child of below) {
    const parent = copies.get(child.parent as Mount);
    if (parent === undefined || child.mountPoint === null) continue;
    const clone = vfs.newMount(child.root, child.source, child.flags);
    vfs.attach(clone, new Path(parent, child.mountPoint));
    copies.set(child, clone);
  }
};

/** Mounts below a place, parents before children. */
const childrenWithin = (vfs: Vfs, from: Path): Mount[] => {
  const found: Mount[] = [];
  for (const mount of vfs.mounts) {
    const { parent, mountPoint } = mount;
    if (parent === null || mountPoint === null) continue;
    if (found.includes(parent) || (parent === from.mount && mountPoint.isWithin(from.dentry))) found.push(mount);
  }
  return found;
};

/** MS_MOVE. */
export const moveMount = (caller: FsCaller, from: Path, at: Path): void => {
  const { vfs } = caller.fs;
  checkIsMountRoot(from);
  const { mount } = from;
  if (mount.parent === null) throw EINVAL;
  if (mount.root.inode.isDirectory !== at.inode.isDirectory) throw ENOTDIR;
  for (let above: Mount | null = at.mount; above !== null; above = above.parent) if (above === mount) throw ELOOP;
  vfs.detach(mount);
  vfs.attach(mount, at);
};

/** MS_PRIVATE, MS_SLAVE, MS_UNBINDABLE where nothing is shared: only the check is left. */
export const changePropagation = (at: Path): void => checkIsMountRoot(at);

const isBusy = (vfs: Vfs, mount: Mount): boolean => {
  if (mount.openFiles > 0) return true;
  for (const context of vfs.contexts) if (context.cwd.mount === mount || context.root.mount === mount) return true;
  return vfs.mounts.some((other) => other.parent === mount);
};

export const unmount = (caller: FsCaller, at: Path, flags: number): void => {
  const { vfs } = caller.fs;
  checkIsMountRoot(at);
  const { mount } = at;
  if (mount.isLocked || mount.parent === null || mount === caller.fs.root.mount) throw EINVAL;
  if ((flags & UMOUNT.force) !== 0 && !vfs.ids.isInitial) throw EPERM;
  if ((flags & UMOUNT.detach) !== 0) {
    const tree = [mount, ...childrenWithin(vfs, mount.rootPath)];
    for (const one of tree.reverse()) leave(vfs, one);
    return;
  }
  if (isBusy(vfs, mount)) throw EBUSY;
  if ((flags & UMOUNT.expire) !== 0 && !mount.isExpiring) {
    mount.isExpiring = true;
    throw EAGAIN;
  }
  leave(vfs, mount);
};

/** A mount goes; with the last one of it, so does the file system. */
const leave = (vfs: Vfs, mount: Mount): void => {
  vfs.detach(mount);
  const { superblock } = mount;
  if (!vfs.mounts.some((other) => other.superblock === superblock)) notifyUnmount(superblock.watched);
};

/** pivot_root(2): `next` becomes the root of the tree, and the old one appears at `putOld` below it. */
export const pivotRoot = (caller: FsCaller, next: Path, putOld: Path): void => {
  const { vfs, root } = caller.fs;
  if (next.mount.isLocked) throw EINVAL;
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
    vfs.setRoot(next.mount);
  }
  vfs.attach(oldRoot, putOld);
  for (const context of vfs.contexts) {
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
