/**
 * A host folder as a file system: a tmpfs whose directories and pages are found on the host when they are first asked
 * for. The host is never written to: what changes lives in memory (a written page is the file's own from then on, a
 * removed name is remembered as gone).
 *
 * Everything belongs to user and group 0; access times begin at the modification times, so that two runs see the same.
 */
import { S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from "../../abi/stat.ts";
import type { Dentry } from "../dentry.ts";
import type { Inode } from "../inode.ts";
import { RegularInode } from "../tmpfs/regular.ts";
import { DirectoryInode, SpecialInode, SymlinkInode, Tmpfs, type TmpfsOptions } from "../tmpfs/tmpfs.ts";
import { newDentry } from "../walk.ts";
import type { HostFolder, HostStat } from "./host-folder.ts";

const OWNER = { uid: 0, gid: 0 };

export class HostFs extends Tmpfs {
  override readonly type = "hostfs";
  /** HOSTFS_SUPER_MAGIC of User-Mode Linux, which has the like. */
  override readonly magic = 0x00c0_ffee;
  readonly folder: HostFolder;
  /** Files with several names, by identity. */
  readonly #known = new Map<string, Inode>();

  constructor(options: TmpfsOptions, folder: HostFolder) {
    super(options, (fs) => new HostDirectory(fs as HostFs, "", folder, folder.stat("")));
    this.folder = folder;
  }

  /** The inode for what lies at `path` on the host; null when there is nothing. */
  inodeAt(path: string): Inode | null {
    const stat = this.folder.stat(path);
    if (stat === null) return null;
    const type = stat.mode & S_IFMT;
    const shared = type !== S_IFDIR && stat.nlink > 1;
    const known = shared ? this.#known.get(stat.identity) : undefined;
    if (known !== undefined) return known;
    this.allocateInode();
    const inode = this.#make(path, type, stat);
    if (shared) {
      inode.nlink = stat.nlink;
      this.#known.set(stat.identity, inode);
    }
    inode.atime = stat.mtime;
    inode.mtime = stat.mtime;
    inode.ctime = stat.mtime;
    return inode;
  }

  #make(path: string, type: number, stat: HostStat): Inode {
    const permissions = stat.mode & 0o7777;
    switch (type) {
      case S_IFDIR:
        return new HostDirectory(this, path, this.folder, stat);
      case S_IFREG:
        return new RegularInode(this, permissions, OWNER, {
          size: stat.size,
          blocks: stat.blocks,
          read: (offset, target) => this.folder.read(path, offset, target),
        });
      case S_IFLNK:
        return new SymlinkInode(this, this.folder.readLink(path), OWNER);
      default:
        return new SpecialInode(this, type | permissions, OWNER, stat.rdev);
    }
  }
}

class HostDirectory extends DirectoryInode {
  declare readonly superblock: HostFs;
  readonly #path: string;
  readonly #folder: HostFolder;
  readonly #size: number;
  readonly #blocks: number;
  /** Names that were removed here: the host still has them. */
  readonly #gone = new Set<string>();
  #isComplete = false;

  constructor(superblock: HostFs, path: string, folder: HostFolder, stat: HostStat | null) {
    super(superblock, (stat?.mode ?? 0o755) & 0o7777, OWNER);
    this.#path = path;
    this.#folder = folder;
    this.nlink = Math.max(stat?.nlink ?? 2, 2);
    this.#size = stat?.size ?? 0;
    this.#blocks = stat?.blocks ?? 0;
    if (stat !== null) {
      this.atime = stat.mtime;
      this.mtime = stat.mtime;
      this.ctime = stat.mtime;
    }
  }

  /** The host's: to count entries would mean to list them. */
  override get size(): number {
    return this.#size;
  }

  override get blocks(): number {
    return this.#blocks;
  }

  override find(name: string): Inode | null {
    if (this.#isComplete || this.#gone.has(name)) return null;
    return this.superblock.inodeAt(this.#path === "" ? name : `${this.#path}/${name}`);
  }

  override forget(name: string): void {
    this.#gone.add(name);
  }

  override complete(dentry: Dentry): void {
    if (this.#isComplete || dentry.index === null) return;
    // Listings go from the youngest name to the oldest: added backwards, they come out sorted (before known names).
    const names = [...this.#folder.list(this.#path)].sort().reverse();
    for (const name of names) {
      if (dentry.index.get(name) !== undefined) continue;
      const inode = this.find(name);
      if (inode !== null) dentry.index.add(newDentry(name, dentry, inode));
    }
    this.#isComplete = true;
  }
}
