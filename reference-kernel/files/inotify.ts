/**
 * The open file of inotify(7): a queue of events and the watches that fill it (fs/notify/inotify). An event equal to the
 * last one in the queue is not added; a full queue takes one overflow event and then nothing.
 */
import { EEXIST, EINVAL } from "../abi/errors.ts";
import { FIONREAD } from "../abi/ioctl.ts";
import { O_NONBLOCK, O_RDONLY } from "../abi/open.ts";
import { POLLIN, POLLRDNORM } from "../abi/poll.ts";
import { i32, struct, u32 } from "../abi/struct.ts";
import type { Caller } from "../core/caller.ts";
import { WaitQueue } from "../core/wait-queue.ts";
import type { Inode } from "../fs/inode.ts";
import { IN, type InodeWatch, watch as startWatching, stopWatching } from "../fs/notify.ts";
import type { Sink } from "../memory/io.ts";
import { OpenFile, WOULD_BLOCK, type WouldBlock } from "./open-file.ts";

/** /proc/sys/fs/inotify/max_queued_events. */
export const MAX_QUEUED_EVENTS = 16384;

/** struct inotify_event without its name. */
export const inotifyEvent = struct({ wd: i32, mask: u32, cookie: u32, len: u32 });

interface QueuedEvent {
  readonly wd: number;
  readonly mask: number;
  readonly cookie: number;
  readonly name: string;
}

/** Names take whole steps of the struct's size, with at least one NUL. */
const nameSize = (name: string): number =>
  name === "" ? 0 : Math.ceil((name.length + 1) / inotifyEvent.size) * inotifyEvent.size;

class Watch implements InodeWatch {
  mask: number;
  excludesUnlinked: boolean;
  isOneShot: boolean;
  readonly wd: number;
  readonly inode: Inode;
  readonly #file: InotifyFile;

  constructor(file: InotifyFile, inode: Inode, wd: number) {
    this.#file = file;
    this.inode = inode;
    this.wd = wd;
    this.mask = 0;
    this.excludesUnlinked = false;
    this.isOneShot = false;
  }

  deliver(mask: number, name: string, cookie: number): void {
    // Moving and deleting oneself is reported without saying of what kind one is.
    const shown = (mask & (IN.moveSelf | IN.deleteSelf)) !== 0 ? mask & ~IN.isDirectory : mask;
    this.#file.add({ wd: this.wd, mask: shown, cookie, name });
    if (this.isOneShot) this.#file.remove(this);
  }

  inodeGone(): void {
    this.#file.remove(this);
  }
}

export interface WatchRequest {
  /** Events. */
  readonly mask: number;
  readonly excludesUnlinked: boolean;
  readonly isOneShot: boolean;
  /** Add to what an existing watch wants (IN_MASK_ADD), or refuse if there is one (IN_MASK_CREATE). */
  readonly adds: boolean;
  readonly creates: boolean;
}

export class InotifyFile extends OpenFile {
  readonly #queue: QueuedEvent[] = [];
  readonly #wait = new WaitQueue();
  readonly #waits = [this.#wait];
  readonly #byNumber = new Map<number, Watch>();
  readonly #byInode = new Map<Inode, Watch>();
  #lastNumber = 0;
  #hasOverflowed = false;

  constructor(flags: number) {
    super(O_RDONLY | (flags & O_NONBLOCK));
  }

  override describe(): string {
    return "anon_inode:inotify";
  }

  override get waitQueues(): readonly WaitQueue[] {
    return this.#waits;
  }

  override poll(): number {
    return this.#queue.length > 0 ? POLLIN | POLLRDNORM : 0;
  }

  /** noop_llseek. */
  override seek(): number {
    return 0;
  }

  /** Whole events, as many as fit; EINVAL when not even the first does. */
  override read(_caller: Caller, sink: Sink): number | WouldBlock {
    if (this.#queue.length === 0) return WOULD_BLOCK;
    let done = 0;
    let taken = 0;
    for (const event of this.#queue) {
      const bytes = encode(event);
      if (bytes.length > sink.remaining) break;
      const moved = sink.put(bytes, 0, bytes.length);
      done += moved;
      taken++;
      if (event.mask === IN.overflow) this.#hasOverflowed = false;
      if (moved < bytes.length) break;
    }
    if (taken === 0) throw EINVAL;
    this.#queue.splice(0, taken);
    return done;
  }

  override ioctl(caller: Caller, request: number, argument: number): number {
    if (request !== FIONREAD) return super.ioctl(caller, request, argument);
    let total = 0;
    for (const event of this.#queue) total += inotifyEvent.size + nameSize(event.name);
    caller.memory.write(i32, argument, total);
    return 0;
  }

  /** Watches an inode, or changes how; answers the watch's number. */
  watch(inode: Inode, request: WatchRequest): number {
    let watch = this.#byInode.get(inode);
    if (watch !== undefined && request.creates) throw EEXIST;
    if (watch === undefined) {
      watch = new Watch(this, inode, ++this.#lastNumber);
      this.#byNumber.set(watch.wd, watch);
      this.#byInode.set(inode, watch);
      startWatching(inode, watch);
    }
    watch.mask = request.adds ? watch.mask | request.mask : request.mask;
    watch.excludesUnlinked = request.excludesUnlinked || (request.adds && watch.excludesUnlinked);
    watch.isOneShot = request.isOneShot || (request.adds && watch.isOneShot);
    return watch.wd;
  }

  unwatch(wd: number): void {
    const watch = this.#byNumber.get(wd);
    if (watch === undefined) throw EINVAL;
    this.remove(watch);
  }

  /** @internal The watch ends, and its last event says so. */
  remove(watch: Watch): void {
    if (!this.#forget(watch)) return;
    this.add({ wd: watch.wd, mask: IN.ignored, cookie: 0, name: "" });
  }

  /** @internal */
  add(event: QueuedEvent): void {
    const last = this.#queue.at(-1);
    const isRepeated =
      last !== undefined && last.mask === event.mask && last.wd === event.wd && last.name === event.name;
    if (isRepeated && last.mask !== IN.ignored) return;
    if (this.#queue.length >= MAX_QUEUED_EVENTS) {
      if (this.#hasOverflowed) return;
      this.#hasOverflowed = true;
      this.#queue.push({ wd: -1, mask: IN.overflow, cookie: 0, name: "" });
    } else {
      this.#queue.push(event);
    }
    this.#wait.wake(POLLIN | POLLRDNORM);
  }

  protected override onRelease(): void {
    for (const watch of [...this.#byNumber.values()]) this.#forget(watch);
  }

  #forget(watch: Watch): boolean {
    if (!this.#byNumber.delete(watch.wd)) return false;
    const { inode } = watch;
    this.#byInode.delete(inode);
    stopWatching(inode, watch);
    return true;
  }
}

const encode = (event: QueuedEvent): Uint8Array => {
  const length = nameSize(event.name);
  const bytes = new Uint8Array(inotifyEvent.size + length);
  inotifyEvent.write(new DataView(bytes.buffer), 0, { ...event, mask: event.mask >>> 0, len: length });
  for (let i = 0; i < event.name.length; i++) bytes[inotifyEvent.size + i] = event.name.charCodeAt(i);
  return bytes;
};
