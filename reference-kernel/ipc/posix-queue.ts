/**
 * A POSIX message queue (mq_overview(7), ipc/mqueue.c): messages by priority, the oldest of the highest first. A message
 * goes straight to a receiver in line; room that a receiver makes goes straight to a sender in line.
 */
import { POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from "../abi/poll.ts";
import type { Caller } from "../core/caller.ts";
import { WaitQueue } from "../core/wait-queue.ts";

export interface PosixMessage {
  readonly priority: number;
  readonly data: Uint8Array;
}

/** Somebody in line: a receiver until it has its message, a sender until its message is in the queue. */
export class QueueWaiter {
  /** What a sender wants to send; what a receiver got. */
  message: PosixMessage | null;
  isDone = false;
  readonly done = new WaitQueue();

  constructor(message: PosixMessage | null) {
    this.message = message;
  }

  finish(message: PosixMessage | null = this.message): void {
    this.message = message;
    this.isDone = true;
    this.done.wakeAll();
  }
}

/** Who is told when a message comes into the empty queue (mq_notify(3)). */
export interface Registration {
  /** The process that registered. */
  readonly owner: object;
  /** Its number, for whoever reads the queue's file. */
  readonly pid: number;
  /** SIGEV_*, and the signal of SIGEV_SIGNAL. */
  readonly kind: number;
  readonly signal: number;
  /** A message came, sent by `sender`. */
  readonly tell: (sender: Caller) => void;
  /** It ends without a message: the owner closed the queue or gave it up. */
  readonly withdraw: () => void;
}

export class PosixQueue {
  readonly maxMessages: number;
  readonly messageSize: number;
  registration: Registration | null = null;
  /** Polls stand here. */
  readonly events = new WaitQueue();
  /** Sorted: the next to be received first. */
  readonly #messages: PosixMessage[] = [];
  readonly #receivers = new Set<QueueWaiter>();
  readonly #senders = new Set<QueueWaiter>();

  constructor(maxMessages: number, messageSize: number) {
    this.maxMessages = maxMessages;
    this.messageSize = messageSize;
  }

  get count(): number {
    return this.#messages.length;
  }

  /** Bytes of all messages. */
  get bytes(): number {
    return this.#messages.reduce((sum, { data }) => sum + data.length, 0);
  }

  get isFull(): boolean {
    return this.#messages.length >= this.maxMessages;
  }

  poll(): number {
    return (this.count > 0 ? POLLIN | POLLRDNORM : 0) | (this.isFull ? 0 : POLLOUT | POLLWRNORM);
  }

  /** Hands a message over or keeps it; there is room. */
  send(sender: Caller, message: PosixMessage): void {
    for (const receiver of this.#receivers) {
      this.#receivers.delete(receiver);
      receiver.finish(message);
      return;
    }
    this.#insert(message);
    const { registration } = this;
    if (registration !== null && this.count === 1) {
      this.registration = null;
      registration.tell(sender);
    }
    this.events.wakeAll();
  }

  /** The next message; null when there is none. */
  receive(): PosixMessage | null {
    const message = this.#messages.shift();
    if (message === undefined) return null;
    const [sender] = this.#senders;
    if (sender === undefined) {
      this.events.wakeAll();
      return message;
    }
    this.#senders.delete(sender);
    if (sender.message !== null) this.#insert(sender.message);
    sender.finish();
    return message;
  }

  awaitMessage(): QueueWaiter {
    const waiter = new QueueWaiter(null);
    this.#receivers.add(waiter);
    return waiter;
  }

  awaitRoom(message: PosixMessage): QueueWaiter {
    const waiter = new QueueWaiter(message);
    this.#senders.add(waiter);
    return waiter;
  }

  /** Leaves the line: a signal or the time limit came first. */
  leave(waiter: QueueWaiter): void {
    this.#receivers.delete(waiter);
    this.#senders.delete(waiter);
  }

  /** The owner's registration ends: by mq_notify(NULL), or when it closes any descriptor of the queue. */
  unregister(owner: object): void {
    if (this.registration?.owner !== owner) return;
    const { registration } = this;
    this.registration = null;
    registration.withdraw();
  }

  #insert(message: PosixMessage): void {
    const at = this.#messages.findIndex(({ priority }) => priority < message.priority);
    this.#messages.splice(at < 0 ? this.#messages.length : at, 0, message);
  }
}
