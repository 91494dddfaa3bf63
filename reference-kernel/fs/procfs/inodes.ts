/** Kinds of inodes in /proc: directories that list themselves, files of text, links. */
import { EINVAL, EIO, ENOENT, EPERM, ESPIPE } from "../../abi/errors.ts";
import { SEEK_CUR, SEEK_END, SEEK_SET } from "../../abi/open.ts";
import { S_IFDIR, S_IFLNK, S_IFREG } from "../../abi/stat.ts";
import type { Caller, Credentials } from "../../core/caller.ts";
import type { OpenFile } from "../../files/open-file.ts";
import type { Sink, Source } from "../../memory/io.ts";
import type { FsCaller } from "../context.ts";
import { Inode, type ListedEntry } from "../inode.ts";
import type { Path } from "../mount.ts";
import { VfsFile } from "../vfs-file.ts";
import type { NumberedSuperblock } from "./procfs.ts";
import type { ProcFile } from "./source.ts";

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Whatever lies in /proc: its number follows from its place, so that every lookup finds the same. */
export abstract class ProcInode extends Inode {
  declare readonly superblock: NumberedSuperblock;
  /** Path inside /proc, for numbers. */
  readonly place: string;

  constructor(superblock: NumberedSuperblock, place: string, mode: number, owner: Owner) {
    super(superblock, mode, owner, superblock.clock, superblock.inoOf(place));
    this.place = place;
  }

  /** In /proc everything comes and goes; in sysfs it stays. */
  override get cachesNames(): boolean {
    return this.superblock.cachesNames;
  }

  /** proc_setattr. */
  override checkChange(what: "mode" | "owner" | "times"): void {
    if (what === "mode") throw EPERM;
  }
}

/** A directory; names that are not in /proc are ENOENT even for those who would make them (proc_lookup). */
export abstract class ProcDirectory extends ProcInode {
  constructor(superblock: NumberedSuperblock, place: string, permissions: number, owner: Owner) {
    super(superblock, place, S_IFDIR | permissions, owner);
    this.nlink = 2;
  }

  override lookup(caller: FsCaller, name: string): Inode | null {
    const child = this.find(caller, name);
    if (child === null && !this.superblock.cachesNames) throw ENOENT;
    return child;
  }

  override list(caller: FsCaller): readonly ListedEntry[] {
    return this.entries(caller);
  }

  abstract find(caller: FsCaller, name: string): Inode | null;
  abstract entries(caller: FsCaller): readonly ListedEntry[];

  /** A listed name without making its inode. */
  protected entry(name: string, type: number, position?: number): ListedEntry {
    const ino = this.superblock.inoOf(`${this.place}/${name}`);
    return position === undefined ? { name, ino, type } : { name, ino, type, position };
  }
}

export class ProcText extends ProcInode {
  readonly #file: ProcFile;

  constructor(superblock: NumberedSuperblock, place: string, file: ProcFile, owner: Owner) {
    super(superblock, place, S_IFREG | file.mode, owner);
    this.#file = file;
  }

  override ownRule(caller: Pick<FsCaller, "credentials">, mask: number): boolean | null {
    return this.#file.mayAccess?.(caller, mask) ?? null;
  }

  override open(caller: FsCaller, flags: number, path: Path): OpenFile {
    this.#file.checkOpen?.(caller, flags);
    if (this.#file.open !== undefined) return this.#file.open(caller, flags, path);
    return new ProcTextFile(path, flags, this.#file, caller.credentials);
  }

  override get size(): number {
    return this.#file.size ?? 0;
  }

  /** O_TRUNC means nothing here. */
  override truncate(): void {}
}

/** An open file of text (seq_file): the text is made when it is read from the start, and kept while it is read on. */
class ProcTextFile extends VfsFile {
  override get canSpliceFrom(): boolean {
    return true;
  }

  readonly #file: ProcFile;
  readonly #opener: Credentials;
  #bytes: Uint8Array | null = null;

  constructor(path: Path, flags: number, file: ProcFile, opener: Credentials) {
    super(path, flags);
    this.#file = file;
    this.#opener = opener;
  }

  override get isSeekable(): boolean {
    return true;
  }

  override read(caller: Caller, sink: Sink): number {
    const count = this.readAt(caller, sink, this.offset);
    this.offset += count;
    return count;
  }

  override readAt(caller: Caller, sink: Sink, offset: number): number {
    if (offset === 0 || this.#bytes === null) this.#bytes = binary(this.#file.text(caller as FsCaller, this.#opener));
    const bytes = this.#bytes;
    if (offset >= bytes.length || sink.remaining === 0) return 0;
    return sink.put(bytes, offset, Math.min(bytes.length, offset + sink.remaining));
  }

  override write(caller: Caller, source: Source): number {
    const count = this.#write(caller, source, this.offset);
    this.offset += count;
    return count;
  }

  /** seq_open takes pwrite away. */
  override writeAt(caller: Caller, source: Source, offset: number): number {
    if (this.#file.isSeekable !== true) throw ESPIPE;
    return this.#write(caller, source, offset);
  }

  #write(caller: Caller, source: Source, offset: number): number {
    if (this.#file.write === undefined) throw this.#file.refusal ?? EIO;
    const bytes = new Uint8Array(Math.min(source.remaining, 4096));
    const count = source.take(bytes, 0, bytes.length);
    const text = String.fromCharCode(...bytes.subarray(0, count));
    this.#file.write(caller as FsCaller, text, { opener: this.#opener, offset });
    return count;
  }

  override seek(_caller: Caller, offset: number, whence: number): number {
    const ends = this.#file.isSeekable === true;
    // A sysctl's size is 0 and that of a file in sysfs a page, whatever they hold; seq_lseek knows no end.
    const base =
      whence === SEEK_SET
        ? 0
        : whence === SEEK_CUR
          ? this.offset
          : whence === SEEK_END && ends
            ? (this.#file.size ?? 0)
            : Number.NEGATIVE_INFINITY;
    const to = base + offset;
    if (to < 0) throw EINVAL;
    this.offset = to;
    return to;
  }
}

const binary = (text: string): Uint8Array => {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
};

/** A symbolic link whose text is made when it is read. */
export class ProcSymlink extends ProcInode {
  readonly #target: (caller: FsCaller) => string;

  constructor(superblock: NumberedSuperblock, place: string, owner: Owner, target: (caller: FsCaller) => string) {
    super(superblock, place, S_IFLNK | 0o777, owner);
    this.#target = target;
  }

  override readLink(caller: FsCaller): string {
    return this.#target(caller);
  }
}

/** Where a magic link leads, and what it says of that. */
export interface MagicTarget {
  readonly path: Path;
  readonly text: string;
}

/** A magic link: following it goes straight to its target, whatever its text says (proc_pid_get_link). */
export class ProcMagicLink extends ProcInode {
  readonly #target: (caller: FsCaller) => MagicTarget | null;

  constructor(
    superblock: NumberedSuperblock,
    place: string,
    permissions: number,
    owner: Owner,
    target: (caller: FsCaller) => MagicTarget | null,
  ) {
    super(superblock, place, S_IFLNK | permissions, owner);
    this.#target = target;
  }

  override readLink(caller: FsCaller): string {
    return this.#resolve(caller).text;
  }

  override followMagic(caller: FsCaller): Path {
    return this.#resolve(caller).path;
  }

  #resolve(caller: FsCaller): MagicTarget {
    const target = this.#target(caller);
    if (target === null) throw ENOENT;
    return target;
  }
}
