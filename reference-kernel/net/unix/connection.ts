/**
 * What connection-based AF_UNIX sockets (SOCK_STREAM, SOCK_SEQPACKET) share: listen, connect, accept, and how both
 * sides hear of a shutdown or an end (unix_stream_connect, unix_shutdown, unix_release_sock).
 */
import { ECONNREFUSED, ECONNRESET, EINVAL, EISCONN } from "../../abi/errors.ts";
import { POLL_HUP, POLL_IN } from "../../abi/signal.ts";
import { WOULD_BLOCK, type WouldBlock } from "../../files/open-file.ts";
import type { FsCaller } from "../../fs/context.ts";
import { peerOf } from "../message.ts";
import { SOMAXCONN } from "../options.ts";
import { RCV_SHUTDOWN, SEND_SHUTDOWN, SHUTDOWN_MASK } from "../socket.ts";
import { parseUnixAddress } from "./address.ts";
import { asksForSender, UnixSocket } from "./unix-socket.ts";

export abstract class UnixConnection extends UnixSocket {
  state: "closed" | "listening" | "connected" = "closed";
  /** Connections that nobody has accepted yet. */
  readonly #pending: UnixConnection[] = [];

  override get isListening(): boolean {
    return this.state === "listening";
  }

  override get isQueueFull(): boolean {
    return this.isListening ? this.#pending.length > this.backlog : super.isQueueFull;
  }

  override get waiting(): readonly UnixConnection[] {
    return this.#pending;
  }

  /** A connection waits to be accepted. */
  protected get hasPending(): boolean {
    return this.#pending.length > 0;
  }

  override listen(caller: FsCaller, backlog: number): void {
    if (this.address === null || this.state === "connected") throw EINVAL;
    const clamped = Math.min(backlog >>> 0, SOMAXCONN);
    if (clamped > this.backlog) this.peerWait.wakeAll();
    this.backlog = clamped;
    this.state = "listening";
    this.peerCredentials = peerOf(caller);
  }

  override connect(caller: FsCaller, given: Uint8Array): 0 | WouldBlock {
    const address = parseUnixAddress(given);
    if (asksForSender(this)) this.address ??= this.names.autobind(this);
    const listener = this.names.find(caller, address, this.type) as UnixConnection;
    if (!listener.isListening || (listener.shutdownMask & RCV_SHUTDOWN) !== 0) throw ECONNREFUSED;
    if (listener.isQueueFull) {
      this.awaitRoomAt(listener);
      return WOULD_BLOCK;
    }
    this.stopAwaitingRoom();
    if (this.state !== "closed") throw this.state === "connected" ? EISCONN : EINVAL;
    const other = this.newPeer();
    other.address = listener.address;
    other.embryoOf = listener;
    this.pairWith(other);
    this.peerCredentials = listener.peerCredentials;
    other.peerCredentials = peerOf(caller);
    listener.#pending.push(other);
    listener.dataReady();
    return 0;
  }

  override accept(): UnixConnection | WouldBlock {
    if (!this.isListening) throw EINVAL;
    this.raisePendingError();
    const socket = this.#pending.shift();
    if (socket === undefined) {
      if ((this.shutdownMask & RCV_SHUTDOWN) !== 0 && !this.isNonBlocking) throw EINVAL;
      return WOULD_BLOCK;
    }
    this.peerWait.wake();
    socket.embryoOf = null;
    return socket;
  }

  /** A socket of the same kind, for the other end. */
  protected abstract newPeer(): UnixConnection;

  /** Connects two sockets with each other. */
  pairWith(other: UnixConnection): void {
    this.peer = other;
    other.peer = this;
    this.state = "connected";
    other.state = "connected";
  }

  override shutdown(how: number): void {
    const mode = how + 1;
    this.shutdownMask |= mode;
    const { peer } = this;
    this.stateChanged();
    if (peer === null) return;
    if ((mode & RCV_SHUTDOWN) !== 0) peer.shutdownMask |= SEND_SHUTDOWN;
    if ((mode & SEND_SHUTDOWN) !== 0) peer.shutdownMask |= RCV_SHUTDOWN;
    peer.stateChanged();
    if (mode === SHUTDOWN_MASK) peer.signalIo(POLL_HUP);
    else if ((mode & SEND_SHUTDOWN) !== 0) peer.signalIo(POLL_IN);
  }

  /** The peer reads the end (or ECONNRESET, when we leave something unread) and cannot write any more. */
  protected override leavePeer(peer: UnixSocket): void {
    peer.shutdownMask = SHUTDOWN_MASK;
    if (this.#hasUnread || this.embryoOf !== null) peer.pendingError = ECONNRESET;
    peer.stateChanged();
    peer.signalIo(POLL_HUP);
  }

  /** Something unread that has bytes; an empty message at the head is looked past. */
  get #hasUnread(): boolean {
    const [first, second] = this.received;
    return first !== undefined && (first.data.length > first.consumed || second !== undefined);
  }

  protected override onRelease(): void {
    super.onRelease();
    for (const socket of this.#pending.splice(0)) socket.release();
  }

  /** Another piece may be sent; an error of the socket comes first (sock_alloc_send_pskb). */
  protected checkSendSpace(): boolean {
    this.raisePendingError();
    return this.hasSendSpace;
  }
}
