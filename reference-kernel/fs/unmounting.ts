/** How mounts go: one by one, with their counterparts, or all of a namespace that nobody is left in (fs/namespace.c). */
import type { Inode } from "./inode.ts";
import type { Mount } from "./mount.ts";
import type { MountNamespace } from "./mount-namespace.ts";
import { notifyUnmount } from "./notify.ts";
import { counterparts, makePrivate, mountsWithin } from "./propagation.ts";
import type { Vfs } from "./vfs.ts";

/** A mount goes, and its counterparts with it, unless something is mounted on them. */
export const leaveEverywhere = (vfs: Vfs, mount: Mount): void => {
  for (const other of counterparts(mount)) if (other.children.length === 0) leave(vfs, other);
  leave(vfs, mount);
};

/** A mount goes; with the last one of it, so does the file system. */
const leave = (vfs: Vfs, mount: Mount): void => {
  vfs.detach(mount);
  makePrivate(mount);
  const { superblock } = mount;
  if (!vfs.mounts.some((other) => other.superblock === superblock)) notifyUnmount(superblock.watched);
  letGoOfNamespace(vfs, mount.root.inode);
};

/** All mounts of a namespace go (free_mnt_ns). */
export const dissolve = (vfs: Vfs, namespace: MountNamespace): void => {
  const { root } = namespace;
  if (root === null) return;
  namespace.root = null;
  for (const mount of [...mountsWithin(root.rootPath)].reverse()) leave(vfs, mount);
  leave(vfs, root);
};

/** A task or a file let go of a namespace: with the last one its mounts go (put_mnt_ns). */
export const endIfUnused = (vfs: Vfs, namespace: MountNamespace): void => {
  if (namespace === vfs.mountNs || namespace.root === null) return;
  for (const context of vfs.contexts) if (context.mountNs === namespace) return;
  const file = vfs.nsfs.known(namespace);
  if (file !== null && (file.isHeld || vfs.mounts.some(({ root }) => root.inode === file))) return;
  dissolve(vfs, namespace);
};

/** The file of a namespace, if this is one, was closed or unmounted. */
export const letGoOfNamespace = (vfs: Vfs, inode: Inode): void => {
  const namespace = vfs.nsfs.namespaceOf(inode);
  if (namespace?.kind === "mnt") endIfUnused(vfs, namespace as MountNamespace);
};
