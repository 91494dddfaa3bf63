/** An open file on an inode of a file system: what regular files, directories and devices share. */
import { EBADF } from "../abi/errors.ts";
import { O_CLOEXEC, O_CREAT, O_EXCL, O_NOCTTY, O_TRUNC } from "../abi/open.ts";
import type { Caller } from "../core/caller.ts";
import { OpenFile } from "../files/open-file.ts";
import type { FsCaller } from "./context.ts";
import type { Inode } from "./inode.ts";
import { type Path, pathText } from "./mount.ts";
import { IN, notifyFile } from "./notify.ts";

/** Flags that open(2) uses up; F_GETFL does not show them. */
const USED_UP = O_CLOEXEC | O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC;

export abstract class VfsFile extends OpenFile {
  override inode: Inode;
  override path: Path;
  readonly #writes: boolean;

  constructor(path: Path, flags: number) {
    super(flags & ~USED_UP);
    this.path = path;
    this.inode = path.dentry.inode;
    this.inode.hold();
    const { mount } = path;
    mount.openFiles++;
    mount.isExpiring = false;
    if (this.isWritable) {
      mount.writers++;
      mount.superblock.writers++;
    }
    this.#writes = this.isWritable;
    if (!this.#writes && !this.isPath) this.inode.readers++;
  }

  override describe(): string {
    if (this.path.mount.id === 0) return this.path.dentry.name;
    return pathText(this.path, namespaceRoot(this.path));
  }

  /** Any close by a process gives up all its POSIX record locks on the file (locks_remove_posix). */
  override flush(caller: Caller): void {
    const { files } = caller as FsCaller;
    if (!this.isPath) this.inode.recordLocks?.clear(files);
    for (const note of this.notes) if (note.owner === files) note.end();
  }

  protected override onRelease(): void {
    const { mount, dentry } = this.path;
    if (!this.isPath) notifyFile(dentry, this.#writes ? IN.closeWrite : IN.closeNoWrite);
    mount.openFiles--;
    if (!this.#writes && !this.isPath) this.inode.readers--;
    if (this.#writes) {
      mount.writers--;
      mount.superblock.writers--;
    }
    if (this.isWritable && this.inode.isRegular) this.inode.putWriteAccess();
    this.inode.letGo();
  }
}

/** A place in the tree and nothing else (O_PATH). */
export class PathFile extends VfsFile {
  override read(): never {
    throw EBADF;
  }

  override write(): never {
    throw EBADF;
  }
}

const namespaceRoot = (path: Path): Path => {
  let mount = path.mount;
  while (mount.parent !== null) mount = mount.parent;
  return mount.rootPath;
};
