/**
 * The inode: what a name leads to. It owns mode, owner, link count, times and the data; names belong to dentries,
 * offsets to open files.
 *
 * Operations that a kind does not have answer what Linux answers for them.
 */
import { EACCES, EINVAL, ENOTDIR, ENOTEMPTY, ENXIO, EPERM, ETXTBSY } from "../abi/errors.ts";
import { S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from "../abi/stat.ts";
import type { Caller } from "../core/caller.ts";
import type { Clock } from "../core/clock.ts";
import type { Blocking } from "../core/thread.ts";
import type { FlockLocks } from "../files/flock.ts";
import type { Leases } from "../files/leases.ts";
import type { OpenFile } from "../files/open-file.ts";
import type { RecordLocks } from "../files/record-locks.ts";
import type { FsCaller } from "./context.ts";
import type { Dentry } from "./dentry.ts";
import type { Path } from "./mount.ts";
import { type InodeWatch, notifyGone } from "./notify.ts";
import type { Superblock } from "./superblock.ts";
import { relatimeNeedsUpdate, type Timestamp } from "./time.ts";

/** One name of a directory that is not kept in the dentry cache. */
export interface ListedEntry {
  readonly name: string;
  readonly ino: number;
  /** S_IF* bits. */
  readonly type: number;
  /** Where a listing resumes (d_off); ascending. By default its place in the list. */
  readonly position?: number;
}

export abstract class Inode {
  readonly superblock: Superblock;
  readonly ino: number;
  /** Type and permission bits. */
  mode: number;
  uid: number;
  gid: number;
  nlink = 1;
  /** Device number of device nodes. */
  rdev = 0;
  atime: Timestamp;
  mtime: Timestamp;
  ctime: Timestamp;
  readonly btime: Timestamp;
  /** A directory's one dentry, once it was looked up. */
  dentry: Dentry | null = null;
  /** Leases, once somebody took one. */
  leases: Leases | null = null;
  /** RWH_WRITE_LIFE_*, a guess of F_SET_RW_HINT. */
  writeHint = 0;
  /** Open files that only read. */
  readers = 0;
  /** flock(2) locks, once somebody asked for one. */
  flockLocks: FlockLocks | null = null;
  /** Who watches it (inotify), while somebody does. */
  watches: Set<InodeWatch> | null = null;
  /** Extended attributes, once there were any. */
  xattrs: Map<string, Uint8Array> | null = null;
  /** Record locks, once somebody asked for one. */
  recordLocks: RecordLocks | null = null;
  /** Made by O_TMPFILE and to be given a name by link (I_LINKABLE). */
  isLinkableWithoutName = false;
  /** Open files that hold the data although the last name may be gone. */
  #holders = 0;
  #evicted = false;
  /** Open files that write (positive), or programs that run from it (negative). */
  #writers = 0;

  constructor(
    superblock: Superblock,
    mode: number,
    owner: { readonly uid: number; readonly gid: number },
    clock: Clock,
    ino = superblock.nextIno(),
  ) {
    this.superblock = superblock;
    this.ino = ino;
    this.mode = mode;
    this.uid = owner.uid;
    this.gid = owner.gid;
    const now = clock.realtime();
    this.atime = now;
    this.mtime = now;
    this.ctime = now;
    this.btime = now;
  }

  get type(): number {
    return this.mode & S_IFMT;
  }

  /** Whether `mask` (MAY_*) is allowed, by a rule of its own; null where mode and owner decide. */
  ownRule(_caller: Pick<FsCaller, "credentials">, _mask: number): boolean | null {
    return null;
  }

  /** Nobody may write it, whatever its mode says: EPERM (S_IMMUTABLE). */
  get isImmutable(): boolean {
    return false;
  }

  get isDirectory(): boolean {
    return (this.mode & S_IFMT) === S_IFDIR;
  }

  get isRegular(): boolean {
    return (this.mode & S_IFMT) === S_IFREG;
  }

  get isSymlink(): boolean {
    return (this.mode & S_IFMT) === S_IFLNK;
  }

  /** st_size. */
  get size(): number {
    return 0;
  }

  /** st_blocks, in units of 512 bytes. */
  get blocks(): number {
    return 0;
  }

  // --- opening --------------------------------------------------------------------------------------------------

  /** The open file; a generator where opening sleeps (FIFOs). Permissions have been checked. */
  open(_caller: FsCaller, _flags: number, _path: Path): OpenFile | Blocking<OpenFile> {
    throw ENXIO;
  }

  /** truncate(2), ftruncate(2) and O_TRUNC; the times move even if the size stays. */
  truncate(_caller: Caller, _size: number): void {
    throw EINVAL;
  }

  /** Before mode, owner or times change: throws where the kind of inode refuses (the setattr operation). */
  checkChange(_what: "mode" | "owner" | "times", _mode?: number): void {}

  // --- symbolic links -------------------------------------------------------------------------------------------

  /** The text of a symbolic link. */
  readLink(_caller: FsCaller): string {
    throw EINVAL;
  }

  /** Where a magic link of /proc leads, whatever its text says; null for ordinary links. */
  followMagic(_caller: FsCaller): Path | null {
    return null;
  }

  // --- directories ----------------------------------------------------------------------------------------------

  /** Looks a name up that the dentry cache does not have; null when there is none. */
  lookup(_caller: FsCaller, _name: string): Inode | null {
    if (!this.isDirectory) throw ENOTDIR;
    return null;
  }

  /** Whether dentries of names found by `lookup` are kept. */
  get cachesNames(): boolean {
    return true;
  }

  /** Names of a directory whose dentry keeps no index; null where it does. */
  list(_caller: FsCaller): readonly ListedEntry[] | null {
    return null;
  }

  /** Fills the dentry's index with every name, for file systems that look names up on demand. */
  complete(_dentry: Dentry): void {}

  /** A name went from this directory (for file systems that would find it again elsewhere). */
  forget(_name: string): void {}

  /** Whether names can be made and removed here. */
  get isChangeable(): boolean {
    return false;
  }

  /** Whether names of it can be moved, and its inodes can be given further ones. */
  get isRearrangeable(): boolean {
    return this.isChangeable;
  }

  /** A new inode for a name in this directory: regular file, directory, FIFO, socket or device node, by `mode`'s type. */
  makeNode(_caller: Caller, mode: number, _gid: number, _rdev: number): Inode {
    throw (mode & S_IFMT) === S_IFREG ? EACCES : EPERM;
  }

  /** A new inode for a directory, for file systems that must know its name. */
  makeDirectory(caller: Caller, _name: string, mode: number, gid: number): Inode {
    return this.makeNode(caller, mode, gid, 0);
  }

  /** Whether directories can be removed here, even where other names cannot. */
  get removesDirectories(): boolean {
    return this.isChangeable;
  }

  /** Before this directory is removed: ENOTEMPTY, or what else stands against it. */
  checkRemovable(dentry: Dentry): void {
    this.complete(dentry);
    if (dentry.index !== null && dentry.index.count > 0) throw ENOTEMPTY;
  }

  makeSymlink(_caller: Caller, _target: string, _gid: number): Inode {
    throw EPERM;
  }

  // --- life -------------------------------------------------------------------------------------------------------

  /** A writer comes (get_write_access): ETXTBSY while the file is being executed. */
  getWriteAccess(): void {
    if (this.#writers < 0) throw ETXTBSY;
    this.#writers++;
  }

  /** Open files that write; below zero while programs run from it. */
  get writers(): number {
    return this.#writers;
  }

  putWriteAccess(): void {
    this.#writers--;
  }

  /** execve runs this file (deny_write_access): ETXTBSY while somebody has it open for writing. */
  denyWriteAccess(): void {
    if (this.#writers > 0) throw ETXTBSY;
    this.#writers--;
  }

  allowWriteAccess(): void {
    this.#writers++;
  }

  hold(): void {
    this.#holders++;
  }

  /** Whether an open file holds it. */
  get isHeld(): boolean {
    return this.#holders > 0;
  }

  /** Nothing leads to it any more. */
  get isEvicted(): boolean {
    return this.#evicted;
  }

  letGo(): void {
    this.#holders--;
    this.evictIfUnused();
  }

  /** Frees the data once no name and no open file is left; called whenever either goes. */
  evictIfUnused(): void {
    if (this.nlink > 0 || this.#holders > 0 || this.#evicted) return;
    this.#evicted = true;
    notifyGone(this);
    this.evict();
  }

  /** Gives back what the data takes. */
  protected evict(): void {}

  // --- times ------------------------------------------------------------------------------------------------------

  /** Data was read; through a path, `touchAtime` of mount.ts is to be asked. */
  accessed(clock: Clock, always = false): void {
    const now = clock.realtime();
    if (!this.superblock.readOnly && (always || relatimeNeedsUpdate(this, now))) this.atime = now;
  }

  /** Data changed (file_update_time). */
  modified(clock: Clock): void {
    const now = clock.realtime();
    this.mtime = now;
    this.ctime = now;
  }

  /** Attributes changed. */
  changed(clock: Clock): void {
    this.ctime = clock.realtime();
  }
}
