/**
 * mqueue: the file system of POSIX message queues, one for each IPC namespace (ipc/mqueue.c). A queue is a file of 80
 * bytes that tells what is in it; mq_open reaches it whether or not the file system is mounted anywhere.
 */
import { EINVAL, EMFILE, ENOSPC, EPERM } from "../../abi/errors.ts";
import { S_IFDIR, S_IFMT, S_IFREG, S_ISVTX } from "../../abi/stat.ts";
import type { Caller } from "../../core/caller.ts";
import type { Clock } from "../../core/clock.ts";
import { capableOverall } from "../../core/user-namespace.ts";
import type { WaitQueue } from "../../core/wait-queue.ts";
import { PosixQueue } from "../../ipc/posix-queue.ts";
import type { Sink } from "../../memory/io.ts";
import type { FsCaller } from "../context.ts";
import { Dentry } from "../dentry.ts";
import { DirectoryIndex } from "../directory-index.ts";
import { Inode } from "../inode.ts";
import { Mount, Path } from "../mount.ts";
import { Superblock } from "../superblock.ts";
import { VfsFile } from "../vfs-file.ts";

const CAP_SYS_RESOURCE = 24;
const RLIMIT_MSGQUEUE = 12;
/** st_size of a queue (FILENT_SIZE), and what each adds to the directory's. */
const FILE_SIZE = 80;
const ENTRY_SIZE = 20;
/** What each message is counted with beside its bytes: struct msg_msg and a node of the tree of priorities. */
const MESSAGE_OVERHEAD = 96;

/** struct mq_attr, as far as it makes a queue. */
export interface QueueSize {
  readonly maxMessages: number;
  readonly messageSize: number;
}

/** /proc/sys/fs/mqueue. */
export class MqueueLimits {
  queues_max = 256;
  msg_max = 10;
  msgsize_max = 8192;
  msg_default = 10;
  msgsize_default = 8192;
}

export class MqueueFs extends Superblock {
  override readonly type = "mqueue";
  override readonly magic = 0x1980_0202;
  override readonly root: Dentry;
  readonly clock: Clock;
  readonly limits = new MqueueLimits();
  /** A mount of its own, through which mq_open goes. */
  readonly mount: Mount;
  queues = 0;
  /** Bytes that each user's queues are counted with (RLIMIT_MSGQUEUE). */
  readonly #charged = new Map<number, number>();

  constructor(device: number, clock: Clock) {
    super(device);
    this.clock = clock;
    const directory = new QueueDirectory(this);
    this.root = new Dentry("/", null, directory, new DirectoryIndex());
    directory.dentry = this.root;
    this.mount = new Mount(0, this.root, "none");
  }

  /** Counts a queue's bytes against its user's limit: EMFILE. Answers what takes that back. */
  charge(caller: Caller, { maxMessages, messageSize }: QueueSize): () => void {
    const { uid } = caller.credentials;
    const bytes = maxMessages * (messageSize + MESSAGE_OVERHEAD);
    const all = (this.#charged.get(uid) ?? 0) + bytes;
    if (all > caller.limit(RLIMIT_MSGQUEUE)) throw EMFILE;
    this.#charged.set(uid, all);
    return () => this.#charged.set(uid, (this.#charged.get(uid) ?? 0) - bytes);
  }
}

class QueueDirectory extends Inode {
  declare readonly superblock: MqueueFs;

  constructor(superblock: MqueueFs) {
    super(superblock, S_IFDIR | S_ISVTX | 0o777, { uid: 0, gid: 0 }, superblock.clock);
    this.nlink = 2;
  }

  override get size(): number {
    return ENTRY_SIZE * (2 + (this.dentry?.index?.count ?? 0));
  }

  override get isChangeable(): boolean {
    return true;
  }

  override get isRearrangeable(): boolean {
    return false;
  }

  /** A queue made by open(2): of the default size. */
  override makeNode(caller: Caller, mode: number, gid: number): QueueInode {
    if ((mode & S_IFMT) !== S_IFREG) throw EPERM;
    return makeQueue(this.superblock, caller, mode, gid, null);
  }

  override makeSymlink(): never {
    throw EPERM;
  }
}

/** EINVAL for sizes that are none or beyond the limits, ENOSPC for too many queues, EMFILE beyond the user's limit. */
export const makeQueue = (
  fs: MqueueFs,
  caller: Caller,
  mode: number,
  gid: number,
  wanted: QueueSize | null,
): QueueInode => {
  const { limits } = fs;
  const isFree = capableOverall(caller.credentials, CAP_SYS_RESOURCE);
  if (fs.queues >= limits.queues_max && !isFree) throw ENOSPC;
  const size = wanted ?? {
    maxMessages: Math.min(limits.msg_max, limits.msg_default),
    messageSize: Math.min(limits.msgsize_max, limits.msgsize_default),
  };
  const { maxMessages, messageSize } = size;
  if (maxMessages <= 0 || messageSize <= 0) throw EINVAL;
  if (!isFree && (maxMessages > limits.msg_max || messageSize > limits.msgsize_max)) throw EINVAL;
  return new QueueInode(fs, mode, { uid: caller.credentials.fsuid, gid }, size, fs.charge(caller, size));
};

export class QueueInode extends Inode {
  declare readonly superblock: MqueueFs;
  readonly queue: PosixQueue;
  readonly #uncharge: () => void;

  constructor(
    superblock: MqueueFs,
    mode: number,
    owner: { readonly uid: number; readonly gid: number },
    { maxMessages, messageSize }: QueueSize,
    uncharge: () => void,
  ) {
    super(superblock, mode, owner, superblock.clock);
    this.queue = new PosixQueue(maxMessages, messageSize);
    this.#uncharge = uncharge;
    superblock.queues++;
  }

  override get size(): number {
    return FILE_SIZE;
  }

  override open(_caller: FsCaller, flags: number, path: Path): QueueFile {
    return new QueueFile(path, flags, this.queue);
  }

  /** Times and truncation do not concern a queue; O_TRUNC is let pass, as simple_setattr does. */
  override truncate(): void {}

  protected override evict(): void {
    this.superblock.queues--;
    this.#uncharge();
  }
}

export class QueueFile extends VfsFile {
  readonly queue: PosixQueue;
  readonly #queues: readonly WaitQueue[];

  constructor(path: Path, flags: number, queue: PosixQueue) {
    super(path, flags);
    this.queue = queue;
    this.#queues = [queue.events];
  }

  override poll(): number {
    return this.queue.poll();
  }

  override get waitQueues(): readonly WaitQueue[] {
    return this.#queues;
  }

  override get isSeekable(): boolean {
    return true;
  }

  /** What is in the queue and who is told of messages (mqueue_read_file). */
  override readAt(_caller: Caller, sink: Sink, offset: number): number {
    const { bytes, registration } = this.queue;
    const field = (value: number, width: number): string => String(value).padEnd(width);
    const text =
      `QSIZE:${field(bytes, 10)} NOTIFY:${field(registration?.kind ?? 0, 5)} ` +
      `SIGNO:${field(registration?.signal ?? 0, 5)} NOTIFY_PID:${field(registration?.pid ?? 0, 6)}\n`;
    const data = Uint8Array.from(text, (character) => character.charCodeAt(0));
    if (offset >= data.length) return 0;
    return sink.put(data, offset, Math.min(data.length, offset + sink.remaining));
  }

  override read(caller: Caller, sink: Sink): number {
    const count = this.readAt(caller, sink, this.offset);
    this.offset += count;
    return count;
  }

  /** Any close by the process that is told of messages ends that (mqueue_flush_file). */
  override flush(caller: Caller): void {
    super.flush(caller);
    this.queue.unregister((caller as FsCaller & { readonly process: object }).process);
  }
}

/** Where mq_open looks a name up. */
export const queueRoot = (fs: MqueueFs): Path => new Path(fs.mount, fs.root);
