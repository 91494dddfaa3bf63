/** One mounted file system (struct super_block): its device number, its root, its counters of inodes and space. */
import type { UserNamespace } from "../core/user-namespace.ts";
import type { Dentry } from "./dentry.ts";
import type { Inode } from "./inode.ts";

export interface SpaceReport {
  /** Blocks of `blockSize` bytes: all, free. */
  readonly blocks: number;
  readonly free: number;
  /** Inodes: all, free. */
  readonly files: number;
  readonly freeFiles: number;
}

const NO_SPACE: SpaceReport = { blocks: 0, free: 0, files: 0, freeFiles: 0 };

export abstract class Superblock {
  /** Name in /proc/filesystems and /proc/mounts: "tmpfs". */
  abstract readonly type: string;
  /** f_type of statfs(2). */
  abstract readonly magic: number;
  abstract readonly root: Dentry;
  /** st_dev of its files. */
  readonly device: number;
  readonly blockSize: number = 4096;
  /** st_blksize of its files. */
  readonly ioSize: number = 4096;
  readonly nameMax: number = 255;
  /** Whether its inodes have a birth time and inode flags that statx(2) shows (and leaves out times nobody asked for). */
  readonly isDetailed: boolean = false;
  /** Device nodes on it cannot be opened: it was mounted in a user namespace (SB_I_NODEV). */
  readonly refusesDevices: boolean = false;
  readOnly = false;
  /** The user namespace that it was mounted in; null for the outermost one or any. Others' ids are no owners on it. */
  userNs: UserNamespace | null = null;
  /** Names whose handles were told, by inode number. */
  readonly handled = new Map<number, Dentry>();
  /** Inodes that somebody watches. */
  readonly watched = new Set<Inode>();
  /** Open files on it that write, over all its mounts. */
  writers = 0;
  #lastIno = 0;

  constructor(device: number) {
    this.device = device;
  }

  nextIno(): number {
    return ++this.#lastIno;
  }

  /** What statfs(2) shows. */
  space(): SpaceReport {
    return NO_SPACE;
  }

  /** Takes further options while it is mounted; those that it does not have are EINVAL, as a rule. */
  reconfigure(_options: string): void {}

  /** Options after "rw,relatime" in /proc/mounts, with their leading comma. */
  options(): string {
    return "";
  }
}
