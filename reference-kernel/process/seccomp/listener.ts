/**
 * The descriptor of SECCOMP_FILTER_FLAG_NEW_LISTENER (seccomp_unotify(2)): calls that a filter leaves to somebody else
 * are received from it, answered through it, and sleep meanwhile. It polls readable while a call is to be received,
 * writable while one is to be answered, and hung up once nobody uses the filter.
 */
import { EBADF, ENOENT, ENOSYS, ERESTARTSYS } from "../../abi/errors.ts";
import { O_CLOEXEC, O_RDWR } from "../../abi/open.ts";
import { POLLHUP, POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from "../../abi/poll.ts";
import { SECCOMP_USER_NOTIF_FLAG_CONTINUE } from "../../abi/seccomp.ts";
import type { Blocking } from "../../core/thread.ts";
import { WaitQueue } from "../../core/wait-queue.ts";
import { anonymous } from "../../files/anonymous.ts";
import { OpenFile } from "../../files/open-file.ts";
import { RLIMIT } from "../limits.ts";
import type { Task } from "../task.ts";
import type { SeccompFilter } from "./filter.ts";

const identity = anonymous("seccomp notify");

/** A call that waits for its answer (struct seccomp_knotif). */
export interface Notification {
  readonly id: bigint;
  readonly task: Task;
  /** struct seccomp_data. */
  readonly data: Uint8Array;
  state: "waiting" | "received" | "answered";
  value: bigint;
  error: number;
  flags: number;
  readonly answered: WaitQueue;
}

/** What becomes of the call: it is made after all, or answers this. */
export type Answer = { readonly continues: true } | { readonly continues: false; readonly value: number | bigint };

export class Listener extends OpenFile {
  readonly #filter: SeccompFilter;
  readonly #queue = new WaitQueue();
  readonly #queues = [this.#queue];
  readonly #notifications = new Set<Notification>();
  #nextId: bigint;

  /** Ids count from anywhere, so that they are not guessed. */
  constructor(filter: SeccompFilter, firstId: bigint) {
    super(O_RDWR);
    this.#filter = filter;
    this.#nextId = firstId;
  }

  override describe(): string {
    return identity.describe();
  }

  override get waitQueues(): readonly WaitQueue[] {
    return this.#queues;
  }

  override poll(): number {
    let mask = this.isHungUp ? POLLHUP : 0;
    for (const { state } of this.#notifications) {
      if (state === "waiting") mask |= POLLIN | POLLRDNORM;
      else if (state === "received") mask |= POLLOUT | POLLWRNORM;
    }
    return mask;
  }

  get isHungUp(): boolean {
    return !this.#filter.isUsed;
  }

  hangUp(): void {
    this.#queue.wake(POLLHUP);
  }

  /** Nobody will answer any more: the calls that wait are not there (seccomp_notify_detach). */
  protected override onRelease(): void {
    this.#filter.listener = null;
    for (const notification of this.#notifications) {
      if (notification.state !== "answered") this.answer(notification, 0n, -ENOSYS.number, 0);
    }
  }

  /** The oldest call that nobody has received. */
  next(): Notification | undefined {
    for (const notification of this.#notifications) if (notification.state === "waiting") return notification;
    return undefined;
  }

  /** ENOENT for a call that is not there any more. */
  find(id: bigint): Notification {
    for (const notification of this.#notifications) if (notification.id === id) return notification;
    throw ENOENT;
  }

  /** It is told to somebody now, who is to answer. */
  receive(notification: Notification): void {
    notification.state = "received";
    this.#queue.wake(POLLOUT | POLLWRNORM);
  }

  answer(notification: Notification, value: bigint, error: number, flags: number): void {
    notification.state = "answered";
    notification.value = value;
    notification.error = error;
    notification.flags = flags;
    notification.answered.wakeAll();
  }

  /** Gives the task of a call a descriptor of a file, at a number if one is named (EBADF beyond its limit). */
  addDescriptor({ task }: Notification, file: OpenFile, number: number | null, bits: number): number {
    const limit = task.limit(RLIMIT.NOFILE);
    const closeOnExec = (bits & O_CLOEXEC) !== 0;
    if (number !== null && number >= limit) throw EBADF;
    file.retain();
    try {
      if (number === null) return task.files.install(file, closeOnExec, limit);
      task.files.replace(task, number, file, closeOnExec);
      return number;
    } catch (error) {
      file.release();
      throw error;
    }
  }

  /** The task's call waits for an answer (seccomp_do_user_notification). */
  *ask(task: Task, data: Uint8Array): Blocking<Answer> {
    const notification: Notification = {
      id: this.#nextId++,
      task,
      data,
      state: "waiting",
      value: 0n,
      error: 0,
      flags: 0,
      answered: new WaitQueue(),
    };
    this.#notifications.add(notification);
    this.#queue.wake(POLLIN | POLLRDNORM);
    const isDone = (): true | undefined => (notification.state === "answered" ? true : undefined);
    const options = { reason: "seccomp_notify" };
    try {
      try {
        yield* task.waitEvent([notification.answered], isDone, options);
      } catch (error) {
        // Once it was received, only a fatal signal breaks it off, where the filter says so.
        const { state } = notification;
        if (error !== ERESTARTSYS || !this.#filter.waitsKillably || state !== "received" || task.isDying()) throw error;
        yield* task.waitEvent([notification.answered], isDone, { ...options, killable: true });
      }
    } finally {
      this.#notifications.delete(notification);
    }
    if ((notification.flags & SECCOMP_USER_NOTIF_FLAG_CONTINUE) !== 0) return { continues: true };
    return { continues: false, value: notification.error === 0 ? notification.value : notification.error };
  }
}
