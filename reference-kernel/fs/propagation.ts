/**
 * Shared, slave, private and unbindable mounts (fs/pnode.c; mount_namespaces(7), "Shared subtrees"). Mounts of a peer
 * group pass on to one another what is mounted on or taken off one of them; slaves of the group only take.
 */
import { EINVAL } from "../abi/errors.ts";
import type { Dentry } from "./dentry.ts";
import { type Mount, mountedOn, Path } from "./mount.ts";
import type { Vfs } from "./vfs.ts";

/** Mounts that share with one another. */
export class PeerGroup {
  /** "shared:N" and "master:N" in mountinfo. */
  readonly id: number;
  readonly members = new Set<Mount>();
  readonly slaves = new Set<Mount>();

  constructor(id: number) {
    this.id = id;
  }
}

/**
 * How a copy shares: `keep` as the original does; `peer` with it in any case; `slave` takes from the original's group;
 * `follow` is `slave` where the original is shared; `shared slave` is a slave that others can share with.
 */
export type Sharing = "keep" | "peer" | "slave" | "follow" | "shared slave";

/** What others hear of a mount (MS_SHARED, MS_SLAVE, MS_PRIVATE, MS_UNBINDABLE). */
export type PropagationKind = "shared" | "slave" | "private" | "unbindable";

const join = (mount: Mount, group: PeerGroup): void => {
  mount.group = group;
  group.members.add(mount);
};

const follow = (mount: Mount, master: PeerGroup | null): void => {
  mount.master?.slaves.delete(mount);
  mount.master = master;
  master?.slaves.add(mount);
};

/** It leaves its group (do_make_slave): the last member's slaves go over to the master that it had itself. */
const leaveGroup = (mount: Mount): void => {
  const { group } = mount;
  if (group === null) return;
  group.members.delete(mount);
  mount.group = null;
  if (group.members.size > 0) {
    follow(mount, group);
    return;
  }
  for (const slave of [...group.slaves]) follow(slave, mount.master);
};

/** Nothing comes in or goes out any more; also for a mount that is gone. */
export const makePrivate = (mount: Mount): void => {
  leaveGroup(mount);
  follow(mount, null);
};

export const makeShared = (vfs: Vfs, mount: Mount): void => {
  mount.isUnbindable = false;
  if (mount.group === null) join(mount, new PeerGroup(vfs.nextGroup()));
};

/** `mount`, which neither shares nor takes, does both as `model` does. */
export const joinGroupOf = (mount: Mount, model: Mount): void => {
  if (model.group !== null) join(mount, model.group);
  follow(mount, model.master);
};

/** MS_SHARED, MS_SLAVE, MS_PRIVATE, MS_UNBINDABLE (change_mnt_propagation). */
export const setPropagation = (vfs: Vfs, mount: Mount, kind: PropagationKind): void => {
  if (kind === "shared") makeShared(vfs, mount);
  else if (kind === "slave") {
    leaveGroup(mount);
    mount.isUnbindable = false;
  } else {
    makePrivate(mount);
    mount.isUnbindable = kind === "unbindable";
  }
};

/** One mount again, standing nowhere (clone_mnt). */
export const cloneMount = (vfs: Vfs, mount: Mount, root: Dentry, sharing: Sharing): Mount => {
  const copy = vfs.newMount(root, mount.source, mount.flags);
  copy.isLocked = mount.isLocked;
  const isSlave = sharing === "slave" || sharing === "shared slave" || (sharing === "follow" && mount.group !== null);
  if (isSlave) {
    if (mount.group !== null) follow(copy, mount.group);
    else follow(copy, mount.master);
  } else {
    if (sharing === "peer") makeShared(vfs, mount);
    if (mount.group !== null) join(copy, mount.group);
    follow(copy, mount.master);
  }
  if (sharing === "shared slave") makeShared(vfs, copy);
  if (sharing === "keep") copy.isUnbindable = mount.isUnbindable;
  return copy;
};

export interface CopyOptions {
  readonly sharing: Sharing;
  /** Unbindable mounts are copied, too. */
  readonly unbindable?: boolean;
  /** Only the mount itself. */
  readonly alone?: boolean;
}

/** Mounts below a place, parents before children; siblings in the order of mounting. */
export const mountsWithin = (from: Path): Mount[] => {
  const found: Mount[] = [];
  const visit = (mount: Mount, place: Dentry): void => {
    for (const child of mount.children) {
      if (child.mountPoint?.isWithin(place) !== true) continue;
      found.push(child);
      visit(child, child.root);
    }
  };
  visit(from.mount, from.dentry);
  return found;
};

/** A mount and what is mounted below the place, again; which became which (copy_tree). They stand in no namespace yet. */
export const copyTree = (vfs: Vfs, from: Path, { sharing, unbindable, alone }: CopyOptions): Map<Mount, Mount> => {
  const copies = new Map<Mount, Mount>([[from.mount, cloneMount(vfs, from.mount, from.dentry, sharing)]]);
  for (const mount of alone ? [] : mountsWithin(from)) {
    const parent = copies.get(mount.parent as Mount);
    if (parent === undefined || (mount.isUnbindable && !unbindable)) continue;
    const copy = cloneMount(vfs, mount, mount.root, sharing);
    vfs.link(copy, new Path(parent, mount.mountPoint as Dentry));
    copies.set(mount, copy);
  }
  return copies;
};

/** Puts a tree of mounts at a place, and wherever that place is shared with (attach_recursive_mnt). */
export const attachTree = (vfs: Vfs, top: Mount, at: Path): void => {
  if (at.mount.group !== null) {
    const tree = [top, ...mountsWithin(top.rootPath)];
    for (const mount of tree) if (mount.group === null) join(mount, new PeerGroup(vfs.nextGroup()));
    spread(vfs, top, at);
  }
  settle(vfs, top, at);
};

const settle = (vfs: Vfs, top: Mount, at: Path): void => {
  vfs.attach(top, at);
  for (const mount of mountsWithin(top.rootPath)) {
    mount.namespace = at.mount.namespace;
    if (!vfs.mounts.includes(mount)) vfs.mounts.push(mount);
  }
};

/** propagate_mnt: copies go to every peer of the place, and to slaves of the group, and theirs. */
const spread = (vfs: Vfs, top: Mount, at: Path): void => {
  const group = at.mount.group as PeerGroup;
  for (const peer of [...group.members]) if (peer !== at.mount) copyTo(vfs, top, peer, at.dentry, "peer");
  spreadToSlaves(vfs, top, group, at.dentry);
};

const spreadToSlaves = (vfs: Vfs, top: Mount, group: PeerGroup, point: Dentry): void => {
  const done = new Set<PeerGroup>();
  for (const slave of [...group.slaves]) {
    if (slave.group === null) {
      copyTo(vfs, top, slave, point, "slave");
      continue;
    }
    if (done.has(slave.group)) continue;
    done.add(slave.group);
    let first: Mount | null = null;
    for (const member of [...slave.group.members]) {
      const made: Mount | null =
        first === null ? copyTo(vfs, top, member, point, "shared slave") : copyTo(vfs, first, member, point, "peer");
      first ??= made;
    }
    spreadToSlaves(vfs, first ?? top, slave.group, point);
  }
};

/** A copy of the tree on `point` of another mount; null where that does not show the place. */
const copyTo = (vfs: Vfs, top: Mount, to: Mount, point: Dentry, sharing: Sharing): Mount | null => {
  if (!point.isWithin(to.root)) return null;
  const copies = copyTree(vfs, top.rootPath, { sharing });
  const copy = copies.get(top) as Mount;
  settle(vfs, copy, new Path(to, point));
  if (to.namespace?.userNs !== top.namespace?.userNs && top.namespace !== null) copy.isLocked = true;
  return copy;
};

/** Mounts that receive what happens on `mount` (propagation_next): its peers, slaves of the group, theirs. */
const receivers = (mount: Mount): Set<Mount> => {
  const found = new Set<Mount>();
  const visit = (group: PeerGroup): void => {
    for (const member of group.members) found.add(member);
    for (const slave of group.slaves) {
      if (found.has(slave)) continue;
      found.add(slave);
      if (slave.group !== null) visit(slave.group);
    }
  };
  if (mount.group !== null) visit(mount.group);
  found.delete(mount);
  return found;
};

/** What was mounted along with `mount` on other sides of its parent (propagate_umount). */
export const counterparts = (mount: Mount): Mount[] => {
  const { parent, mountPoint } = mount;
  if (parent === null || mountPoint === null) return [];
  const found: Mount[] = [];
  for (const receiver of receivers(parent)) {
    const other = mountedOn(receiver, mountPoint);
    if (other !== null && other.root === mount.root) found.push(other);
  }
  return found;
};

/** A bound place may not be unbindable. */
export const checkBindable = (mount: Mount): void => {
  if (mount.isUnbindable) throw EINVAL;
};
