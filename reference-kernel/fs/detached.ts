/** Trees of mounts that stand nowhere and live as long as a descriptor (open_tree(2), fsmount(2); dissolve_on_fput). */
import { EINVAL } from "../abi/errors.ts";
import { O_PATH } from "../abi/open.ts";
import type { FsCaller } from "./context.ts";
import type { Mount, Path } from "./mount.ts";
import { MountNamespace } from "./mount-namespace.ts";
import { mayUse } from "./moving.ts";
import { checkBindable, copyTree, mountsWithin } from "./propagation.ts";
import { dissolve } from "./unmounting.ts";
import type { Vfs } from "./vfs.ts";
import { PathFile } from "./vfs-file.ts";

/** An O_PATH descriptor of the tree's top. When it goes, so does what nobody attached meanwhile. */
export class DetachedTree extends PathFile {
  readonly #vfs: Vfs;
  readonly #namespace: MountNamespace;

  constructor(vfs: Vfs, mount: Mount, namespace: MountNamespace) {
    super(mount.rootPath, O_PATH);
    this.#vfs = vfs;
    this.#namespace = namespace;
  }

  protected override onRelease(): void {
    super.onRelease();
    dissolve(this.#vfs, this.#namespace);
  }
}

/** Puts mounts (the top first) into a namespace of their own. */
export const detachedTree = (caller: FsCaller, mounts: readonly Mount[]): DetachedTree => {
  const { vfs, mountNs } = caller.fs;
  const namespace = new MountNamespace(vfs.nextNamespace(), mountNs.userNs, true);
  const top = mounts[0] as Mount;
  for (const mount of mounts) {
    mount.namespace = namespace;
    vfs.mounts.push(mount);
  }
  namespace.root = top;
  return new DetachedTree(vfs, top, namespace);
};

/** OPEN_TREE_CLONE: what is at `from`, with AT_RECURSIVE with what is mounted below it (open_detached_copy). */
export const cloneTree = (caller: FsCaller, from: Path, recursive: boolean): DetachedTree => {
  checkBindable(from.mount);
  if (from.mount.superblock.type !== "nsfs" && !mayUse(caller, from.mount)) throw EINVAL;
  if (!recursive && mountsWithin(from).some((mount) => mount.isLocked && mount.parent === from.mount)) throw EINVAL;
  const copies = copyTree(caller.fs.vfs, from, { sharing: "keep", alone: !recursive });
  (copies.get(from.mount) as Mount).isLocked = false;
  return detachedTree(caller, [...copies.values()]);
};
