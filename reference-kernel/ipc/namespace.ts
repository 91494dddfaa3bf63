/** An IPC namespace (ipc_namespaces(7)): the System V objects that its processes see, and their limits. */
import type { Namespace } from "../core/namespace.ts";
import type { UserNamespace } from "../core/user-namespace.ts";
import type { MqueueFs } from "../fs/mqueue/mqueue.ts";
import type { MessageQueue } from "./message-queue.ts";
import { ObjectTable } from "./object-table.ts";
import type { Segment } from "./segment.ts";
import type { SemaphoreSet } from "./semaphores.ts";

/** What /proc/sys/kernel shows and changes, with Linux's defaults. */
export class IpcLimits {
  /** Bytes of one segment. Linux's default is ULONG_MAX − 2^24; a number this large is not exact. */
  shmmax = 2 ** 64 - 2 ** 24;
  /** Pages of all segments. */
  shmall = 2 ** 64 - 2 ** 24;
  shmmni = 4096;
  /** Semaphores of one set, of all sets, operations of one call, sets. */
  semmsl = 32_000;
  semmns = 1_024_000_000;
  semopm = 500;
  semmni = 32_000;
  /** Bytes of one message, of one queue; queues. */
  msgmax = 8192;
  msgmnb = 16_384;
  msgmni = 32_000;
}

export class IpcNamespace implements Namespace {
  readonly kind = "ipc";
  readonly ino: number;
  readonly userNs: UserNamespace;
  readonly limits = new IpcLimits();
  readonly segments = new ObjectTable<Segment>(() => this.limits.shmmni);
  readonly semaphores = new ObjectTable<SemaphoreSet>(() => this.limits.semmni);
  readonly queues = new ObjectTable<MessageQueue>(() => this.limits.msgmni);
  /** Pages of all segments (shm_tot). */
  sharedPages = 0;
  /** Semaphores of all sets (used_sems). */
  semaphoreCount = 0;
  /** POSIX message queues; null before the first was asked for. */
  mqueue: MqueueFs | null = null;

  constructor(ino: number, userNs: UserNamespace) {
    this.ino = ino;
    this.userNs = userNs;
  }

  /** The last mapping of a marked segment is gone, or nobody has mapped it when it is removed (shm_destroy). */
  destroySegment(segment: Segment): void {
    this.segments.remove(segment);
    this.sharedPages -= segment.pages;
    segment.free();
  }
}
