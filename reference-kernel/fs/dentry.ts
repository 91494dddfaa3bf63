/**
 * The dentry: a name in a directory. tmpfs keeps its directories nowhere else, as in Linux: the index of a directory's
 * dentry *is* the directory. All dentries here are positive; a name that is not there has none.
 */
import type { DirectoryIndex } from "./directory-index.ts";
import type { Inode } from "./inode.ts";
import type { Mount } from "./mount.ts";

export class Dentry {
  name: string;
  /** Null for the root of a file system. */
  parent: Dentry | null;
  /** RENAME_EXCHANGE and copies aside, a dentry keeps its inode for life. */
  readonly inode: Inode;
  /** Names in this directory; null for what is no directory or keeps none (procfs). */
  readonly index: DirectoryIndex | null;
  /** Mounts whose mount point is this dentry, latest last. */
  mounts: Mount[] | null = null;
  /** Removed from its directory: d_path says " (deleted)". */
  isUnhashed = false;
  /** @internal Position for getdents64; see DirectoryIndex. */ position = 0;
  /** @internal Towards the head (younger). */ younger: Dentry | null = null;
  /** @internal */ older: Dentry | null = null;

  constructor(name: string, parent: Dentry | null, inode: Inode, index: DirectoryIndex | null) {
    this.name = name;
    this.parent = parent;
    this.inode = inode;
    this.index = index;
  }

  /** Whether this is `other` or lies below it (is_subdir), within one file system. */
  isWithin(other: Dentry): boolean {
    for (let dentry: Dentry | null = this; dentry !== null; dentry = dentry.parent) if (dentry === other) return true;
    return false;
  }
}
