/**
 * tmpfs: everything in memory. Directories are the dentry cache itself, files are frames of physical memory, counted
 * against a size (mm/shmem.c).
 */
import { EINVAL, ENAMETOOLONG, ENOSPC } from "../../abi/errors.ts";
import { S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG } from "../../abi/stat.ts";
import type { Caller } from "../../core/caller.ts";
import type { Clock } from "../../core/clock.ts";
import type { Blocking } from "../../core/thread.ts";
import { Fifo } from "../../files/fifo.ts";
import type { OpenFile } from "../../files/open-file.ts";
import type { PhysicalMemory } from "../../memory/physical.ts";
import type { FsCaller } from "../context.ts";
import { Dentry } from "../dentry.ts";
import { DirectoryIndex } from "../directory-index.ts";
import { openFifo } from "../fifo-file.ts";
import { Inode } from "../inode.ts";
import type { Path } from "../mount.ts";
import { type SpaceReport, Superblock } from "../superblock.ts";
import { parseTmpfsOptions } from "./options.ts";
import { RegularInode } from "./regular.ts";

export interface TmpfsOptions {
  readonly device: number;
  readonly clock: Clock;
  readonly physical: PhysicalMemory;
  /** Bytes that its files may take. */
  readonly size: number;
  /** Inodes that it may have; by default one for each page of 32 GiB of memory's half, which nobody reaches. */
  readonly maxInodes?: number;
  /** Permission bits of the root directory, and whose it is. */
  readonly mode?: number;
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** Whether /proc/mounts shows the size; by default it does. */
  readonly showsSize?: boolean;
}

const ROOT = { uid: 0, gid: 0 };
/** What a directory entry counts for in a directory's st_size (BOGO_DIRENT_SIZE). */
const ENTRY_SIZE = 20;
/** Links shorter than this live in the inode (SHORT_SYMLINK_LEN); longer ones take a page. */
const SHORT_SYMLINK = 128;
const PAGE_SIZE = 4096;

export class Tmpfs extends Superblock {
  override readonly type: string = "tmpfs";
  override readonly magic: number = 0x0102_1994;
  override readonly isDetailed: boolean = true;
  override readonly refusesDevices: boolean = true;
  /** Whether a directory's size tells how many names it has. */
  readonly countsEntries: boolean = true;
  readonly root: Dentry;
  readonly clock: Clock;
  readonly physical: PhysicalMemory;
  maxBlocks: number;
  #maxInodes: number;
  #showsSize: boolean;
  #blocks = 0;
  #inodes = 0;

  /** `makeRoot` is for file systems that stand on this one. */
  constructor(options: TmpfsOptions, makeRoot?: (fs: Tmpfs) => DirectoryInode) {
    super(options.device);
    this.clock = options.clock;
    this.physical = options.physical;
    this.maxBlocks = Math.floor(options.size / PAGE_SIZE);
    this.#maxInodes = options.maxInodes ?? 1 << 22;
    this.#showsSize = options.showsSize ?? true;
    this.allocateInode();
    const inode = makeRoot?.(this) ?? new DirectoryInode(this, options.mode ?? 0o1777, options.owner ?? ROOT);
    inode.nlink = Math.max(inode.nlink, 2);
    this.root = new Dentry("/", null, inode, new DirectoryIndex());
    inode.dentry = this.root;
  }

  charge(): void {
    if (this.#blocks >= this.maxBlocks) throw ENOSPC;
    this.#blocks++;
  }

  uncharge(count: number): void {
    this.#blocks -= count;
  }

  allocateInode(): void {
    if (this.#inodes >= this.#maxInodes) throw ENOSPC;
    this.#inodes++;
  }

  freeInode(): void {
    this.#inodes--;
  }

  override space(): SpaceReport {
    return {
      blocks: this.maxBlocks,
      free: this.maxBlocks - this.#blocks,
      files: this.#maxInodes,
      freeFiles: this.#maxInodes - this.#inodes,
    };
  }

  /** New limits, not below what is in use (shmem_reconfigure); the rest of what it can be told comes too late. */
  override reconfigure(options: string): void {
    const { size, showsSize, maxInodes } = parseTmpfsOptions(options);
    const blocks = showsSize ? Math.floor(size / PAGE_SIZE) : this.maxBlocks;
    if (blocks < this.#blocks || (maxInodes ?? this.#maxInodes) < this.#inodes) throw EINVAL;
    this.maxBlocks = blocks;
    this.#maxInodes = maxInodes ?? this.#maxInodes;
    this.#showsSize ||= showsSize;
  }

  override options(): string {
    const mode = this.root.inode.mode & 0o7777;
    const shownMode = mode === 0o1777 ? "" : `,mode=${mode.toString(8)}`;
    return this.#showsSize ? `,size=${(this.maxBlocks * PAGE_SIZE) / 1024}k${shownMode}` : shownMode;
  }
}

export class DirectoryInode extends Inode {
  declare readonly superblock: Tmpfs;

  constructor(superblock: Tmpfs, mode: number, owner: { readonly uid: number; readonly gid: number }) {
    super(superblock, S_IFDIR | mode, owner, superblock.clock);
  }

  override get size(): number {
    if (!this.superblock.countsEntries) return 0;
    return ENTRY_SIZE * (2 + (this.dentry?.index?.count ?? 0));
  }

  override get isChangeable(): boolean {
    return true;
  }

  /** Looks up what the dentry's index does not have: nothing, in a file system that lives in memory alone. */
  find(_name: string): Inode | null {
    return null;
  }

  override lookup(_caller: FsCaller, name: string): Inode | null {
    return this.find(name);
  }

  override makeNode(caller: Caller, mode: number, gid: number, rdev: number): Inode {
    this.superblock.allocateInode();
    const owner = { uid: caller.credentials.fsuid, gid };
    switch (mode & S_IFMT) {
      case S_IFREG:
        return new RegularInode(this.superblock, mode & 0o7777, owner);
      case S_IFDIR:
        return new DirectoryInode(this.superblock, mode & 0o7777, owner);
      default:
        return new SpecialInode(this.superblock, mode, owner, rdev);
    }
  }

  override makeSymlink(caller: Caller, target: string, gid: number): Inode {
    if (target.length + 1 > PAGE_SIZE) throw ENAMETOOLONG;
    this.superblock.allocateInode();
    return new SymlinkInode(this.superblock, target, { uid: caller.credentials.fsuid, gid });
  }

  protected override evict(): void {
    this.superblock.freeInode();
  }
}

export class SymlinkInode extends Inode {
  declare readonly superblock: Tmpfs;
  readonly #target: string;

  constructor(superblock: Tmpfs, target: string, owner: { readonly uid: number; readonly gid: number }) {
    super(superblock, S_IFLNK | 0o777, owner, superblock.clock);
    this.#target = target;
    if (this.#isLong) superblock.charge();
  }

  get #isLong(): boolean {
    return this.#target.length + 1 > SHORT_SYMLINK;
  }

  override get size(): number {
    return this.#target.length;
  }

  override get blocks(): number {
    return this.#isLong ? PAGE_SIZE / 512 : 0;
  }

  override readLink(): string {
    return this.#target;
  }

  protected override evict(): void {
    if (this.#isLong) this.superblock.uncharge(1);
    this.superblock.freeInode();
  }
}

/** FIFOs, sockets and device nodes. What is behind them is found when they are opened. */
export class SpecialInode extends Inode {
  declare readonly superblock: Tmpfs;
  /** The socket that is bound here, for the network room. */
  socket: object | null = null;
  readonly #fifo = new Fifo();

  constructor(superblock: Tmpfs, mode: number, owner: { readonly uid: number; readonly gid: number }, rdev: number) {
    super(superblock, mode, owner, superblock.clock);
    this.rdev = rdev;
  }

  override open(caller: FsCaller, flags: number, path: Path): OpenFile | Blocking<OpenFile> {
    if (this.type === S_IFIFO) return openFifo(this.#fifo, caller, flags, path);
    return caller.fs.vfs.devices.open(this, caller, flags, path);
  }

  protected override evict(): void {
    this.superblock.freeInode();
  }
}
