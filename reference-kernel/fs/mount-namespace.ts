/** Mount namespaces (mount_namespaces(7)): each has a tree of mounts of its own. */
import type { Namespace } from "../core/namespace.ts";
import type { UserNamespace } from "../core/user-namespace.ts";
import type { Mount, Path } from "./mount.ts";
import { copyTree } from "./propagation.ts";
import type { Vfs } from "./vfs.ts";

export class MountNamespace implements Namespace {
  readonly kind = "mnt";
  readonly ino: number;
  readonly userNs: UserNamespace;
  /** As statmount(2) and NS_MNT_GET_ALL number them; never used again. */
  get id(): number {
    return this.ino;
  }
  /** Of a tree of mounts that stands nowhere and is reached through a descriptor (open_tree, fsmount). */
  readonly isAnonymous: boolean;
  root: Mount | null = null;

  constructor(ino: number, userNs: UserNamespace, isAnonymous = false) {
    this.ino = ino;
    this.userNs = userNs;
    this.isAnonymous = isAnonymous;
  }

  get rootPath(): Path {
    if (this.root === null) throw new Error("no root is mounted");
    return this.root.rootPath;
  }
}

/** The mounts of a namespace, in the order in which they were made. */
export const mountsOf = (vfs: Vfs, namespace: MountNamespace | null): Mount[] =>
  vfs.mounts.filter((mount) => mount.namespace === namespace).sort((a, b) => a.id - b.id);

/**
 * A copy of a namespace's mounts, and which mount became which (copy_mnt_ns). For another user namespace it is less
 * trusted: what is shared only comes in, and no mount may be taken off what it hides.
 */
export const copyNamespace = (
  vfs: Vfs,
  from: MountNamespace,
  userNs: UserNamespace,
): { readonly copy: MountNamespace; readonly mounts: ReadonlyMap<Mount, Mount> } => {
  const copy = new MountNamespace(vfs.nextNamespace(), userNs);
  const isForeign = userNs !== from.userNs;
  const mounts = copyTree(vfs, from.rootPath, { sharing: isForeign ? "follow" : "keep", unbindable: true });
  const root = mounts.get(from.rootPath.mount) as Mount;
  for (const mount of mounts.values()) {
    mount.namespace = copy;
    if (isForeign && mount !== root) mount.isLocked = true;
    vfs.mounts.push(mount);
  }
  root.isLocked = true;
  copy.root = root;
  return { copy, mounts };
};
