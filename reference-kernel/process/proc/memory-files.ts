/** /proc/PID/mem and pagemap: a process's memory as bytes, and what is known of its pages (proc(5); fs/proc/task_mmu.c). */
import { EINVAL, EIO } from "../../abi/errors.ts";
import { SEEK_CUR, SEEK_SET } from "../../abi/open.ts";
import type { Caller } from "../../core/caller.ts";
import type { Path } from "../../fs/mount.ts";
import { VfsFile } from "../../fs/vfs-file.ts";
import type { AddressSpace } from "../../memory/address-space.ts";
import type { Sink, Source } from "../../memory/io.ts";
import { ENTRY_FILE, ENTRY_GUARD, ENTRY_SHIFT } from "../../memory/page-table.ts";
import { FRAME_SIZE } from "../../memory/physical.ts";
import { TASK_SIZE, UserMemory } from "../../memory/user-memory.ts";
import type { Task } from "../task.ts";

/** Bytes that are moved at once. */
const CHUNK = 4096;

/** Offsets are addresses; the whole range can be sought. */
abstract class AddressFile extends VfsFile {
  protected readonly task: Task;
  readonly #space: AddressSpace;

  constructor(path: Path, flags: number, task: Task) {
    super(path, flags);
    this.task = task;
    this.#space = task.space;
  }

  /** The memory that it was opened on; null once the process has left it. */
  protected get space(): AddressSpace | null {
    return this.task.isExited || this.task.space !== this.#space ? null : this.#space;
  }

  override get isSeekable(): boolean {
    return true;
  }

  override seek(_caller: Caller, offset: number, whence: number): number {
    const to = whence === SEEK_SET ? offset : whence === SEEK_CUR ? this.offset + offset : Number.NEGATIVE_INFINITY;
    if (to < 0) throw EINVAL;
    this.offset = to;
    return to;
  }

  override read(caller: Caller, sink: Sink): number {
    const count = this.readAt(caller, sink, this.offset);
    this.offset += count;
    return count;
  }

  abstract override readAt(caller: Caller, sink: Sink, offset: number): number;
}

/** Accessors that heed no protection but that of shared mappings against writing. */
const forced = (space: AddressSpace): UserMemory =>
  new UserMemory({ translate: (page, access) => space.translateForced(page, access) }, space.physical);

export class MemoryFile extends AddressFile {
  /** EIO where nothing is mapped; fewer bytes where the mapping ends (mem_rw). */
  override readAt(_caller: Caller, sink: Sink, offset: number): number {
    const { space } = this;
    if (space === null || sink.remaining === 0) return 0;
    const memory = forced(space);
    let done = 0;
    while (sink.remaining > 0) {
      const bytes = new Uint8Array(Math.min(sink.remaining, CHUNK));
      const count = memory.copyIn(offset + done, bytes, 0, bytes.length);
      if (count > 0) sink.put(bytes, 0, count);
      done += count;
      if (count < bytes.length) break;
    }
    if (done === 0) throw EIO;
    return done;
  }

  override write(caller: Caller, source: Source): number {
    const count = this.writeAt(caller, source, this.offset);
    this.offset += count;
    return count;
  }

  override writeAt(_caller: Caller, source: Source, offset: number): number {
    const { space } = this;
    if (space === null || source.remaining === 0) return 0;
    const memory = forced(space);
    const bytes = new Uint8Array(Math.min(source.remaining, CHUNK));
    const taken = source.take(bytes, 0, bytes.length);
    const count = memory.copyOut(offset, bytes, 0, taken);
    if (count === 0) throw EIO;
    return count;
  }
}

const ENTRY_SIZE = 8;
const PRESENT = 1n << 63n;
const OF_FILE = 1n << 61n;
const EXCLUSIVE = 1n << 56n;
const SOFT_DIRTY = 1n << 55n;

/** Eight bytes a page; frame numbers are only for root of the machine, and 0 here. */
export class PagemapFile extends AddressFile {
  override readAt(_caller: Caller, sink: Sink, offset: number): number {
    if (offset % ENTRY_SIZE !== 0 || sink.remaining % ENTRY_SIZE !== 0) throw EINVAL;
    const { space } = this;
    if (space === null) return 0;
    const first = offset / ENTRY_SIZE;
    const count = Math.min(sink.remaining / ENTRY_SIZE, TASK_SIZE / FRAME_SIZE - first);
    let done = 0;
    for (let page = first; page < first + count; page += CHUNK / ENTRY_SIZE) {
      const bytes = new Uint8Array(Math.min(first + count - page, CHUNK / ENTRY_SIZE) * ENTRY_SIZE);
      const view = new DataView(bytes.buffer);
      for (let i = 0; i < bytes.length; i += ENTRY_SIZE) {
        view.setBigUint64(i, entryOf(space, (page + i / ENTRY_SIZE) * FRAME_SIZE), true);
      }
      done += sink.put(bytes, 0, bytes.length);
    }
    return done;
  }
}

const entryOf = (space: AddressSpace, address: number): bigint => {
  const entry = space.table.get(address);
  const isMapped = space.areas.at(address) !== null;
  if (entry === 0 || entry === ENTRY_GUARD) return isMapped ? SOFT_DIRTY : 0n;
  const isFile = (entry & ENTRY_FILE) !== 0;
  const frame = entry >>> ENTRY_SHIFT;
  const owners = space.physical.references(frame) - (isFile ? 1 : 0);
  const isExclusive = frame !== space.system.zeroFrame && owners === 1;
  return PRESENT | SOFT_DIRTY | (isFile ? OF_FILE : 0n) | (isExclusive ? EXCLUSIVE : 0n);
};
