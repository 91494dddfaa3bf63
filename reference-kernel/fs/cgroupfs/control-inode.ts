/** A control file and what is open of it (kernfs): text that is made when it is read, and orders that are written. */

import { E2BIG, EINVAL, ENODEV } from "../../abi/errors.ts";
import { SEEK_CUR, SEEK_SET } from "../../abi/open.ts";
import { POLLERR, POLLIN, POLLOUT, POLLPRI, POLLRDNORM, POLLWRNORM } from "../../abi/poll.ts";
import { S_IFREG } from "../../abi/stat.ts";
import type { Cgroup } from "../../cgroup/cgroup.ts";
import type { ControlFile } from "../../cgroup/control-file.ts";
import type { CgroupView } from "../../cgroup/view.ts";
import type { Caller, Credentials } from "../../core/caller.ts";
import type { WaitQueue } from "../../core/wait-queue.ts";
import type { Sink, Source } from "../../memory/io.ts";
import type { FsCaller } from "../context.ts";
import { Inode } from "../inode.ts";
import type { Path } from "../mount.ts";
import { allows, MAY_WRITE } from "../permissions.ts";
import { VfsFile } from "../vfs-file.ts";
import type { CgroupFs } from "./cgroupfs.ts";

/** Bytes that one write may hold. */
const LONGEST_WRITE = 4096;

export class ControlInode extends Inode {
  declare readonly superblock: CgroupFs;
  readonly group: Cgroup;
  readonly file: ControlFile;
  /** Its group or its controller is gone. */
  isGone = false;

  constructor(
    superblock: CgroupFs,
    group: Cgroup,
    file: ControlFile,
    owner: { readonly uid: number; readonly gid: number },
  ) {
    super(superblock, S_IFREG | file.mode, owner, superblock.clock);
    this.group = group;
    this.file = file;
  }

  override open(caller: FsCaller, flags: number, path: Path): ControlHandle {
    return new ControlHandle(path, flags, this, caller.credentials);
  }

  /** What a control file says has no length. */
  override truncate(): void {}
}

class ControlHandle extends VfsFile {
  readonly #control: ControlInode;
  /** Rights to move processes are the opener's (struct cgroup_file_ctx and file->f_cred). */
  readonly #opener: Credentials;
  #text: Uint8Array | null = null;
  /** Where the text goes on that is being read; elsewhere it is made anew. */
  #position = 0;
  /** Changes of the file that a read has seen. */
  #seen = 0;

  constructor(path: Path, flags: number, control: ControlInode, opener: Credentials) {
    super(path, flags);
    this.#control = control;
    this.#opener = opener;
  }

  override get isSeekable(): boolean {
    return true;
  }

  override get canSpliceFrom(): boolean {
    return true;
  }

  override get waitQueues(): readonly WaitQueue[] {
    return [this.#change.queue];
  }

  /** Ready like a regular file; POLLPRI and POLLERR until the last change was read (kernfs_generic_poll). */
  override poll(): number {
    const ready = POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM;
    const isBehind = this.#control.isGone || this.#seen !== this.#change.count;
    return isBehind ? ready | POLLPRI | POLLERR : ready;
  }

  override read(caller: Caller, sink: Sink): number {
    const count = this.readAt(caller, sink, this.offset);
    this.offset += count;
    return count;
  }

  override readAt(caller: Caller, sink: Sink, offset: number): number {
    const { file, group, isGone } = this.#control;
    if (isGone) throw ENODEV;
    if (file.show === undefined) throw EINVAL;
    if (offset === 0 || this.#text === null || offset !== this.#position) {
      const { count } = this.#change;
      const text = file.show(group, this.#view(caller as FsCaller));
      if (text !== "" || file.isList !== true) this.#seen = count;
      this.#text = new TextEncoder().encode(text);
    }
    const text = this.#text;
    const put = offset >= text.length ? 0 : sink.put(text, offset, Math.min(text.length, offset + sink.remaining));
    this.#position = offset + put;
    return put;
  }

  override write(caller: Caller, source: Source): number {
    const count = this.writeAt(caller, source, this.offset);
    this.offset += count;
    return count;
  }

  override writeAt(caller: Caller, source: Source, _offset: number): number {
    if (source.remaining > LONGEST_WRITE) throw E2BIG;
    const bytes = new Uint8Array(source.remaining);
    const count = source.take(bytes, 0, bytes.length);
    const { file, group, isGone } = this.#control;
    if (isGone) throw ENODEV;
    if (count === 0) return 0;
    if (file.write === undefined) throw EINVAL;
    const text = String.fromCharCode(...bytes.subarray(0, count)).split("\0", 1)[0] ?? "";
    file.write(group, text, this.#view(caller as FsCaller));
    return count;
  }

  override seek(_caller: Caller, offset: number, whence: number): number {
    const to = whence === SEEK_CUR ? this.offset + offset : offset;
    if (to < 0 || (whence !== SEEK_SET && whence !== SEEK_CUR && whence !== 2)) throw EINVAL;
    this.offset = to;
    return to;
  }

  get #change() {
    return this.#control.group.change(this.#control.file.name);
  }

  #view(caller: FsCaller): CgroupView {
    const { superblock } = this.#control;
    return superblock.viewOf(caller, (group) => {
      const procs = superblock.controlInode(group, "cgroup.procs");
      return procs !== null && allows({ credentials: this.#opener }, procs, MAY_WRITE);
    });
  }
}
