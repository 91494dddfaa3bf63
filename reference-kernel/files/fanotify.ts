/**
 * The open file of fanotify(7): marks of inodes and a queue of events that name files by their handles
 * (fs/notify/fanotify). An event joins one in the queue that is about the same thing.
 */
import { EINVAL, ENOENT } from "../abi/errors.ts";
import { O_NONBLOCK, O_RDWR } from "../abi/open.ts";
import { POLLIN, POLLRDNORM } from "../abi/poll.ts";
import { i32, struct, u8, u16, u32, u64 } from "../abi/struct.ts";
import type { Caller } from "../core/caller.ts";
import { WaitQueue } from "../core/wait-queue.ts";
import { encodeHandle } from "../fs/file-handles.ts";
import type { Inode } from "../fs/inode.ts";
import { IN, type InodeWatch, stopWatching, watch } from "../fs/notify.ts";
import type { Sink } from "../memory/io.ts";
import { OpenFile, WOULD_BLOCK, type WouldBlock } from "./open-file.ts";

/** FAN_REPORT_*: what a group wants to know of a file. */
export const REPORT = { file: 0x200, directory: 0x400, name: 0x800, target: 0x1000 } as const;
/** Events of the names of a directory; what they are about is the directory. */
export const DIRENT_EVENTS = IN.create | IN.delete | IN.movedFrom | IN.movedTo | IN.rename;
export const ON_CHILD = 0x0800_0000;
const MAX_QUEUED = 16384;

const metadata = struct({ length: u32, version: u8, reserved: u8, header: u16, mask: u64, fd: i32, pid: i32 });
const infoHeader = struct({ type: u8, pad: u8, length: u16, fsid0: u32, fsid1: u32, bytes: u32, handleType: i32 });
const VERSION = 3;
const INFO = { file: 1, directoryAndName: 2, directory: 3 } as const;

interface InfoRecord {
  readonly type: number;
  readonly inode: Inode;
  readonly name: string;
}

interface QueuedEvent {
  mask: number;
  readonly records: readonly InfoRecord[];
}

class Mark implements InodeWatch {
  /** What is wanted, FAN_ONDIR and FAN_EVENT_ON_CHILD among it. */
  wanted = 0;
  ignored = 0;
  /** The ignored events stay ignored when the file changes (FAN_MARK_IGNORED_SURV_MODIFY). */
  ignoresForGood = false;
  readonly excludesUnlinked = false;
  readonly #group: FanotifyFile;

  constructor(group: FanotifyFile) {
    this.#group = group;
  }

  get mask(): number {
    return (this.wanted & ~ON_CHILD) | (this.ignored !== 0 ? IN.modify : 0);
  }

  deliver(told: number, name: string, _cookie: number, about: Inode, directory: Inode | null): void {
    const event = told & ~IN.isDirectory;
    if ((event & IN.modify) !== 0 && !this.ignoresForGood) this.ignored = 0;
    if ((event & this.wanted & ~this.ignored) === 0) return;
    if (about.isDirectory && (this.wanted & IN.isDirectory) === 0) return;
    if (name !== "" && (event & DIRENT_EVENTS) === 0 && (this.wanted & ON_CHILD) === 0) return;
    this.#group.add(event | (about.isDirectory ? IN.isDirectory : 0), name, about, directory);
  }

  inodeGone(): void {
    this.#group.forgetMark(this);
  }
}

export class FanotifyFile extends OpenFile {
  readonly #report: number;
  readonly #queue: QueuedEvent[] = [];
  readonly #wait = new WaitQueue();
  readonly #waits = [this.#wait];
  readonly #marks = new Map<Inode, Mark>();

  /** `report`: REPORT bits; `flags`: O_NONBLOCK. */
  constructor(report: number, flags: number) {
    super(O_RDWR | (flags & O_NONBLOCK));
    this.#report = report;
  }

  override describe(): string {
    return "anon_inode:[fanotify]";
  }

  override get waitQueues(): readonly WaitQueue[] {
    return this.#waits;
  }

  override poll(): number {
    return this.#queue.length > 0 ? POLLIN | POLLRDNORM : 0;
  }

  /** Whole events, as many as fit; EINVAL when not even the first does. */
  override read(_caller: Caller, sink: Sink): number | WouldBlock {
    if (this.#queue.length === 0) return WOULD_BLOCK;
    let done = 0;
    for (let event = this.#queue[0]; event !== undefined; event = this.#queue[0]) {
      const bytes = encode(event);
      if (bytes.length > sink.remaining) break;
      done += sink.put(bytes, 0, bytes.length);
      this.#queue.shift();
    }
    if (done === 0) throw EINVAL;
    return done;
  }

  /** @internal Something happened to `about`; `directory` is where its name is, if that matters. */
  add(mask: number, name: string, about: Inode, directory: Inode | null): void {
    const records = this.#recordsFor(mask, name, about, directory);
    const same = this.#queue.find(
      (queued) => (queued.mask & IN.isDirectory) === (mask & IN.isDirectory) && isSame(queued.records, records),
    );
    if (same !== undefined) same.mask |= mask;
    else if (this.#queue.length < MAX_QUEUED) this.#queue.push({ mask, records });
    else if (this.#queue.length === MAX_QUEUED) this.#queue.push({ mask: IN.overflow, records: [] });
    this.#wait.wake(POLLIN | POLLRDNORM);
  }

  /** What names the file in an event (fanotify_alloc_event, copy_info_records_to_user). */
  #recordsFor(mask: number, name: string, about: Inode, directory: Inode | null): InfoRecord[] {
    const report = this.#report;
    const isDirent = (mask & DIRENT_EVENTS) !== 0;
    const isDirectory = (mask & IN.isDirectory) !== 0;
    const inDirectory = isDirent ? directory : about.isDirectory ? about : directory;
    if ((report & REPORT.directory) === 0 || inDirectory === null) {
      const inode = isDirent && directory !== null && (report & REPORT.target) === 0 ? directory : about;
      return [{ type: INFO.file, inode, name: "" }];
    }
    const tellsChild = isDirent ? (report & REPORT.target) !== 0 : (report & REPORT.file) !== 0 && !isDirectory;
    const child = tellsChild && about !== inDirectory ? [{ type: INFO.file, inode: about, name: "" }] : [];
    if ((report & REPORT.name) !== 0) {
      const shown = isDirent || !isDirectory ? name : ".";
      return [{ type: INFO.directoryAndName, inode: inDirectory, name: shown }, ...child];
    }
    const type = child.length > 0 || isDirent || isDirectory ? INFO.directory : INFO.file;
    return [{ type, inode: inDirectory, name: "" }, ...child];
  }

  /** Wants (or ignores) more of an inode. */
  mark(inode: Inode, events: number, ignores: boolean, forGood: boolean): void {
    let mark = this.#marks.get(inode);
    if (mark === undefined) {
      mark = new Mark(this);
      this.#marks.set(inode, mark);
    }
    if (ignores) {
      mark.ignored |= events;
      mark.ignoresForGood ||= forGood;
    } else mark.wanted |= events;
    watch(inode, mark);
  }

  /** Wants less; ENOENT for what was never marked. */
  unmark(inode: Inode, events: number, ignores: boolean): void {
    const mark = this.#marks.get(inode);
    if (mark === undefined) throw ENOENT;
    if (ignores) mark.ignored &= ~events;
    else mark.wanted &= ~events;
    if ((mark.wanted | mark.ignored) === 0) this.forgetMark(mark);
  }

  flushMarks(): void {
    for (const mark of [...this.#marks.values()]) this.forgetMark(mark);
  }

  /** @internal */
  forgetMark(mark: Mark): void {
    for (const [inode, other] of this.#marks) {
      if (other !== mark) continue;
      this.#marks.delete(inode);
      stopWatching(inode, mark);
    }
  }

  protected override onRelease(): void {
    this.flushMarks();
  }
}

const isSame = (a: readonly InfoRecord[], b: readonly InfoRecord[]): boolean =>
  a.length === b.length &&
  a.every((one, i) => one.type === b[i]?.type && one.inode === b[i]?.inode && one.name === b[i]?.name);

const encodeRecord = ({ type, inode, name }: InfoRecord): Uint8Array => {
  const handle = encodeHandle(inode, true);
  const hasName = type === INFO.directoryAndName;
  const used = infoHeader.size + handle.bytes.length + (hasName ? name.length + 1 : 0);
  const length = Math.ceil(used / 4) * 4;
  const bytes = new Uint8Array(length);
  infoHeader.write(new DataView(bytes.buffer), 0, {
    type,
    pad: 0,
    length,
    fsid0: inode.superblock.device,
    fsid1: 0,
    bytes: handle.bytes.length,
    handleType: handle.type,
  });
  bytes.set(handle.bytes, infoHeader.size);
  for (let i = 0; hasName && i < name.length; i++) {
    bytes[infoHeader.size + handle.bytes.length + i] = name.charCodeAt(i);
  }
  return bytes;
};

const encode = ({ mask, records }: QueuedEvent): Uint8Array => {
  const parts = records.map(encodeRecord);
  const length = parts.reduce((sum, part) => sum + part.length, metadata.size);
  const bytes = new Uint8Array(length);
  metadata.write(new DataView(bytes.buffer), 0, {
    length,
    version: VERSION,
    reserved: 0,
    header: metadata.size,
    mask: BigInt(mask >>> 0),
    fd: -1,
    pid: 0,
  });
  let at = metadata.size;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};
