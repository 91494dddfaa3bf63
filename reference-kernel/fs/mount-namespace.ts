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
  root: Mount | null = null;

  constructor(ino: number, userNs: UserNamespace) {
    this.ino = ino;
    this.userNs = userNs;
  }

  get rootPath(): Path {
    if (this.root === null) throw new Error("no root is mounted");
    return this.root.rootPath;
  }
}

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
