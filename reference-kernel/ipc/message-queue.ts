/**
 * System V message queues (msgop(2), ipc/msg.c). A message goes straight to the first receiver in line that wants it;
 * one that is too long for its receiver makes that call E2BIG and stays.
 */
import { E2BIG, EAGAIN, EIDRM, EINVAL, type Errno } from "../abi/errors.ts";
import { MSG_COPY, MSG_EXCEPT, MSG_NOERROR } from "../abi/ipc.ts";
import type { Caller } from "../core/caller.ts";
import type { UserNamespace } from "../core/user-namespace.ts";
import { WaitQueue } from "../core/wait-queue.ts";
import { IpcObject, secondsNow } from "./object.ts";

export interface Message {
  readonly type: bigint;
  readonly data: Uint8Array;
}

/** Which message msgrcv wants: its type argument and flags (convert_mode). */
export const wants = (type: bigint, flags: number): ((message: Message) => boolean) => {
  if (type === 0n) return () => true;
  if (type < 0n) return (message) => message.type <= -type;
  return (flags & MSG_EXCEPT) !== 0 ? (message) => message.type !== type : (message) => message.type === type;
};

/** A msgrcv that waits. */
export class Receiver {
  readonly caller: Caller;
  readonly type: bigint;
  readonly flags: number;
  readonly limit: number;
  readonly done = new WaitQueue();
  outcome: Message | Errno | null = null;

  constructor(caller: Caller, type: bigint, flags: number, limit: number) {
    this.caller = caller;
    this.type = type;
    this.flags = flags;
    this.limit = limit;
  }

  get takesLonger(): boolean {
    return (this.flags & MSG_NOERROR) !== 0;
  }

  finish(outcome: Message | Errno): void {
    this.outcome = outcome;
    this.done.wakeAll();
  }
}

/** A msgsnd that waits for room. */
export class Sender {
  readonly size: number;
  readonly room = new WaitQueue();

  constructor(size: number) {
    this.size = size;
  }
}

export class MessageQueue extends IpcObject {
  /** Most bytes that it holds, and most messages (msg_qbytes). */
  maxBytes: number;
  bytes = 0;
  stime = 0;
  rtime = 0;
  lastSender = 0;
  lastReceiver = 0;
  readonly #messages: Message[] = [];
  readonly #receivers = new Set<Receiver>();
  #senders: Sender[] = [];

  constructor(caller: Caller, userNs: UserNamespace, key: number, mode: number, maxBytes: number) {
    super(caller, userNs, key, mode);
    this.maxBytes = maxBytes;
  }

  get count(): number {
    return this.#messages.length;
  }

  fits(size: number): boolean {
    return this.bytes + size <= this.maxBytes && this.#messages.length + 1 <= this.maxBytes;
  }

  /** Gives a message to a receiver in line, or keeps it. The caller has seen that it fits. */
  send(caller: Caller, message: Message): void {
    this.lastSender = caller.pid;
    this.stime = secondsNow(caller);
    if (this.#passOn(message)) return;
    this.#messages.push(message);
    this.bytes += message.data.length;
  }

  /**
   * Takes a message; null when there is none that is wanted.
   * @throws E2BIG; EINVAL for a copy that does not fit
   */
  receive(caller: Caller, type: bigint, flags: number, limit: number): Message | null {
    const index = this.#find(type, flags);
    const message = this.#messages[index];
    if (message === undefined) return null;
    const isLonger = message.data.length > limit;
    if (isLonger && (flags & MSG_NOERROR) === 0) throw E2BIG;
    if ((flags & MSG_COPY) !== 0) {
      if (isLonger) throw EINVAL;
      return message;
    }
    this.#messages.splice(index, 1);
    this.bytes -= message.data.length;
    this.lastReceiver = caller.pid;
    this.rtime = secondsNow(caller);
    this.#wakeSenders();
    return message;
  }

  await(receiver: Receiver): void {
    this.#receivers.add(receiver);
  }

  withdraw(receiver: Receiver): void {
    this.#receivers.delete(receiver);
  }

  awaitRoom(sender: Sender): void {
    this.#senders.push(sender);
  }

  withdrawSender(sender: Sender): void {
    this.#senders = this.#senders.filter((other) => other !== sender);
  }

  /** IPC_SET: sleepers look again at rights and room. */
  changed(): void {
    for (const receiver of this.#takeReceivers()) receiver.finish(EAGAIN);
    this.#wakeSenders();
  }

  /** IPC_RMID: sleepers get EIDRM. */
  dissolve(): void {
    for (const receiver of this.#takeReceivers()) receiver.finish(EIDRM);
    for (const sender of this.#senders) sender.room.wakeAll();
  }

  /** MSG_COPY counts messages; a negative type takes the lowest; else the first that is wanted. */
  #find(type: bigint, flags: number): number {
    if ((flags & MSG_COPY) !== 0) return Number(type);
    const isWanted = wants(type, flags);
    if (type >= 0n) return this.#messages.findIndex(isWanted);
    let found = -1;
    this.#messages.forEach((message, index) => {
      const best = this.#messages[found];
      if (isWanted(message) && (best === undefined || message.type < best.type)) found = index;
    });
    return found;
  }

  #passOn(message: Message): boolean {
    for (const receiver of this.#receivers) {
      if (!wants(receiver.type, receiver.flags)(message)) continue;
      this.#receivers.delete(receiver);
      if (receiver.limit < message.data.length && !receiver.takesLonger) {
        receiver.finish(E2BIG);
        continue;
      }
      this.lastReceiver = receiver.caller.pid;
      this.rtime = secondsNow(receiver.caller);
      receiver.finish(message);
      return true;
    }
    return false;
  }

  /** Senders for whom there is room; the others go to the end of the line (ss_wakeup). */
  #wakeSenders(): void {
    const fitting = this.#senders.filter(({ size }) => this.fits(size));
    this.#senders = [...fitting, ...this.#senders.filter(({ size }) => !this.fits(size))];
    for (const sender of fitting) sender.room.wakeAll();
  }

  #takeReceivers(): readonly Receiver[] {
    const all = [...this.#receivers];
    this.#receivers.clear();
    return all;
  }
}
