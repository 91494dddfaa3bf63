/** What a task knows of the file system (struct fs_struct): root, working directory, umask. */
import type { Caller } from "../core/caller.ts";
import type { Path } from "./mount.ts";
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
  root: Path;
  cwd: Path;
  umask = 0o022;
  #users = 1;

  constructor(vfs: Vfs, root: Path = vfs.root, cwd: Path = root) {
    this.vfs = vfs;
    this.root = root;
    this.cwd = cwd;
    vfs.contexts.add(this);
  }

  /** fork(2). */
  copy(): FsContext {
    const copy = new FsContext(this.vfs, this.root, this.cwd);
    copy.umask = this.umask;
    return copy;
  }

  /** CLONE_FS. */
  share(): this {
    this.#users++;
    return this;
  }

  get isShared(): boolean {
    return this.#users > 1;
  }

  leave(): void {
    if (--this.#users === 0) this.vfs.contexts.delete(this);
  }
}
