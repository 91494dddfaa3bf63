/**
 * An open directory: getdents64(2) from a position that lseek(2) can set. Positions 0 and 1 are `.` and `..`; what the
 * others mean is the directory's (see directory-index.ts).
 */
import { EINVAL, EISDIR, ENOENT } from "../abi/errors.ts";
import { O_NOATIME, SEEK_CUR, SEEK_SET } from "../abi/open.ts";
import type { Caller } from "../core/caller.ts";
import type { FsCaller } from "./context.ts";
import { END_POSITION, FIRST_POSITION } from "./directory-index.ts";
import type { ListedEntry } from "./inode.ts";
import { touchAtime } from "./mount.ts";
import { IN, notifyFile } from "./notify.ts";
import { VfsFile } from "./vfs-file.ts";

/** Takes one entry; answers false when it has no room for it. `type` is d_type (the S_IF* bits shifted down). */
export type EmitEntry = (name: string, ino: number, type: number, position: number) => boolean;

export class DirectoryFile extends VfsFile {
  override get isSeekable(): boolean {
    return true;
  }

  override read(): never {
    throw EISDIR;
  }

  override readAt(): never {
    throw EISDIR;
  }

  override seek(_caller: Caller, offset: number, whence: number): number {
    const to = whence === SEEK_SET ? offset : whence === SEEK_CUR ? this.offset + offset : -1;
    if (to < 0) throw EINVAL;
    this.offset = to;
    return to;
  }

  /** Hands entries to `emit` from the own offset on until it has no more room, and moves the offset. */
  list(caller: FsCaller, emit: EmitEntry): void {
    const { dentry } = this.path;
    if (dentry.isUnhashed) throw ENOENT;
    if (this.offset === 0) {
      if (!emit(".", this.inode.ino, 4, 0)) return;
      this.offset = 1;
    }
    if (this.offset === 1) {
      if (!emit("..", this.#parentIno(), 4, 1)) return;
      this.offset = FIRST_POSITION;
    }
    const listed = this.inode.list(caller);
    if (listed === null) this.#listIndex(emit);
    else this.#listEntries(listed, emit);
    notifyFile(dentry, IN.access);
    if ((this.flags & O_NOATIME) === 0) touchAtime(this.path, caller.clock);
  }

  #listIndex(emit: EmitEntry): void {
    const { dentry } = this.path;
    const index = dentry.index;
    if (index === null) return;
    dentry.inode.complete(dentry);
    for (let entry = index.from(this.offset); entry !== null; entry = entry.older) {
      this.offset = entry.position;
      if (!emit(entry.name, entry.inode.ino, entry.inode.mode >> 12, entry.position)) return;
    }
    this.offset = END_POSITION;
  }

  #listEntries(entries: readonly ListedEntry[], emit: EmitEntry): void {
    let end = this.offset;
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i] as ListedEntry;
      const position = entry.position ?? i + FIRST_POSITION;
      end = Math.max(end, position + 1);
      if (position < this.offset) continue;
      this.offset = position;
      if (!emit(entry.name, entry.ino, entry.type >> 12, position)) return;
    }
    this.offset = end;
  }

  /** `..` as dir_emit_dotdot has it: the parent's number, at a mount's root its own. */
  #parentIno(): number {
    const { dentry } = this.path;
    return (dentry.parent ?? dentry).inode.ino;
  }
}
