/** Moving a mount, or a tree that stands nowhere yet, to a place (do_move_mount, do_set_group in fs/namespace.c). */
import { CAP_SYS_ADMIN } from "../abi/capabilities.ts";
import { EINVAL, ELOOP, ENOENT, EPERM } from "../abi/errors.ts";
import { capableIn } from "../core/user-namespace.ts";
import type { FsCaller } from "./context.ts";
import { type Mount, mountedOn, Path } from "./mount.ts";
import type { MountNamespace } from "./mount-namespace.ts";
import { attachTree, joinGroupOf, mountsWithin } from "./propagation.ts";

const isOwn = (caller: FsCaller, mount: Mount): boolean => mount.namespace === caller.fs.mountNs;

/** In the caller's namespace, or in a tree of mounts that stands nowhere (may_use_mount). */
export const mayUse = (caller: FsCaller, mount: Mount): boolean => {
  const { namespace } = mount;
  if (namespace === null) return false;
  return isOwn(caller, mount) || (namespace.isAnonymous && namespace.userNs === caller.fs.mountNs.userNs);
};

/** What is in the caller's namespace leaves an own parent; else it is the root of a tree that stands nowhere. */
const checkMayLeave = (caller: FsCaller, mount: Mount, to: Mount): void => {
  if (isOwn(caller, mount)) {
    if (mount.parent === null || mount.isLocked || mount.parent.group !== null || !isOwn(caller, to)) throw EINVAL;
    return;
  }
  const { namespace } = mount;
  if (namespace === null || !namespace.isAnonymous || namespace.root !== mount) throw EINVAL;
  if (to.namespace === namespace || !mayUse(caller, to)) throw EINVAL;
};

/** The mount at `at` and its parent, for what is put between them (can_move_mount_beneath). */
const placeBeneath = (caller: FsCaller, mount: Mount, at: Path): Path => {
  const above = at.mount;
  const { parent, mountPoint } = above;
  if (at.dentry !== above.root || parent === null || mountPoint === null || above.isLocked) throw EINVAL;
  if (parent === caller.fs.mountNs.root && mountPoint === parent.root) throw EINVAL;
  for (let one: Mount | null = mount; one !== null; one = one.parent) if (one === above) throw EINVAL;
  return new Path(parent, mountPoint);
};

/** move_mount(2) and MS_MOVE: onto what is at `at`, or `beneath` the mount that is there. */
export const moveMount = (caller: FsCaller, from: Path, at: Path, beneath = false): void => {
  const { vfs } = caller.fs;
  const { mount } = from;
  if (from.dentry !== mount.root) throw EINVAL;
  const place = beneath ? placeBeneath(caller, mount, at) : at;
  checkMayLeave(caller, mount, place.mount);
  if (mount.root.inode.isDirectory !== at.inode.isDirectory) throw EINVAL;
  const tree = [mount, ...mountsWithin(mount.rootPath)];
  if (place.mount.group !== null && tree.some((one) => one.isUnbindable)) throw EINVAL;
  for (let above: Mount | null = place.mount; above !== null; above = above.parent) if (above === mount) throw ELOOP;
  if (place.dentry.isUnhashed) throw ENOENT;
  const before = mount.namespace as MountNamespace;
  if (before.root === mount) before.root = null;
  const covering = beneath ? mountedOn(place.mount, place.dentry) : null;
  vfs.detach(mount);
  mount.namespace = place.mount.namespace;
  attachTree(vfs, mount, place);
  if (covering !== null) vfs.hangOn(covering, mount.rootPath);
};

/** MOVE_MOUNT_SET_GROUP: `to` shares as `from` of the same file system does (do_set_group). */
export const setGroup = (caller: FsCaller, from: Path, to: Path): void => {
  for (const { mount, dentry } of [from, to]) {
    const { namespace } = mount;
    if (dentry !== mount.root || namespace === null) throw EINVAL;
    if (!capableIn(caller.credentials, namespace.userNs, CAP_SYS_ADMIN)) throw EPERM;
  }
  const [source, target] = [from.mount, to.mount];
  if (source.superblock !== target.superblock || !target.root.isWithin(source.root)) throw EINVAL;
  if (source.group === null && source.master === null) throw EINVAL;
  if (target.group !== null || target.master !== null) throw EINVAL;
  joinGroupOf(target, source);
};
