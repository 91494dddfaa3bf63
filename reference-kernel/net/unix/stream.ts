/** AF_UNIX SOCK_STREAM (unix_stream_sendmsg, unix_stream_read_generic, unix_poll). */
import { EFAULT, EINVAL, EISCONN, ENOTCONN, EOPNOTSUPP, EPIPE } from "../../abi/errors.ts";
import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDHUP, POLLRDNORM, POLLWRBAND, POLLWRNORM } from "../../abi/poll.ts";
import { SIGPIPE } from "../../abi/signal.ts";
import { MSG_NOSIGNAL, MSG_OOB, MSG_PEEK, MSG_WAITALL, SOCK_STREAM } from "../../abi/socket.ts";
import type { Caller } from "../../core/caller.ts";
import { WOULD_BLOCK, type WouldBlock } from "../../files/open-file.ts";
import type { Sink, Source } from "../../memory/io.ts";
import { type InMessage, type OutMessage, type Sender, UNKNOWN_SENDER } from "../message.ts";
import { RCV_SHUTDOWN, SEND_SHUTDOWN, SHUTDOWN_MASK } from "../socket.ts";
import { UnixConnection } from "./connection.ts";
import { streamCost, streamPiece } from "./message-size.ts";
import type { UnixNames } from "./names.ts";
import { NO_ADDRESS } from "./packets.ts";
import type { Piece, UnixSocket } from "./unix-socket.ts";

export class UnixStream extends UnixConnection {
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
    if (this.received.length > 0 || this.hasPending) mask |= POLLIN | POLLRDNORM;
    if (this.state === "closed") mask |= POLLHUP;
    if (this.isWritableNow) mask |= POLLOUT | POLLWRNORM | POLLWRBAND;
    return mask;
  }

  override send(caller: Caller, source: Source, message: OutMessage): number | WouldBlock {
    if ((message.flags & MSG_OOB) !== 0) throw EOPNOTSUPP;
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
        const piece = this.#sendPiece(caller, peer, source, message);
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
    if ((message.flags & MSG_OOB) !== 0) throw EINVAL;
    const peeks = (message.flags & MSG_PEEK) !== 0;
    const waitsForAll = (message.flags & MSG_WAITALL) !== 0;
    const wanted = message.received + sink.remaining;
    const target = (waitsForAll ? wanted : Math.min(this.options.receiveLowWater, wanted)) || 1;
    let at = 0;
    do {
      const piece = this.received[at];
      if (piece === undefined) {
        if (peeks && at > 0) break;
        if (message.received >= target) break;
        const error = this.takePendingError();
        if (error !== null && message.received === 0) throw error;
        if (error !== null || (this.shutdownMask & RCV_SHUTDOWN) !== 0) break;
        return WOULD_BLOCK;
      }
      if (!this.#takeSender(piece, message)) break;
      message.address ??= piece.from.address?.bytes ?? NO_ADDRESS;
      if (!this.#copyPiece(piece, sink, message)) break;
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
      if (message.rights.length > 0) break;
    } while (peeks || sink.remaining > 0);
    return message.received;
  }

  protected override unreadBytes(): number {
    if (this.isListening) throw EINVAL;
    return this.received.reduce((total, piece) => total + piece.data.length - piece.consumed, 0);
  }

  /** Sends one piece; the first of a message carries its descriptors. */
  #sendPiece(caller: Caller, peer: UnixSocket, source: Source, message: OutMessage): number {
    const length = streamPiece(source.remaining, this.options.sendBuffer);
    const data = new Uint8Array(length);
    if (source.take(data, 0, length) < length) throw EFAULT;
    if (peer.isDead || (peer.shutdownMask & RCV_SHUTDOWN) !== 0) {
      // The piece that was made is freed, and so whoever waits for space hears of it.
      this.writeSpace();
      throw this.#brokenPipe(caller, message);
    }
    this.deliver(caller, peer, data, streamCost(length), message, message.sent === 0 ? message.rights : []);
    return length;
  }

  /** Messages of different writers are not glued together for a reader that asks who wrote. */
  #takeSender(piece: Piece, message: InMessage): boolean {
    if (message.sender !== null) return isSameSender(piece.sender, message.sender);
    if (this.options.passCredentials) message.sender = piece.sender ?? UNKNOWN_SENDER;
    return true;
  }

  /** False when the guest's buffer is bad; EFAULT if nothing was copied before. What is not copied stays unread. */
  #copyPiece(piece: Piece, sink: Sink, message: InMessage): boolean {
    const count = Math.min(piece.data.length - piece.consumed, sink.remaining);
    let copied = 0;
    try {
      copied = sink.put(piece.data, piece.consumed, piece.consumed + count);
    } catch (error) {
      if (message.received === 0) throw error;
    }
    if (copied < count) {
      if (message.received === 0) throw EFAULT;
      return false;
    }
    if ((message.flags & MSG_PEEK) === 0) piece.consumed += count;
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
