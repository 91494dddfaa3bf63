/** AF_UNIX SOCK_STREAM (unix_stream_sendmsg, unix_stream_read_generic, unix_poll). */
import { EFAULT, EINVAL, EISCONN, ENOTCONN, EOPNOTSUPP, EPIPE } from "../../abi/errors.ts";
import {
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLOUT,
  POLLPRI,
  POLLRDHUP,
  POLLRDNORM,
  POLLWRBAND,
  POLLWRNORM,
} from "../../abi/poll.ts";
import { SIGPIPE } from "../../abi/signal.ts";
import { MSG_NOSIGNAL, MSG_OOB, MSG_PEEK, MSG_WAITALL, SIOCATMARK, SOCK_STREAM } from "../../abi/socket.ts";
import { i32 } from "../../abi/struct.ts";
import type { Caller } from "../../core/caller.ts";
import { WOULD_BLOCK, type WouldBlock } from "../../files/open-file.ts";
import type { Sink, Source } from "../../memory/io.ts";
import { type InMessage, type OutMessage, type Sender, UNKNOWN_SENDER } from "../message.ts";
import { RCV_SHUTDOWN, SEND_SHUTDOWN, SHUTDOWN_MASK } from "../socket.ts";
import { UnixConnection } from "./connection.ts";
import { streamCost, streamPiece } from "./message-size.ts";
import type { UnixNames } from "./names.ts";
import { NO_ADDRESS } from "./packets.ts";
import { asksForSender, type Piece, type UnixSocket } from "./unix-socket.ts";

export class UnixStream extends UnixConnection {
  /** The urgent byte that came last and was not passed yet; it stands in the queue of what was received, too. */
  #urgent: Piece | null = null;
  /** Bytes that came and were read neither in turn nor as urgent; one that was passed over stays counted (inq_len). */
  #unread = 0;

  constructor(names: UnixNames, flags: number) {
    super(names, SOCK_STREAM, flags);
  }

  protected override newPeer(): UnixStream {
    return new UnixStream(this.names, 0);
  }

  override poll(): number {
    let mask = 0;
    if (this.pendingError !== null) mask |= POLLERR;
    if (this.shutdownMask === SHUTDOWN_MASK) mask |= POLLHUP;
    if ((this.shutdownMask & RCV_SHUTDOWN) !== 0) mask |= POLLRDHUP | POLLIN | POLLRDNORM;
    if (this.#urgent !== null) mask |= POLLPRI;
    if (this.received.length > 0 || this.hasPending) mask |= POLLIN | POLLRDNORM;
    if (this.state === "closed") mask |= POLLHUP;
    if (this.isWritableNow) mask |= POLLOUT | POLLWRNORM | POLLWRBAND;
    return mask;
  }

  override send(caller: Caller, source: Source, message: OutMessage): number | WouldBlock {
    const hasUrgent = (message.flags & MSG_OOB) !== 0;
    if (hasUrgent && source.remaining === 0) throw EOPNOTSUPP;
    if (message.target !== null) throw this.state === "connected" ? EISCONN : EOPNOTSUPP;
    const { peer } = this;
    if (peer === null) throw ENOTCONN;
    if ((this.shutdownMask & SEND_SHUTDOWN) !== 0) throw this.#brokenPipe(caller, message);
    let sent = 0;
    try {
      while (source.remaining > 0) {
        if (!this.checkSendSpace()) {
          message.hasWaited = true;
          return sent === 0 ? WOULD_BLOCK : sent;
        }
        message.hasWaited = false;
        const isUrgent = hasUrgent && source.remaining === 1;
        const piece = this.#sendPiece(caller, peer, source, message, isUrgent, hasUrgent && !isUrgent ? 1 : 0);
        sent += piece;
        message.sent += piece;
      }
    } catch (error) {
      if (sent === 0) throw error;
    }
    return sent;
  }

  override receive(_caller: Caller, sink: Sink, message: InMessage): number | WouldBlock {
    if (this.state !== "connected") throw EINVAL;
    if ((message.flags & MSG_OOB) !== 0) return this.#receiveUrgent(sink, message);
    const peeks = (message.flags & MSG_PEEK) !== 0;
    const waitsForAll = (message.flags & MSG_WAITALL) !== 0;
    const wanted = message.received + sink.remaining;
    const target = (waitsForAll ? wanted : Math.min(this.options.receiveLowWater, wanted)) || 1;
    let skip = peeks ? Math.max(0, this.options.peekOffset) : 0;
    let at = 0;
    do {
      at = this.#passMark(at, peeks, message.received > 0);
      if (at < 0) {
        if (message.received > 0) break;
        at = this.received.length;
      }
      const piece = this.received[at];
      if (piece === undefined) {
        if (peeks && message.received > 0) break;
        if (message.received >= target) break;
        const error = this.takePendingError();
        if (error !== null && message.received === 0) throw error;
        if (error !== null || (this.shutdownMask & RCV_SHUTDOWN) !== 0) break;
        return WOULD_BLOCK;
      }
      const unread = piece.data.length - piece.consumed;
      if (skip >= unread) {
        skip -= unread;
        at++;
        continue;
      }
      if (!this.#takeSender(piece, message)) break;
      message.address ??= piece.from.address?.bytes ?? NO_ADDRESS;
      if (!this.#copyPiece(piece, sink, message, skip)) break;
      skip = 0;
      // A peek looks on behind the bytes it wants, until descriptors stand there.
      if (peeks) {
        message.rights = [...message.rights, ...piece.rights.map((file) => file.retain())];
        if (piece.rights.length > 0) break;
        at++;
        continue;
      }
      const carried = piece.rights;
      piece.rights = [];
      message.rights = [...message.rights, ...carried];
      if (piece.consumed < piece.data.length) break;
      this.discard(piece);
      this.names.buffers.give(piece.data);
      if (message.rights.length > 0) break;
    } while (peeks || sink.remaining > 0);
    return message.received;
  }

  protected override unreadBytes(): number {
    if (this.isListening) throw EINVAL;
    return this.#unread;
  }

  override ioctl(caller: Caller, request: number, argument: number): number {
    if (request !== SIOCATMARK) return super.ioctl(caller, request, argument);
    caller.memory.write(i32, argument, this.#isAtMark ? 1 : 0);
    return 0;
  }

  /** What is read next stands behind the urgent byte, or is it. */
  get #isAtMark(): boolean {
    // A connection that waits at a listener lies in the queue like a message without bytes.
    if (this.hasPending) return true;
    const [first, second] = this.received;
    if (first === undefined) return false;
    if (first === this.#urgent) return true;
    return first.consumed === first.data.length && (this.#urgent === null || second === this.#urgent);
  }

  /** MSG_OOB: the urgent byte, out of its turn; its place in the queue stays as a mark (unix_stream_recv_urg). */
  #receiveUrgent(sink: Sink, message: InMessage): number {
    const piece = this.#urgent;
    if (piece === null || this.options.outOfBandInline) throw EINVAL;
    const peeks = (message.flags & MSG_PEEK) !== 0;
    if (!peeks) this.#urgent = null;
    if (sink.remaining > 0 && sink.put(piece.data, 0, 1) < 1) throw EFAULT;
    if (!peeks) {
      piece.consumed = 1;
      this.#unread--;
    }
    message.resultFlags |= MSG_OOB;
    return 1;
  }

  /**
   * Where reading goes on at `at`: a reader who has something stops before an urgent byte; one who has not passes over
   * it, unless it is in line (manage_oob). -1: nothing more.
   */
  #passMark(from: number, peeks: boolean, hasRead: boolean): number {
    let at = from;
    let piece = this.received[at];
    if (piece === undefined) return at;
    if (piece.consumed === piece.data.length) {
      if (hasRead && (this.#urgent === null || piece === this.#urgent)) return -1;
      if (peeks) at++;
      else this.discard(piece);
      piece = this.received[at];
    }
    if (piece === undefined) return -1;
    if (piece !== this.#urgent) return at;
    if (hasRead) return -1;
    if (peeks) return this.options.outOfBandInline ? at : at + 1;
    this.#urgent = null;
    if (!this.options.outOfBandInline) this.discard(piece);
    return at;
  }

  /** Sends one piece, and leaves `rest` bytes; the first of a message carries its descriptors. */
  #sendPiece(
    caller: Caller,
    peer: UnixSocket,
    source: Source,
    message: OutMessage,
    isUrgent: boolean,
    rest: number,
  ): number {
    const length = streamPiece(source.remaining - rest, this.options.sendBuffer);
    const data = this.names.buffers.take(length);
    if (source.take(data, 0, length) < length) throw EFAULT;
    if (peer.isDead || (peer.shutdownMask & RCV_SHUTDOWN) !== 0) {
      // The piece that was made is freed, and so whoever waits for space hears of it.
      this.writeSpace();
      throw this.#brokenPipe(caller, message);
    }
    const rights = message.sent === 0 ? message.rights : [];
    if (rights.length > 0) this.names.system.inFlight.checkLimit(caller);
    const piece = this.deliver(caller, peer, data, streamCost(length), message, rights);
    if (peer instanceof UnixStream) {
      peer.#unread += length;
      if (isUrgent) {
        peer.#urgent = piece;
        peer.signalUrgent();
      }
    }
    peer.dataReady();
    return length;
  }

  /** Messages of different writers are not glued together for a reader that asks who wrote. */
  #takeSender(piece: Piece, message: InMessage): boolean {
    if (message.sender !== null) return isSameSender(piece.sender, message.sender);
    if (asksForSender(this)) message.sender = piece.sender ?? UNKNOWN_SENDER;
    return true;
  }

  /** False when the guest's buffer is bad; EFAULT if nothing was copied before. What is not copied stays unread. */
  #copyPiece(piece: Piece, sink: Sink, message: InMessage, skip: number): boolean {
    const start = piece.consumed + skip;
    const count = Math.min(piece.data.length - start, sink.remaining);
    let copied = 0;
    try {
      copied = sink.put(piece.data, start, start + count);
    } catch (error) {
      if (message.received === 0) throw error;
    }
    if (copied < count) {
      if (message.received === 0) throw EFAULT;
      return false;
    }
    const peeks = (message.flags & MSG_PEEK) !== 0;
    if (!peeks) {
      piece.consumed += count;
      this.#unread -= count;
    }
    this.options.movePeekOffset(peeks ? count : -count);
    message.received += count;
    return true;
  }

  /** SIGPIPE goes along unless something was sent before, the call waited, or its caller does not want it. */
  #brokenPipe(caller: Caller, message: OutMessage): typeof EPIPE {
    const silent = message.sent > 0 || message.hasWaited || (message.flags & MSG_NOSIGNAL) !== 0;
    if (!silent) caller.raise(SIGPIPE);
    return EPIPE;
  }
}

const isSameSender = (a: Sender | null, b: Sender): boolean => {
  const { pid, uid, gid } = a ?? UNKNOWN_SENDER;
  return pid === b.pid && uid === b.uid && gid === b.gid;
};
