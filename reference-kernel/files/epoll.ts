/**
 * The open file of epoll_create(2) (fs/eventpoll.c): a set of interests, keyed by open file and descriptor, each hooked
 * into the queues of its file; and the list of those that have had an event. Collecting polls the listed ones only, so
 * idle interests cost nothing. Readiness rules: docs/architecture.md, "Readiness".
 */
import { EEXIST, EINVAL, ELOOP, ENOENT } from "../abi/errors.ts";
import { O_RDWR } from "../abi/open.ts";
import {
  EPOLLET,
  EPOLLEXCLUSIVE,
  EPOLLONESHOT,
  EPOLLWAKEUP,
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLOUT,
  POLLRDNORM,
} from "../abi/poll.ts";
import { majorOf, minorOf } from "../abi/stat.ts";
import { WaitEntry, WaitQueue } from "../core/wait-queue.ts";
import type { Inode } from "../fs/inode.ts";
import { anonymous } from "./anonymous.ts";
import { OpenFile } from "./open-file.ts";
import { ReadyLink, ReadyList } from "./ready-list.ts";

/** Bits that say how to report, not what (EP_PRIVATE_BITS). */
const PRIVATE_BITS = EPOLLWAKEUP | EPOLLONESHOT | EPOLLET | EPOLLEXCLUSIVE;
const IN_OUT = POLLIN | POLLOUT;
/** What may stand beside EPOLLEXCLUSIVE. */
const BESIDE_EXCLUSIVE = IN_OUT | POLLERR | POLLHUP | EPOLLWAKEUP | EPOLLET | EPOLLEXCLUSIVE;
/** Longest chain of epolls that watch epolls (EP_MAX_NESTS). */
const MAX_NESTING = 4;

const identity = anonymous("[eventpoll]");

/** One watched file (struct epitem). */
export class Interest extends ReadyLink {
  readonly epoll: Epoll;
  readonly file: OpenFile;
  readonly fd: number;
  events: number;
  data: bigint;
  readonly #hooks: WaitEntry[] = [];
  readonly #onRelease = (): void => this.epoll.drop(this);

  constructor(epoll: Epoll, file: OpenFile, fd: number, events: number, data: bigint) {
    super();
    this.epoll = epoll;
    this.file = file;
    this.fd = fd;
    this.events = events;
    this.data = data;
  }

  /** Hooks into the file's queues (ep_ptable_queue_proc). */
  attach(): void {
    const exclusive = (this.events & EPOLLEXCLUSIVE) !== 0;
    for (const queue of this.file.waitQueues) {
      const hook = new WaitEntry((mask) => this.epoll.notice(this, mask), exclusive);
      this.#hooks.push(hook);
      queue.add(hook);
    }
    this.file.releaseHooks.add(this.#onRelease);
  }

  detach(): void {
    for (const hook of this.#hooks) hook.remove();
    this.file.releaseHooks.delete(this.#onRelease);
    this.unlist();
  }

  /** What the file reports now of what is asked for. */
  poll(): number {
    return this.file.poll() & this.events;
  }
}

export class Epoll extends OpenFile {
  /** Sleepers in epoll_wait. */
  readonly sleepers = new WaitQueue();
  /** Whoever polls this epoll itself: poll, select, an outer epoll. */
  readonly #pollers = new WaitQueue();
  readonly #interests = new Map<OpenFile, Map<number, Interest>>();
  readonly #ready = new ReadyList<Interest>();
  /** Interests of other epolls in this one. */
  readonly #watchedBy = new Set<Interest>();

  constructor() {
    super(O_RDWR);
  }

  override describe(): string {
    return identity.describe();
  }

  /** Its interests, by descriptor (ep_show_fdinfo). */
  override details(): string {
    const hex = (value: number | bigint, width: number): string => value.toString(16).padStart(width);
    return [...this.interests]
      .sort((one, other) => one.fd - other.fd)
      .map(({ fd, events, data, file }) => {
        const { inode } = file;
        const place = inode === null ? "ino:2 sdev:0" : `ino:${hex(inode.ino, 0)} sdev:${hex(kernelDevice(inode), 0)}`;
        const head = `tfd: ${String(fd).padStart(8)} events: ${hex(events >>> 0, 8)} data: ${hex(data, 16)}`;
        return `${head}  pos:${file.offset} ${place}\n`;
      })
      .join("");
  }

  override get waitQueues(): readonly WaitQueue[] {
    return [this.#pollers];
  }

  /** Readable when a listed interest is really ready; those that are not leave the list. */
  override poll(): number {
    const scanned = this.#ready.takeAll();
    let mask = 0;
    for (let item = scanned.shift(); item !== null; item = scanned.shift()) {
      if (item.poll() === 0) continue;
      scanned.unshift(item);
      mask = POLLIN | POLLRDNORM;
      break;
    }
    this.#putBack(scanned);
    return mask;
  }

  override ioctl(): number {
    throw EINVAL;
  }

  override seek(): number {
    return 0;
  }

  /** EPOLL_CTL_ADD. `events` as user space gave them. */
  add(file: OpenFile, fd: number, events: number, data: bigint): void {
    if ((events & EPOLLEXCLUSIVE) !== 0 && (file instanceof Epoll || (events & ~BESIDE_EXCLUSIVE) !== 0)) throw EINVAL;
    if (file instanceof Epoll) this.#refuseLoop(file);
    const byFd = this.#interests.get(file) ?? new Map<number, Interest>();
    if (byFd.has(fd)) throw EEXIST;
    const interest = new Interest(this, file, fd, events | POLLERR | POLLHUP, data);
    byFd.set(fd, interest);
    this.#interests.set(file, byFd);
    interest.attach();
    if (file instanceof Epoll) file.#watchedBy.add(interest);
    this.#lookNow(interest);
  }

  /** EPOLL_CTL_MOD: arms again, and looks at once. */
  /** The file of the interest that was made under a number, the `index`th of them (kcmp(2)); null where there is none. */
  watched(fd: number, index: number): OpenFile | null {
    let left = index;
    for (const [file, byFd] of this.#interests) if (byFd.has(fd) && left-- === 0) return file;
    return null;
  }

  modify(file: OpenFile, fd: number, events: number, data: bigint): void {
    if ((events & EPOLLEXCLUSIVE) !== 0) throw EINVAL;
    const interest = this.#find(file, fd);
    if ((interest.events & EPOLLEXCLUSIVE) !== 0) throw EINVAL;
    interest.events = events | POLLERR | POLLHUP;
    interest.data = data;
    this.#lookNow(interest);
  }

  /** EPOLL_CTL_DEL. */
  delete(file: OpenFile, fd: number): void {
    this.drop(this.#find(file, fd));
  }

  /**
   * Gives up to `limit` events to `report`, which may throw EFAULT: then the event stays, and what was reported before
   * counts. Level-triggered interests go to the tail of the list, so that many ready ones are served in turn.
   */
  collect(limit: number, report: (events: number, data: bigint, index: number) => void): number {
    const scanned = this.#ready.takeAll();
    let count = 0;
    try {
      while (count < limit) {
        const item = scanned.shift();
        if (item === null) break;
        const events = item.poll();
        if (events === 0) continue;
        try {
          report(events, item.data, count);
        } catch (error) {
          scanned.unshift(item);
          if (count === 0) throw error;
          break;
        }
        count++;
        if ((item.events & EPOLLONESHOT) !== 0) item.events &= PRIVATE_BITS;
        else if ((item.events & EPOLLET) === 0) this.#ready.push(item);
      }
    } finally {
      this.#putBack(scanned);
    }
    return count;
  }

  /** What it watches, in the order of addition by file; for reports. */
  get interests(): Iterable<Interest> {
    return [...this.#interests.values()].flatMap((byFd) => [...byFd.values()]);
  }

  get hasListed(): boolean {
    return !this.#ready.isEmpty;
  }

  /** @internal A queue of a watched file was woken (ep_poll_callback). Answers whether this took the event. */
  notice(interest: Interest, mask: number): boolean {
    const { events } = interest;
    const exclusive = (events & EPOLLEXCLUSIVE) !== 0;
    if ((events & ~PRIVATE_BITS) === 0 || (mask !== ANY && (mask & events) === 0)) return !exclusive;
    let taken = !exclusive;
    if (!interest.isListed) this.#ready.push(interest);
    if (!this.sleepers.isEmpty) {
      if (exclusive) {
        const direction = mask === ANY ? 0 : mask & IN_OUT;
        taken = direction === 0 || (direction !== IN_OUT && (events & direction) !== 0);
      }
      this.sleepers.wake();
    }
    this.#pollers.wake(POLLIN);
    return taken;
  }

  /** @internal The interest goes: deleted, or its file is gone. */
  drop(interest: Interest): void {
    interest.detach();
    const { file, fd } = interest;
    if (file instanceof Epoll) file.#watchedBy.delete(interest);
    const byFd = this.#interests.get(file);
    byFd?.delete(fd);
    if (byFd?.size === 0) this.#interests.delete(file);
  }

  protected override onRelease(): void {
    for (const byFd of [...this.#interests.values()]) for (const interest of [...byFd.values()]) this.drop(interest);
  }

  #find(file: OpenFile, fd: number): Interest {
    const interest = this.#interests.get(file)?.get(fd);
    if (interest === undefined) throw ENOENT;
    return interest;
  }

  /** ADD and MOD: an interest that is ready already is listed, and waiters hear of it. */
  #lookNow(interest: Interest): void {
    if (interest.poll() === 0 || interest.isListed) return;
    this.#ready.push(interest);
    this.sleepers.wake();
    this.#pollers.wake(POLLIN);
  }

  /** What a scan left goes back to the head; if anything is listed, the next sleeper gets its turn (ep_done_scan). */
  #putBack(scanned: ReadyList<Interest>): void {
    this.#ready.prepend(scanned);
    if (!this.#ready.isEmpty) this.sleepers.wake();
  }

  /** ELOOP when watching `target` would close a circle or make a chain that is too long (ep_loop_check). */
  #refuseLoop(target: Epoll): void {
    const down = target.#depthBelow(this);
    if (down > MAX_NESTING || down + 1 + this.#depthAbove() > MAX_NESTING) throw ELOOP;
  }

  #depthBelow(top: Epoll, depth = 0): number {
    let deepest = 0;
    for (const file of this.#interests.keys()) {
      if (!(file instanceof Epoll)) continue;
      if (file === top || depth > MAX_NESTING) return Number.POSITIVE_INFINITY;
      deepest = Math.max(deepest, file.#depthBelow(top, depth + 1) + 1);
    }
    return deepest;
  }

  #depthAbove(): number {
    let highest = 0;
    for (const interest of this.#watchedBy) highest = Math.max(highest, interest.epoll.#depthAbove() + 1);
    return highest;
  }
}

/** The mask of a wake that says nothing of what happened. */
const ANY = -1;

/** A device number as the kernel itself keeps it: 20 bits of minor (MKDEV). */
const kernelDevice = ({ superblock: { device } }: Inode): number => majorOf(device) * 2 ** 20 + minorOf(device);
