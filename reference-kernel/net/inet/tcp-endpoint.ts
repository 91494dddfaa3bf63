/**
 * What a TCP socket is besides its connection: what came and was not read, what is held back, its counts and options
 * (struct tcp_sock; tcp(7)).
 */
import { EFAULT, EINVAL, ENOENT, EPIPE, type Errno } from "../../abi/errors.ts";
import { TCP_CONGESTION, TCP_INFO, TCP_INQ, type TcpState } from "../../abi/inet.ts";
import { FIONREAD } from "../../abi/ioctl.ts";
import { POLL_OUT, SIGPIPE } from "../../abi/signal.ts";
import {
  IPPROTO_TCP,
  MSG_NOSIGNAL,
  MSG_OOB,
  MSG_PEEK,
  MSG_TRUNC,
  SIOCATMARK,
  SIOCOUTQ,
  SOCK_STREAM,
  SOL_TCP,
} from "../../abi/socket.ts";
import { i32 } from "../../abi/struct.ts";
import type { Caller } from "../../core/caller.ts";
import type { Clock } from "../../core/clock.ts";
import { WOULD_BLOCK, type WouldBlock } from "../../files/open-file.ts";
import type { Sink } from "../../memory/io.ts";
import { control } from "../control.ts";
import { nameIn } from "../interfaces.ts";
import type { InMessage, OutMessage } from "../message.ts";
import { SHUTDOWN_MASK, WRITABLE } from "../socket.ts";
import type { Endpoint } from "./address.ts";
import { Cork } from "./cork.ts";
import { connectsFirst } from "./fast-open.ts";
import { InetSocket } from "./inet-socket.ts";
import type { OptionTable } from "./option-table.ts";
import { memberFor, type PortHolder, type PortTable } from "./ports.ts";
import { ReceiveBuffer } from "./receive-buffer.ts";
import { encodeInfo, type InfoSource, TcpCounts } from "./tcp-info.ts";
import { tcpOptions } from "./tcp-options.ts";

/** Ways of congestion control that are there, the usual first; and the room for a name of one. */
const CONTROLS = ["cubic", "reno"] as const;
const CONTROL_NAME = 16;
/** Half of what receive buffers grow to (tcp_rmem): SO_RCVLOWAT is kept below. */
const MOST_LOW_WATER = 3145728;

/** tcp_wmem and tcp_rmem at first. */
const SEND_BUFFER = 16384;
const RECEIVE_BUFFER = 131072;
/** What both buffers grow to by themselves on a loopback, together; nobody is promised a number. */
const GROWN_BUFFERS = 2_560_000;

export abstract class TcpEndpoint extends InetSocket {
  protected readonly received = new ReceiveBuffer(this.options, this.ports.buffers);
  protected readonly cork: Cork;
  protected readonly counts = new TcpCounts();
  /** TCP_CONGESTION. */
  protected congestion: (typeof CONTROLS)[number] = CONTROLS[0];

  constructor(ports: PortTable, clock: Clock, family: number, flags: number) {
    super(ports, family, SOCK_STREAM, IPPROTO_TCP, flags);
    this.cork = new Cork(clock, () => this.uncork());
    this.options.sendBuffer = SEND_BUFFER;
    this.options.receiveBuffer = RECEIVE_BUFFER;
  }

  /** Its first data came: a connection that was kept from its listener is told to it (TCP_DEFER_ACCEPT). */
  protected abstract comeForward(): void;

  /** The other end; null when it is closed. */
  protected abstract peer: TcpEndpoint | null;
  /** What is left of a connection that waits out its time. */
  protected endedHolder(): PortHolder {
    const local = { ip: this.localIp, port: this.localPort };
    return {
      family: this.family,
      v6Only: this.v6Only,
      boundIp: this.localIp,
      holdsPortAlone: false,
      ended: { local, remote: this.remote ?? { ip: this.localIp, port: 0 } },
      options: { reuseAddress: this.options.reuseAddress, reusePort: this.options.reusePort },
    };
  }

  get unreadCount(): number {
    return this.received.unread;
  }

  /** Somebody waits for room to write (SOCK_NOSPACE). */
  protected wantsRoom = false;

  /** As TCP_INFO and /proc/net/tcp name it. */
  abstract get tcpState(): TcpState;
  /** Of a listener: connections that wait, and how many may. */
  protected abstract get queueLengths(): { readonly waiting: number; readonly backlog: number };

  override ioctl(caller: Caller, request: number, argument: number): number {
    switch (request) {
      case FIONREAD:
      case SIOCOUTQ:
        if (this.isListening) throw EINVAL;
        caller.memory.write(i32, argument, request === FIONREAD ? this.received.pending : this.cork.size);
        return 0;
      case SIOCATMARK:
        caller.memory.write(i32, argument, this.received.isAtMark ? 1 : 0);
        return 0;
      default:
        return super.ioctl(caller, request, argument);
    }
  }

  override get takesFilters(): boolean {
    return false;
  }

  protected override optionTable(level: number): OptionTable | null {
    return level === SOL_TCP ? tcpOptions : super.optionTable(level);
  }

  override setFamilyOption(caller: Caller, level: number, name: number, read: () => Uint8Array): void {
    if (level !== SOL_TCP || name !== TCP_CONGESTION) super.setFamilyOption(caller, level, name, read);
    else {
      const value = nameIn(read().subarray(0, CONTROL_NAME - 1));
      if (value === "") throw EINVAL;
      const known = CONTROLS.find((control) => control === value);
      if (known === undefined) throw ENOENT;
      this.congestion = known;
    }
  }

  override getFamilyOption(level: number, name: number, room: number): Uint8Array {
    if (level !== SOL_TCP || room < 0) return super.getFamilyOption(level, name, room);
    if (name === TCP_INFO) return encodeInfo(this.#info);
    if (name !== TCP_CONGESTION) return super.getFamilyOption(level, name, room);
    const text = new Uint8Array(CONTROL_NAME);
    for (let i = 0; i < this.congestion.length; i++) text[i] = this.congestion.charCodeAt(i);
    return text;
  }

  get #info(): InfoSource {
    const { tcpState: state, counts, segmentSize } = this;
    return { state, counts, segmentSize, ...this.queueLengths };
  }

  override setReceiveLowWater(bytes: number): void {
    this.options.receiveLowWater = Math.min(bytes, MOST_LOW_WATER);
    if (this.received.isReadable) this.dataReady();
  }

  /** MSG_OOB: the urgent byte, out of its turn (tcp_recv_urg). */
  protected receiveUrgent(sink: Sink, message: InMessage): number {
    const byte = this.received.takeUrgent((message.flags & MSG_PEEK) !== 0);
    if (byte === null) throw EINVAL;
    message.resultFlags |= MSG_OOB;
    if (sink.remaining === 0) message.resultFlags |= MSG_TRUNC;
    else if (sink.put(Uint8Array.of(byte), 0, 1) < 1) throw EFAULT;
    return (message.resultFlags & MSG_TRUNC) !== 0 ? 0 : 1;
  }

  // --- data ------------------------------------------------------------------------------------------------------

  /** Data goes to the other side, or waits under the cork until there is a segment of it. */
  protected emit(data: Uint8Array, isUrgent: boolean, holds: boolean): void {
    if (!holds && this.cork.size === 0) {
      this.deliver(data, isUrgent);
      return;
    }
    this.cork.push(data);
    if (!holds || this.cork.size >= this.segmentSize) {
      const whole = this.cork.takeAll();
      const rest = holds ? whole.length % this.segmentSize : 0;
      this.deliver(whole.subarray(0, whole.length - rest), isUrgent);
      if (rest > 0) this.cork.push(whole.slice(whole.length - rest));
    }
  }

  protected deliver(data: Uint8Array, isUrgent: boolean): void {
    this.counts.segmentsSent++;
    if (this.peer !== null) this.peer.take(data, isUrgent);
  }

  override uncork(): void {
    if (this.cork.size > 0) this.deliver(this.cork.takeAll(), false);
  }

  /** Data came from the other side. */
  protected take(data: Uint8Array, isUrgent: boolean): void {
    if (this.shutdownMask === SHUTDOWN_MASK) return;
    this.received.push(data, isUrgent);
    this.counts.bytesReceived += data.length;
    this.counts.segmentsReceived++;
    this.comeForward();
    if (isUrgent) this.signalUrgent();
    if (isUrgent || this.received.isReadable) this.dataReady();
  }

  /** The other side read something. */
  protected roomMade(): void {
    if (!this.wantsRoom || !this.hasRoom()) return;
    this.wantsRoom = false;
    this.queue.wake(WRITABLE);
    this.signalIo(POLL_OUT);
  }

  /** What one receive call gets. */
  protected abstract receiveData(sink: Sink, message: InMessage): number | WouldBlock;
  /** The other side has ended. */
  protected abstract get hasEnd(): boolean;

  /** With TCP_INQ it tells what is left; the end counts as one (tcp_inq_hint). */
  override receive(_caller: Caller, sink: Sink, message: InMessage): number | WouldBlock {
    const taken = this.receiveData(sink, message);
    if (taken !== WOULD_BLOCK && this.option(SOL_TCP, TCP_INQ) !== 0)
      message.control.push(control(SOL_TCP, TCP_INQ, i32, this.received.pending + (this.hasEnd ? 1 : 0)));
    return taken;
  }

  /** Its own error if there is one; else EPIPE, with SIGPIPE unless the caller does not want it. */
  protected sendError(caller: Caller, message: OutMessage): Errno {
    const error = this.takePendingError() ?? EPIPE;
    if (error === EPIPE && message.sent === 0 && (message.flags & MSG_NOSIGNAL) === 0) caller.raise(SIGPIPE);
    return error;
  }

  /** MSG_FASTOPEN: false while connecting takes time. */
  protected connectsFirst(message: OutMessage): boolean {
    return connectsFirst(this, message);
  }

  /** How much may be unread at the other end: what was set, or what buffers grow to by themselves. */
  protected capacity(): number {
    const isSet = this.options.sendBuffer !== SEND_BUFFER || this.peer?.options.receiveBuffer !== RECEIVE_BUFFER;
    if (!isSet) return GROWN_BUFFERS;
    return this.options.sendBuffer + (this.peer?.options.receiveBuffer ?? 0);
  }

  protected hasRoom(): boolean {
    return this.peer === null || this.peer.received.unread * 3 <= this.capacity() * 2;
  }
}

/** The listener that fits best; of a group that shares its port (SO_REUSEPORT) the one for this connection. */
export const findListener = (ports: PortTable, to: Endpoint, from: Endpoint): TcpEndpoint | null => {
  let best = 0;
  let group: TcpEndpoint[] = [];
  for (const socket of ports.at(to.port)) {
    if (!(socket instanceof TcpEndpoint) || !socket.isListening) continue;
    const fit = socket.matchLocal(to.ip);
    if (fit > best) group = [];
    if (fit < best || fit === 0) continue;
    best = fit;
    group.push(socket);
  }
  return memberFor(group, to, from);
};
