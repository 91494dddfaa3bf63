/** What a task knows of the file system (struct fs_struct): root, working directory, umask. */
import type { Caller } from "../core/caller.ts";
import type { UserNamespace } from "../core/user-namespace.ts";
import { Path, topOf } from "./mount.ts";
import { copyNamespace, type MountNamespace } from "./mount-namespace.ts";
import { endIfUnused } from "./unmounting.ts";
import type { Vfs } from "./vfs.ts";

/** A caller that walks paths; a task is one. */
export interface FsCaller extends Caller {
  readonly fs: FsContext;
  readonly tid: number;
  /** The descriptor table: owner of POSIX record locks. */
  readonly files: object;
}

export class FsContext {
  readonly vfs: Vfs;
  /** The mount namespace that it sees; its own to change. */
  mountNs: MountNamespace;
  root: Path;
  cwd: Path;
  umask = 0o022;
  #users = 1;

  constructor(vfs: Vfs, root: Path = vfs.root, cwd: Path = root, mountNs: MountNamespace = vfs.mountNs) {
    this.vfs = vfs;
    this.mountNs = mountNs;
    this.root = root;
    this.cwd = cwd;
    vfs.contexts.add(this);
  }

  /** fork(2). */
  copy(): FsContext {
    const copy = new FsContext(this.vfs, this.root, this.cwd, this.mountNs);
    copy.umask = this.umask;
    return copy;
  }

  /** CLONE_FS. */
  share(): this {
    this.#users++;
    return this;
  }

  /** Its root is not the namespace's (current_chrooted). */
  get isChrooted(): boolean {
    return !this.root.equals(this.mountNs.rootPath);
  }

  /** Goes on in a copy of its mount namespace that belongs to `userNs` (copy_mnt_ns). */
  enterCopy(userNs: UserNamespace): void {
    const { copy, mounts } = copyNamespace(this.vfs, this.mountNs, userNs);
    const moved = (path: Path): Path => {
      const mount = mounts.get(path.mount);
      return mount === undefined ? path : new Path(mount, path.dentry);
    };
    this.#moveTo(copy, moved(this.root), moved(this.cwd));
  }

  /** Enters a namespace at its root (mntns_install). */
  enter(namespace: MountNamespace): void {
    const root = topOf(namespace.rootPath);
    this.#moveTo(namespace, root, root);
  }

  #moveTo(namespace: MountNamespace, root: Path, cwd: Path): void {
    const before = this.mountNs;
    this.mountNs = namespace;
    this.root = root;
    this.cwd = cwd;
    endIfUnused(this.vfs, before);
  }

  get isShared(): boolean {
    return this.#users > 1;
  }

  leave(): void {
    if (--this.#users > 0) return;
    this.vfs.contexts.delete(this);
    endIfUnused(this.vfs, this.mountNs);
  }
}
