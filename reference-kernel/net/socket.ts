/**
 * The open file of a socket (struct socket and struct sock), what all families share: options, error, shutdown, the one
 * wait queue. A family answers the calls; like all open files none of them blocks: they answer WOULD_BLOCK.
 */
import { ENOENT, ENOTTY, EOPNOTSUPP, type Errno } from "../abi/errors.ts";
import { O_NONBLOCK, O_RDWR } from "../abi/open.ts";
import { POLLIN, POLLOUT, POLLPRI, POLLRDBAND, POLLRDNORM, POLLWRBAND, POLLWRNORM } from "../abi/poll.ts";
import { POLL_IN, POLL_PRI } from "../abi/signal.ts";
import { MSG_EOR, SOCK_SEQPACKET, SOCK_STREAM } from "../abi/socket.ts";
import type { Caller } from "../core/caller.ts";
import type { Clock } from "../core/clock.ts";
import { WaitQueue } from "../core/wait-queue.ts";
import { OpenFile, WOULD_BLOCK, type WouldBlock } from "../files/open-file.ts";
import type { FsCaller } from "../fs/context.ts";
import type { Sink, Source } from "../memory/io.ts";
import { arrival } from "./control.ts";
import { interfaceIoctl } from "./interfaces.ts";
import { LoopbackState } from "./loopback.ts";
import { InMessage, NO_PEER, OutMessage, type Peer } from "./message.ts";
import { SocketOptions } from "./options.ts";

/** What sockets wake their readers and writers with. */
export const READABLE = POLLIN | POLLPRI | POLLRDNORM | POLLRDBAND;
export const WRITABLE = POLLOUT | POLLWRNORM | POLLWRBAND;
export const RCV_SHUTDOWN = 1;
export const SEND_SHUTDOWN = 2;
export const SHUTDOWN_MASK = 3;

export abstract class Socket extends OpenFile {
  readonly family: number;
  readonly type: number;
  readonly protocol: number;
  readonly options = new SocketOptions();
  readonly queue = new WaitQueue();
  /** RCV_SHUTDOWN, SEND_SHUTDOWN. */
  shutdownMask = 0;
  /** sk_err: reported once, by the next call or SO_ERROR. */
  pendingError: Errno | null = null;
  /** The interface of the network namespace that it was made in. */
  loopback = new LoopbackState();
  /** SO_PEERCRED. */
  peerCredentials: Peer = NO_PEER;
  /** SO_INCOMING_CPU: where its packets were worked on. */
  incomingCpu = 0;
  /** Inode number, as "socket:[N]" shows it; set when it gets a descriptor. */
  number = 0;
  #lastArrival = -1;
  readonly #queues = [this.queue];
  /** Writes that go on later, once there was one; each is remembered by what it writes. */
  #unfinished: WeakMap<Source, OutMessage> | null = null;

  constructor(family: number, type: number, protocol: number, flags: number) {
    super(O_RDWR | (flags & O_NONBLOCK));
    this.family = family;
    this.type = type;
    this.protocol = protocol;
  }

  // --- what a family answers -------------------------------------------------------------------------------------

  /** `address` is the sockaddr as the caller gave it. */
  abstract bind(caller: FsCaller, address: Uint8Array): void;
  abstract connect(caller: FsCaller, address: Uint8Array, nonBlocking: boolean): 0 | WouldBlock;
  abstract listen(caller: Caller, backlog: number): void;
  /** The next connection; its flags are the caller's to set. */
  abstract accept(caller: Caller): Socket | WouldBlock;
  /** sockaddrs of both sides; the peer's throws ENOTCONN. */
  abstract localAddress(): Uint8Array;
  abstract peerAddress(): Uint8Array;
  /** The peer's address as accept tells it: also of a connection that has ended meanwhile. */
  acceptedFrom(): Uint8Array {
    return this.peerAddress();
  }

  /** SHUT_RD, SHUT_WR, SHUT_RDWR are checked; answers nothing. */
  abstract shutdown(how: number): void;
  /** What a family refuses before it looks at control messages. */
  checkSend(): void {}

  /** Bytes sent by this attempt, beyond `message.sent`; WOULD_BLOCK when none could be. */
  abstract send(caller: Caller, source: Source, message: OutMessage): number | WouldBlock;
  /** The call's result once there is one. */
  abstract receive(caller: Caller, sink: Sink, message: InMessage): number | WouldBlock;
  /** Waits for connections (SO_ACCEPTCONN). */
  abstract get isListening(): boolean;

  /** A connection was begun and has no answer yet. */
  get isConnecting(): boolean {
    return false;
  }

  /** Options of levels other than SOL_SOCKET; `value` reads what the guest gave. */
  setFamilyOption(_caller: Caller, _level: number, _name: number, _value: () => Uint8Array): void {
    throw EOPNOTSUPP;
  }

  /** `room` is what the caller has for the answer; negative is EINVAL for options that exist. */
  getFamilyOption(_level: number, _name: number, _room: number): Uint8Array {
    throw EOPNOTSUPP;
  }

  /** Whether SO_ATTACH_FILTER means something here. */
  get takesFilters(): boolean {
    return true;
  }

  /** SO_PEERGROUPS; null when there is no peer. */
  get groups(): readonly number[] | null {
    return this.peerCredentials.groups;
  }

  setReceiveLowWater(bytes: number): void {
    this.options.receiveLowWater = bytes;
  }

  /** Something came to be read: readers and pollers wake, and the owner hears of it (sk_data_ready). */
  dataReady(): void {
    this.queue.wake(READABLE);
    this.signalIo(POLL_IN);
  }

  /** Urgent data came: SIGURG to the owner, with or without O_ASYNC (sk_send_sigurg). */
  protected signalUrgent(): void {
    this.async?.sendUrgent(this.async);
    this.signalIo(POLL_PRI);
  }

  /** Tells who asked when a datagram came, and remembers it for SIOCGSTAMP (sock_recv_timestamp). */
  noteArrival(clock: Clock, message: InMessage, at: number): void {
    const { timestamp } = this.options;
    if (timestamp !== 0) message.control.push(arrival(clock, timestamp, at));
    else this.#lastArrival = at;
  }

  /** Nanoseconds since boot of the last datagram that came untold; ENOENT before the first (sock_gettstamp). */
  get lastArrival(): number {
    if (this.#lastArrival < 0) throw ENOENT;
    return this.#lastArrival;
  }

  /** SO_SNDBUF was changed. */
  writeSpace(): void {}

  // --- as an open file -----------------------------------------------------------------------------------------

  override get canSpliceFrom(): boolean {
    return true;
  }

  override get canSpliceTo(): boolean {
    return true;
  }

  override describe(): string {
    return `socket:[${this.number}]`;
  }

  override get takesAsync(): boolean {
    return true;
  }

  override get waitQueues(): readonly WaitQueue[] {
    return this.#queues;
  }

  override get writesAll(): boolean {
    return this.type === SOCK_STREAM;
  }

  /** Requests about interfaces; a family answers its own before. */
  override ioctl(caller: Caller, request: number, argument: number): number {
    if (interfaceIoctl(caller, this.loopback, this.family, request, argument)) return 0;
    throw ENOTTY;
  }

  override sleepTimeout(events: number): number {
    return (events & POLLIN) !== 0 ? this.options.receiveTimeout : this.options.sendTimeout;
  }

  override read(caller: Caller, sink: Sink): number | WouldBlock {
    if (sink.remaining === 0) return 0;
    const message = new InMessage(0, this.isNonBlocking);
    const result = this.receive(caller, sink, message);
    for (const file of message.rights) file.release();
    return result;
  }

  override write(caller: Caller, source: Source): number | WouldBlock {
    const message = this.#unfinished?.get(source) ?? this.#newWrite();
    const sent = this.send(caller, source, message);
    if (sent === WOULD_BLOCK || source.remaining > 0) {
      this.#unfinished ??= new WeakMap();
      this.#unfinished.set(source, message);
    }
    return sent;
  }

  #newWrite(): OutMessage {
    return new OutMessage({ flags: this.type === SOCK_SEQPACKET ? MSG_EOR : 0, nonBlocking: this.isNonBlocking });
  }

  /** Throws the pending error, once (sock_error). */
  raisePendingError(): void {
    const error = this.takePendingError();
    if (error !== null) throw error;
  }

  takePendingError(): Errno | null {
    const error = this.pendingError;
    this.pendingError = null;
    return error;
  }
}
