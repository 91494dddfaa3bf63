/**
 * TCP over the loopback (tcp(7), net/ipv4/tcp.c) without packets: what one side sends the other has, a FIN or RST
 * arrives at once. What users of the calls see of the states: LISTEN, SYN_SENT (the listener's backlog is full), open
 * in both or one direction, and CLOSE.
 */
import {
  EAGAIN,
  EALREADY,
  ECONNABORTED,
  ECONNREFUSED,
  ECONNRESET,
  EINPROGRESS,
  EINVAL,
  EISCONN,
  ENOTCONN,
  EPIPE,
  type Errno,
} from "../../abi/errors.ts";
import { TCP_CORK, TCP_DEFER_ACCEPT, type TcpState } from "../../abi/inet.ts";
import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLPRI, POLLRDHUP, POLLRDNORM, POLLWRNORM } from "../../abi/poll.ts";
import { POLL_ERR, POLL_HUP, POLL_IN, POLL_OUT } from "../../abi/signal.ts";
import {
  AF_UNSPEC,
  MSG_ERRQUEUE,
  MSG_FASTOPEN,
  MSG_MORE,
  MSG_OOB,
  MSG_PEEK,
  MSG_TRUNC,
  MSG_WAITALL,
  SOL_TCP,
} from "../../abi/socket.ts";
import type { Caller } from "../../core/caller.ts";
import type { Clock } from "../../core/clock.ts";
import { WOULD_BLOCK, type WouldBlock } from "../../files/open-file.ts";
import type { FsCaller } from "../../fs/context.ts";
import type { Sink, Source } from "../../memory/io.ts";
import type { InMessage, OutMessage } from "../message.ts";
import { SOMAXCONN } from "../options.ts";
import { RCV_SHUTDOWN, SEND_SHUTDOWN, SHUTDOWN_MASK } from "../socket.ts";
import { familyOf } from "../unix/address.ts";
import { anyOf, isAny, parseEndpoint, routeTo } from "./address.ts";
import type { PortTable } from "./ports.ts";
import { takeFrom } from "./receive-buffer.ts";
import { findListener, TcpEndpoint } from "./tcp-endpoint.ts";
import { LOOPBACK_MSS } from "./tcp-info.ts";

const PIECE = 65536;

/** When a SYN without an answer is sent again first (TCP_TIMEOUT_INIT), in nanoseconds. */
const FIRST_RETRY = 1e9;
/** How long the side that ended a connection keeps its port (TCP_TIMEWAIT_LEN, tcp_fin_timeout), in nanoseconds. */
const TIME_WAIT = 60e9;

export class TcpSocket extends TcpEndpoint {
  /** "closed" was never connected, or is as new again; "done" was connected. */
  #state: "closed" | "listening" | "connecting" | "open" | "done" = "closed";
  /** What connect(2) thinks (SS_UNCONNECTED, SS_CONNECTING, SS_CONNECTED, SS_DISCONNECTING). */
  #progress: "unconnected" | "connecting" | "connected" | "disconnecting" = "unconnected";
  /** The other end; null when it is closed. */
  protected override peer: TcpSocket | null = null;
  /** TCP_DEFER_ACCEPT: the listener that hears of this connection when it has data. */
  #deferredBy: TcpSocket | null = null;
  #gotFin = false;
  #backlog = 0;
  /** When it began to connect, in nanoseconds since boot. */
  #begunAt = 0;
  readonly #pending: TcpSocket[] = [];
  /** Connecting sockets that found the backlog full. */
  #waiting: TcpSocket[] = [];
  #isEmbryo = false;
  /** We ended the connection: sent the first FIN. */
  #endedFirst = false;
  /** Lets the other side's TIME_WAIT go: a reset ends it. */
  #forgetPeer: () => void = () => {};
  readonly #clock: Clock;

  constructor(ports: PortTable, clock: Clock, family: number, flags: number) {
    super(ports, clock, family, flags);
    this.#clock = clock;
  }

  protected override get isFresh(): boolean {
    return this.#state === "closed" || this.#state === "done";
  }

  override get isListening(): boolean {
    return this.#state === "listening";
  }

  override get isConnecting(): boolean {
    return this.#state === "connecting";
  }

  get #isOpen(): boolean {
    return this.#state === "open";
  }

  // --- connections -----------------------------------------------------------------------------------------------

  override listen(_caller: Caller, backlog: number): void {
    if (this.#progress !== "unconnected" || !(this.isFresh || this.isListening)) throw EINVAL;
    this.#backlog = Math.min(backlog >>> 0, SOMAXCONN);
    if (this.isListening) {
      this.#admit();
      return;
    }
    this.autobind();
    this.#state = "listening";
    try {
      this.ports.check(this, this.boundIp, this.localPort);
    } catch (error) {
      this.#state = "closed";
      throw error;
    }
  }

  override connect(_caller: FsCaller, given: Uint8Array, nonBlocking: boolean): 0 | WouldBlock {
    if (familyOf(given) < 0) throw EINVAL;
    if (familyOf(given) === AF_UNSPEC) {
      this.#disconnect();
      return 0;
    }
    if (this.#progress === "connected") throw EISCONN;
    if (this.#progress === "disconnecting") throw EINVAL;
    if (this.#progress === "unconnected") {
      if (!this.isFresh) throw EISCONN;
      this.#start(given);
      if (nonBlocking) throw EINPROGRESS;
    } else if (this.#state === "connecting" && nonBlocking) throw EALREADY;
    if (this.#state === "connecting") return WOULD_BLOCK;
    if (this.#state === "closed" || this.#state === "done") {
      const error = this.takePendingError() ?? ECONNABORTED;
      this.#disconnect();
      throw error;
    }
    this.#progress = "connected";
    return 0;
  }

  override accept(): TcpSocket | WouldBlock {
    if (!this.isListening) throw EINVAL;
    const socket = this.#pending.shift();
    if (socket === undefined) return WOULD_BLOCK;
    socket.#isEmbryo = false;
    this.#admit();
    return socket;
  }

  /** Connections that found the backlog full come in, as far as there is room now. */
  #admit(): void {
    while (!this.#isFull) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      if (next.#state === "connecting") next.#establish(this);
    }
  }

  /** Its own SYN is answered by its own: a simultaneous open. What was shut down before is ended at once. */
  #openWithItself(): void {
    this.#openWith(this);
    if ((this.shutdownMask & SEND_SHUTDOWN) !== 0) this.#sendFin();
  }

  /** A SYN that found no room was dropped: nobody answers before it is sent again, after 1, 2, 4 … seconds. */
  #knockLater(): void {
    let wait = FIRST_RETRY;
    while (this.#begunAt + wait <= this.#clock.now) wait = wait * 2 + FIRST_RETRY;
    this.#clock.arm(this.#begunAt + wait, () => {
      if (this.#state === "connecting") this.#knock();
    });
  }

  get #isFull(): boolean {
    return this.#pending.length > this.#backlog;
  }

  override peerAddress(): Uint8Array {
    if (this.#state !== "open") throw ENOTCONN;
    return super.peerAddress();
  }

  override acceptedFrom(): Uint8Array {
    return super.peerAddress();
  }

  override shutdown(how: number): void {
    const mode = how + 1;
    if (this.#progress === "connecting") this.#progress = this.#isOpen ? "connected" : "disconnecting";
    switch (this.#state) {
      case "listening":
        if ((mode & RCV_SHUTDOWN) !== 0) this.#disconnect();
        return;
      case "connecting":
        this.#disconnect();
        return;
      case "open":
        this.shutdownMask |= mode;
        this.queue.wakeAll();
        if ((mode & SEND_SHUTDOWN) !== 0) this.#sendFin();
        return;
      default:
        this.shutdownMask |= mode;
        this.queue.wakeAll();
        throw ENOTCONN;
    }
  }

  override poll(): number {
    if (this.isListening) return this.#pending.length > 0 ? POLLIN | POLLRDNORM : 0;
    let mask = 0;
    if (this.pendingError !== null) mask |= POLLERR;
    if (this.#state === "connecting") return mask;
    if (this.received.hasUrgent) mask |= POLLPRI;
    if (this.shutdownMask === SHUTDOWN_MASK || this.isFresh) mask |= POLLHUP;
    if ((this.shutdownMask & RCV_SHUTDOWN) !== 0) mask |= POLLIN | POLLRDNORM | POLLRDHUP;
    if (this.received.isReadable) mask |= POLLIN | POLLRDNORM;
    if ((this.shutdownMask & SEND_SHUTDOWN) !== 0 || this.hasRoom()) mask |= POLLOUT | POLLWRNORM;
    else this.wantsRoom = true;
    return mask;
  }

  protected override get queueLengths(): { readonly waiting: number; readonly backlog: number } {
    return this.isListening ? { waiting: this.#pending.length, backlog: this.#backlog } : { waiting: 0, backlog: 0 };
  }

  get waitingCount(): number {
    return this.#pending.length;
  }

  /** As TCP_INFO and /proc/net/tcp name it. */
  override get tcpState(): TcpState {
    switch (this.#state) {
      case "listening":
        return "LISTEN";
      case "connecting":
        return "SYN_SENT";
      case "open":
        if (this.#gotFin) return "CLOSE_WAIT";
        return (this.shutdownMask & SEND_SHUTDOWN) !== 0 ? "FIN_WAIT2" : "ESTABLISHED";
      default:
        return "CLOSE";
    }
  }

  protected override get hasEnd(): boolean {
    return this.#gotFin;
  }

  // --- data ------------------------------------------------------------------------------------------------------

  override send(caller: Caller, source: Source, message: OutMessage): number | WouldBlock {
    if ((message.flags & MSG_FASTOPEN) !== 0 && !this.connectsFirst(message)) return WOULD_BLOCK;
    if (this.#state === "connecting") return WOULD_BLOCK;
    if (this.#state !== "open" || this.pendingError !== null || (this.shutdownMask & SEND_SHUTDOWN) !== 0)
      throw this.sendError(caller, message);
    const isUrgent = (message.flags & MSG_OOB) !== 0;
    const holds = !isUrgent && ((message.flags & MSG_MORE) !== 0 || this.option(SOL_TCP, TCP_CORK) !== 0);
    let sent = 0;
    while (source.remaining > 0) {
      const room = this.peer === null ? PIECE : this.capacity() - this.peer.received.unread - this.cork.size;
      if (room <= 0) {
        this.wantsRoom = true;
        this.uncork();
        break;
      }
      const data = this.ports.buffers.take(Math.min(source.remaining, room, PIECE));
      if (!takeFrom(source, data, sent)) break;
      sent += data.length;
      message.sent += data.length;
      this.counts.bytesSent += data.length;
      this.emit(data, isUrgent && source.remaining === 0, holds);
      if (this.peer?.shutdownMask === SHUTDOWN_MASK) {
        this.#abort(this.peer);
        break;
      }
    }
    // Nobody is there any more: the data is answered with a reset.
    if (this.peer === null && sent > 0) {
      this.#forgetPeer();
      this.#reset(EPIPE);
    }
    return sent === 0 && source.remaining > 0 ? WOULD_BLOCK : sent;
  }

  protected override receiveData(sink: Sink, message: InMessage): number | WouldBlock {
    if (this.isListening) throw ENOTCONN;
    if ((message.flags & MSG_ERRQUEUE) !== 0) throw EAGAIN;
    if ((message.flags & MSG_OOB) !== 0) return this.receiveUrgent(sink, message);
    const discards = (message.flags & MSG_TRUNC) !== 0;
    const wanted = discards ? sink.remaining : message.received + sink.remaining;
    const waitsForAll = (message.flags & MSG_WAITALL) !== 0;
    const target = (waitsForAll ? wanted : Math.min(this.options.receiveLowWater, wanted)) || 1;
    this.received.copy(sink, message, wanted - message.received);
    const peer = this.peer;
    if ((message.flags & MSG_PEEK) === 0 && peer !== null) peer.roomMade();
    if (message.received >= target) return message.received;
    if (this.#gotFin) return message.received;
    if (this.pendingError !== null) {
      if (message.received > 0) return message.received;
      this.raisePendingError();
    }
    if ((this.shutdownMask & RCV_SHUTDOWN) !== 0) return message.received;
    if (this.isFresh && message.received === 0) throw ENOTCONN;
    return this.isFresh ? message.received : WOULD_BLOCK;
  }

  protected override onRelease(): void {
    if (this.isListening) this.#stopListening();
    if (this.isConnecting) this.#state = "done";
    this.#letGo();
    this.releasePort();
  }

  /** The last descriptor is gone: ends the connection, or resets it where something is unread (tcp_close). */
  #letGo(): void {
    if (!this.#isOpen) return;
    const peer = this.peer;
    const { linger } = this.options;
    const resets = this.received.unread > 0 || this.#isEmbryo || (linger.onoff !== 0 && linger.linger === 0);
    if (!resets && (this.shutdownMask & SEND_SHUTDOWN) === 0) this.#sendFin();
    const waits = this.#isOpen && !resets && this.#endedFirst;
    this.#state = "done";
    this.peer = null;
    if (waits) {
      const forget = this.#waitOut();
      if (peer !== null) peer.#forgetPeer = forget;
    }
    if (peer === null) return;
    peer.peer = null;
    if (resets) peer.#reset(peer.#gotFin ? EPIPE : ECONNRESET);
  }

  /** Looks for the listener; a connection, a place in its queue, or a refusal is there at once. */
  #start(given: Uint8Array): void {
    const { ip, port } = parseEndpoint(given, this.family);
    this.checkFamily(ip);
    const { to, from } = routeTo(ip, this.boundIp, this.loopback);
    this.autobind();
    if (isAny(this.boundIp)) this.localIp = from;
    this.remote = { ip: to, port };
    this.#progress = "connecting";
    this.pendingError = null;
    this.#gotFin = false;
    this.#begunAt = this.#clock.now;
    this.#knock();
  }

  /** A SYN arrives: at a listener with room, at one without, or nowhere. */
  #knock(): void {
    const to = this.remote;
    const listener = to === null ? null : findListener(this.ports, to, { ip: this.localIp, port: this.localPort });
    if (listener === null) {
      if (to?.ip !== this.localIp || to.port !== this.localPort) this.#reset(ECONNREFUSED);
      else this.#openWithItself();
    } else if (!(listener instanceof TcpSocket)) return;
    else if (listener.#isFull) {
      this.#state = "connecting";
      listener.#waiting.push(this);
    } else this.#establish(listener);
  }

  #establish(listener: TcpSocket): void {
    const child = new TcpSocket(this.ports, this.#clock, listener.family, 0);
    child.loopback = listener.loopback;
    Object.assign(child.options, listener.options);
    child.options.priority = 0;
    child.v6Only = listener.v6Only;
    child.localIp = this.remote?.ip ?? child.localIp;
    child.boundIp = child.localIp;
    child.remote = { ip: this.localIp, port: this.localPort };
    child.joinPort(listener.localPort);
    child.#isEmbryo = true;
    child.#progress = "connected";
    child.#state = "open";
    child.peer = this;
    child.inheritOptions(listener, (level, name) => level !== SOL_TCP || name !== TCP_DEFER_ACCEPT);
    child.congestion = listener.congestion;
    child.segmentSize = LOOPBACK_MSS;
    child.#deferredBy = listener;
    this.#openWith(child);
    const deferral = listener.option(SOL_TCP, TCP_DEFER_ACCEPT);
    if (deferral === 0) child.comeForward();
    else this.#clock.arm(this.#clock.now + deferral * 1e9, () => child.comeForward());
    // A listener that was shut down before it listened makes connections that are.
    child.shutdownMask = listener.shutdownMask;
    if ((child.shutdownMask & SEND_SHUTDOWN) !== 0) child.#sendFin();
  }

  #openWith(peer: TcpSocket): void {
    this.#state = "open";
    this.peer = peer;
    this.segmentSize = LOOPBACK_MSS;
    this.received.clear();
    this.#gotFin = false;
    this.#endedFirst = false;
    this.queue.wakeAll();
    this.signalIo(POLL_OUT);
  }

  /** The port stays taken for a while, without a socket. Answers what gives it back early. */
  #waitOut(): () => void {
    const holder = this.endedHolder();
    const { ports, localPort } = this;
    ports.join(holder, localPort);
    const timer = this.#clock.arm(this.#clock.now + TIME_WAIT, () => ports.leave(holder, localPort));
    return () => {
      this.#clock.cancel(timer);
      ports.leave(holder, localPort);
    };
  }

  #sendFin(): void {
    this.uncork();
    const peer = this.peer;
    this.#endedFirst = !this.#gotFin;
    if (peer !== null) peer.comeForward();
    if (peer !== null) {
      peer.#gotFin = true;
      peer.shutdownMask |= RCV_SHUTDOWN;
      if ((peer.shutdownMask & SEND_SHUTDOWN) !== 0) peer.#finish();
      peer.queue.wakeAll();
      peer.#tellEnd();
    }
    if (this.#gotFin) this.#finish();
  }

  /** The owner hears of the end twice: as of data, and as of a change of state (tcp_fin). */
  #tellEnd(): void {
    this.signalIo(POLL_IN);
    this.signalIo(this.shutdownMask === SHUTDOWN_MASK ? POLL_HUP : POLL_IN);
  }

  /** Both directions have ended (tcp_done): who began keeps the port for a while, a port that was not bound is free. */
  #finish(): void {
    if (!this.#isOpen) return;
    this.#state = "done";
    if (this.#endedFirst) this.#waitOut();
    if (!this.isPortBound) this.releasePort();
  }

  #reset(error: Errno): void {
    this.pendingError = error;
    this.shutdownMask = SHUTDOWN_MASK;
    this.#state = "done";
    this.peer = null;
    if (!this.isPortBound) this.releasePort();
    this.queue.wakeAll();
    this.signalIo(POLL_ERR);
  }

  /** As new, but for its port (tcp_disconnect). */
  #disconnect(): void {
    const peer = this.peer;
    if (this.#state === "listening") this.#stopListening();
    if (peer !== null && peer !== this) {
      peer.peer = null;
      peer.#reset(ECONNRESET);
    }
    if (this.#isOpen || this.#state === "connecting") this.pendingError = ECONNRESET;
    this.peer = null;
    if (!this.isFresh && !this.isPortBound) this.releasePort();
    this.#state = "closed";
    this.#progress = "unconnected";
    this.remote = null;
    this.localIp = this.boundIp === anyOf(this.family) ? this.boundIp : this.localIp;
    this.shutdownMask = 0;
    this.received.clear();
    this.#gotFin = false;
    this.queue.wakeAll();
  }

  #stopListening(): void {
    this.#state = "closed";
    if (!this.isPortBound) this.releasePort();
    for (const socket of this.#pending.splice(0)) socket.release();
    for (const socket of this.#waiting.splice(0)) socket.#knockLater();
    this.queue.wakeAll();
  }

  /** Data for somebody who wants to hear nothing and has nothing to say any more: a reset (tcp_rcv_state_process). */
  #abort(peer: TcpSocket): void {
    peer.#reset(ECONNRESET);
    this.#reset(this.#gotFin ? EPIPE : ECONNRESET);
  }

  /** A connection whose listener waited for its data is there to be accepted now (TCP_DEFER_ACCEPT). */
  protected override comeForward(): void {
    const listener = this.#deferredBy;
    if (listener === null) return;
    this.#deferredBy = null;
    if (!listener.isListening) return;
    listener.#pending.push(this);
    listener.dataReady();
  }
}
