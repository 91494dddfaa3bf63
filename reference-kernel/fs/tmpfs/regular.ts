/** Regular files of tmpfs (mm/shmem.c), and the open file on one. */
import { EFBIG, EINVAL, ENOMEM, ENOSPC, ENXIO, EOPNOTSUPP, EPERM, Errno } from "../../abi/errors.ts";
import { O_APPEND, O_NOATIME, SEEK_CUR, SEEK_DATA, SEEK_END, SEEK_HOLE, SEEK_SET } from "../../abi/open.ts";
import { SIGXFSZ } from "../../abi/signal.ts";
import { S_IFREG } from "../../abi/stat.ts";
import type { Caller } from "../../core/caller.ts";
import type { SplicedPage } from "../../files/pipe.ts";
import type { Sink, Source } from "../../memory/io.ts";
import type { Mappable, MappingSet } from "../../memory/mappable.ts";
import { FRAME_SIZE } from "../../memory/physical.ts";
import { removePrivileges } from "../attributes.ts";
import type { FsCaller } from "../context.ts";
import { Inode } from "../inode.ts";
import { type Path, touchAtime } from "../mount.ts";
import { IN, notifyFile } from "../notify.ts";
import { VfsFile } from "../vfs-file.ts";
import { type PageBacking, Pages } from "./pages.ts";
import type { Tmpfs } from "./tmpfs.ts";

const RLIMIT_FSIZE = 1;
/** Largest file (MAX_LFS_FILESIZE, 2^63 - 1), as near as a JS number comes. */
const MAX_FILE_SIZE = 2 ** 63;

export const FALLOC_FL_KEEP_SIZE = 1;
export const FALLOC_FL_PUNCH_HOLE = 2;

/** F_SEAL_* bits. */
export const SEAL = { seal: 1, shrink: 2, grow: 4, write: 8, futureWrite: 16, exec: 32, all: 63 } as const;

export class RegularInode extends Inode {
  declare readonly superblock: Tmpfs;
  readonly pages: Pages;
  /** SEAL bits; only memfd_create makes files that take further ones. */
  seals: number = SEAL.seal;
  #size = 0;

  constructor(
    superblock: Tmpfs,
    mode: number,
    owner: { uid: number; gid: number },
    backing: PageBacking | null = null,
  ) {
    super(superblock, S_IFREG | mode, owner, superblock.clock);
    this.pages = new Pages(superblock.physical, superblock, backing);
    this.#size = backing?.size ?? 0;
  }

  override get size(): number {
    return this.#size;
  }

  override get blocks(): number {
    return this.pages.blocks;
  }

  override open(_caller: FsCaller, flags: number, path: Path): RegularFile {
    return new RegularFile(path, flags, this);
  }

  /** Content from before any task ran. */
  fill(source: Source): void {
    this.pages.write(source, 0, source.remaining, (moved) => {
      this.#size += moved;
    });
  }

  /** How far a write at `position` may go; SIGXFSZ and EFBIG at the caller's limit (generic_write_checks). */
  writableLength(caller: Caller, position: number, length: number): number {
    const limit = caller.limit(RLIMIT_FSIZE);
    if (position >= limit) {
      caller.raise(SIGXFSZ);
      throw EFBIG;
    }
    if (position >= MAX_FILE_SIZE) throw EFBIG;
    return Math.min(length, limit - position, MAX_FILE_SIZE - position);
  }

  write(caller: Caller, source: Source, position: number): number {
    if (source.remaining === 0) return 0;
    const length = this.writableLength(caller, position, source.remaining);
    if ((this.seals & (SEAL.write | SEAL.futureWrite)) !== 0) throw EPERM;
    if ((this.seals & SEAL.grow) !== 0 && position + length > this.#size) throw EPERM;
    removePrivileges(caller as FsCaller, this);
    let done = 0;
    try {
      this.pages.write(source, position, length, (moved) => {
        done += moved;
        if (position + done > this.#size) this.#size = position + done;
      });
    } catch (error) {
      if (done === 0 || !(error instanceof Errno)) throw error;
    }
    this.modified(caller.clock);
    return done;
  }

  override truncate(caller: Caller, size: number): void {
    if (size < this.#size && (this.seals & SEAL.shrink) !== 0) throw EPERM;
    if (size > this.#size) {
      if ((this.seals & SEAL.grow) !== 0) throw EPERM;
      if (size > caller.limit(RLIMIT_FSIZE)) {
        caller.raise(SIGXFSZ);
        throw EFBIG;
      }
      if (size > MAX_FILE_SIZE) throw EFBIG;
    }
    if (size <= this.#size) {
      this.#size = size;
      this.pages.truncate(size);
    } else {
      // What a mapping wrote beyond the old end in its page comes to light: tmpfs does not clear it.
      this.#size = size;
    }
    removePrivileges(caller as FsCaller, this);
    this.modified(caller.clock);
  }

  /** fallocate(2), as tmpfs has it: allocation, KEEP_SIZE, PUNCH_HOLE (shmem_fallocate). */
  allocate(caller: Caller, mode: number, offset: number, length: number): void {
    if ((mode & ~(FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE)) !== 0) throw EOPNOTSUPP;
    const end = offset + length;
    if ((mode & FALLOC_FL_PUNCH_HOLE) !== 0) {
      if ((this.seals & (SEAL.write | SEAL.futureWrite)) !== 0) throw EPERM;
    } else if ((this.seals & SEAL.grow) !== 0 && end > this.#size) throw EPERM;
    removePrivileges(caller as FsCaller, this);
    if ((mode & FALLOC_FL_PUNCH_HOLE) !== 0) {
      this.#punch(offset, Math.min(end, Math.ceil(Math.max(this.#size, end) / FRAME_SIZE) * FRAME_SIZE));
      this.modified(caller.clock);
      return;
    }
    if ((mode & FALLOC_FL_KEEP_SIZE) === 0 && end > this.#size && end > caller.limit(RLIMIT_FSIZE)) {
      caller.raise(SIGXFSZ);
      throw EFBIG;
    }
    const first = Math.floor(offset / FRAME_SIZE);
    const last = Math.ceil(end / FRAME_SIZE);
    if (last - first > this.superblock.maxBlocks) throw ENOSPC;
    const made: number[] = [];
    try {
      for (let page = first; page < last; page++) {
        if (!this.pages.has(page)) made.push(page);
        this.pages.reserve(page);
      }
    } catch (error) {
      for (const page of made) this.pages.drop(page, page + 1, false);
      throw error;
    }
    if ((mode & FALLOC_FL_KEEP_SIZE) === 0 && end > this.#size) this.#size = end;
    this.modified(caller.clock);
  }

  #punch(from: number, to: number): void {
    const first = Math.ceil(from / FRAME_SIZE);
    const last = Math.floor(to / FRAME_SIZE);
    if (first > last) {
      this.pages.zero(from, to);
      return;
    }
    this.pages.zero(from, first * FRAME_SIZE);
    if (last > first) this.pages.drop(first, last, false);
    this.pages.zero(last * FRAME_SIZE, to);
  }

  override checkChange(what: "mode" | "owner" | "times", mode = this.mode): void {
    if (what === "mode" && (this.seals & SEAL.exec) !== 0 && ((mode ^ this.mode) & 0o111) !== 0) throw EPERM;
  }

  protected override evict(): void {
    this.pages.drop(0, Number.POSITIVE_INFINITY, true);
    this.superblock.freeInode();
  }
}

export class RegularFile extends VfsFile {
  readonly #file: RegularInode;

  get regular(): RegularInode {
    return this.#file;
  }

  constructor(path: Path, flags: number, file: RegularInode) {
    super(path, flags);
    this.#file = file;
  }

  override get canSpliceFrom(): boolean {
    return true;
  }

  override get canSpliceTo(): boolean {
    return true;
  }

  override get isSeekable(): boolean {
    return true;
  }

  override get takesDirect(): boolean {
    return true;
  }

  override read(caller: Caller, sink: Sink): number {
    const count = this.readAt(caller, sink, this.offset);
    this.offset += count;
    return count;
  }

  override readAt(caller: Caller, sink: Sink, offset: number): number {
    const file = this.#file;
    const count = offset < file.size ? file.pages.read(sink, offset, file.size) : 0;
    if ((this.flags & O_NOATIME) === 0) touchAtime(this.path, caller.clock);
    if (count > 0) notifyFile(this.path.dentry, IN.access);
    return count;
  }

  /** The file's own pages from `offset` on, at most `slots` of them, for a pipe (shmem_file_splice_read). */
  lend(caller: Caller, offset: number, count: number, slots: number): SplicedPage[] {
    const pages: SplicedPage[] = [];
    const end = Math.min(offset + count, this.#file.size);
    for (let at = offset; at < end && pages.length < slots; ) {
      const page = this.#file.pages.lend(at, end - at);
      pages.push(page);
      at += page.length;
    }
    if ((this.flags & O_NOATIME) === 0) touchAtime(this.path, caller.clock);
    if (pages.length > 0) notifyFile(this.path.dentry, IN.access);
    return pages;
  }

  override write(caller: Caller, source: Source): number {
    if ((this.flags & O_APPEND) !== 0 && source.remaining > 0) this.offset = this.#file.size;
    const count = this.#file.write(caller, source, this.offset);
    this.offset += count;
    if (count > 0) notifyFile(this.path.dentry, IN.modify);
    return count;
  }

  /** pwrite(2); with O_APPEND Linux appends all the same. */
  override writeAt(caller: Caller, source: Source, offset: number): number {
    const count = this.#file.write(caller, source, (this.flags & O_APPEND) !== 0 ? this.#file.size : offset);
    if (count > 0) notifyFile(this.path.dentry, IN.modify);
    return count;
  }

  override seek(_caller: Caller, offset: number, whence: number): number {
    const to = this.#target(offset, whence);
    if (to < 0 || to > MAX_FILE_SIZE) throw EINVAL;
    // The largest offset is reached exactly, or it is what a sum beyond it was rounded to.
    if (to === MAX_FILE_SIZE && whence !== SEEK_SET && offset !== 0) throw EINVAL;
    this.offset = to;
    return to;
  }

  #target(offset: number, whence: number): number {
    const { size, pages } = this.#file;
    switch (whence) {
      case SEEK_SET:
        return offset;
      case SEEK_CUR:
        return this.offset + offset;
      case SEEK_END:
        return size + offset;
      case SEEK_DATA: {
        if (offset < 0 || offset >= size) throw ENXIO;
        const page = pages.nextData(Math.floor(offset / FRAME_SIZE), Math.ceil(size / FRAME_SIZE));
        if (page < 0) throw ENXIO;
        return Math.max(offset, page * FRAME_SIZE);
      }
      case SEEK_HOLE: {
        if (offset < 0 || offset >= size) throw ENXIO;
        return Math.min(size, Math.max(offset, pages.nextHole(Math.floor(offset / FRAME_SIZE)) * FRAME_SIZE));
      }
      default:
        throw EINVAL;
    }
  }

  /** To map a file is to access it (shmem_mmap). */
  override mappable(): Mappable {
    touchAtime(this.path, this.#file.superblock.clock);
    return new MappedRegular(this, this.#file);
  }
}

/** A regular file as memory maps it. */
class MappedRegular implements Mappable {
  readonly #open: RegularFile;
  readonly #file: RegularInode;

  constructor(open: RegularFile, file: RegularInode) {
    this.#open = open;
    this.#file = file;
  }

  get size(): number {
    return this.#file.size;
  }

  get mappings(): MappingSet {
    return this.#file.pages.mappings;
  }

  get device(): number {
    return this.#file.superblock.device;
  }

  get inode(): number {
    return this.#file.ino;
  }

  get isWriteSealed(): boolean {
    return (this.#file.seals & (SEAL.write | SEAL.futureWrite)) !== 0;
  }

  isResident(index: number): boolean {
    return this.#file.pages.hasData(index);
  }

  punch(first: number, end: number): void {
    if (this.isWriteSealed) throw EPERM;
    this.#file.pages.drop(first, end, false);
    this.#file.modified(this.#file.superblock.clock);
  }

  describe(): string {
    return this.#open.describe();
  }

  /**
   * Holes get a page of their own even for reading, as tmpfs does; no room in the file system is SIGBUS. A first write
   * through a shared mapping moves the times (fault_dirty_shared_page).
   */
  page(index: number, forWrite: boolean): number | null {
    if (index * FRAME_SIZE >= this.#file.size) return null;
    if (forWrite) this.#file.modified(this.#file.superblock.clock);
    try {
      return this.#file.pages.require(index);
    } catch (error) {
      if (error === ENOMEM) return -1;
      if (error === ENOSPC) return null;
      throw error;
    }
  }
}
