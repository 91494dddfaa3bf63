/** Messages with boundaries: what SOCK_DGRAM and SOCK_SEQPACKET share (unix_dgram_sendmsg, unix_dgram_recvmsg, unix_dgram_poll). */
import { ECONNREFUSED, EFAULT, EMSGSIZE, EOPNOTSUPP, EPERM, EPIPE } from "../../abi/errors.ts";
import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDHUP, POLLRDNORM, POLLWRBAND, POLLWRNORM } from "../../abi/poll.ts";
import { MSG_OOB, MSG_PEEK, MSG_TRUNC, SOCK_SEQPACKET } from "../../abi/socket.ts";
import type { Caller } from "../../core/caller.ts";
import { WOULD_BLOCK, type WouldBlock } from "../../files/open-file.ts";
import type { Sink, Source } from "../../memory/io.ts";
import { type InMessage, type OutMessage, UNKNOWN_SENDER } from "../message.ts";
import { RCV_SHUTDOWN, SEND_SHUTDOWN, SHUTDOWN_MASK, WRITABLE } from "../socket.ts";
import { datagramCost } from "./message-size.ts";
import { asksForSender, type UnixSocket } from "./unix-socket.ts";

/** Room that a message may not use of SO_SNDBUF. */
const OVERHEAD = 32;

/**
 * Delivers one message whole, or answers WOULD_BLOCK: for want of SO_SNDBUF, or of room in the other's queue. Whom it
 * goes to is asked last, when the message has been taken.
 */
export const sendPacket = (
  socket: UnixSocket,
  caller: Caller,
  source: Source,
  message: OutMessage,
  findTarget: () => UnixSocket,
): number | WouldBlock => {
  if ((message.flags & MSG_OOB) !== 0) throw EOPNOTSUPP;
  if (message.taken === null) {
    if (source.remaining > socket.options.sendBuffer - OVERHEAD) throw EMSGSIZE;
    socket.raisePendingError();
    if ((socket.shutdownMask & SEND_SHUTDOWN) !== 0) throw EPIPE;
    if (!socket.hasSendSpace) return WOULD_BLOCK;
    message.taken = takeAll(source);
    if (message.rights.length > 0) socket.names.system.inFlight.checkLimit(caller);
  }
  const data = message.taken;
  let target: UnixSocket;
  try {
    target = findTarget();
    if (!mayDeliver(socket, target)) {
      socket.writeSpace();
      return WOULD_BLOCK;
    }
  } catch (error) {
    // The message that was made is freed, and so whoever waits for space hears of it.
    socket.writeSpace();
    throw error;
  }
  const kept = target.options.filter?.run(data) ?? data.length;
  if (kept > 0 || data.length === 0) {
    const part = kept < data.length ? data.subarray(0, kept) : data;
    socket.deliver(caller, target, part, datagramCost(data.length), message, message.rights);
    target.dataReady();
  }
  return data.length;
};

/** False when the other has too many unread; it will tell when that changes. */
const mayDeliver = (socket: UnixSocket, target: UnixSocket): boolean => {
  if (target.peer !== null && target.peer !== socket) throw EPERM;
  if (target.isDead) {
    socket.lostPeer(target);
    throw ECONNREFUSED;
  }
  if ((target.shutdownMask & RCV_SHUTDOWN) !== 0) throw EPIPE;
  if (target === socket || target.peer === socket || !target.isQueueFull) return true;
  socket.awaitRoomAt(target);
  return false;
};

const takeAll = (source: Source): Uint8Array => {
  const data = new Uint8Array(source.remaining);
  if (data.length > 0 && source.take(data, 0, data.length) < data.length) throw EFAULT;
  return data;
};

/** The next message: what the buffer has no room for is lost, and MSG_TRUNC says so. */
export const receivePacket = (
  socket: UnixSocket,
  caller: Caller,
  sink: Sink,
  message: InMessage,
): number | WouldBlock => {
  if ((message.flags & MSG_OOB) !== 0) throw EOPNOTSUPP;
  socket.raisePendingError();
  const peeks = (message.flags & MSG_PEEK) !== 0;
  const { index, skip } = peeks ? peekPlace(socket.received, socket.options.peekOffset) : START;
  const piece = socket.received[index];
  if (piece === undefined) {
    const ended = (socket.shutdownMask & RCV_SHUTDOWN) !== 0;
    return ended && (!message.nonBlocking || socket.type === SOCK_SEQPACKET) ? 0 : WOULD_BLOCK;
  }
  socket.peerWait.wake(WRITABLE);
  const { data } = piece;
  const size = Math.min(data.length - skip, sink.remaining);
  const rights = peeks ? piece.rights.map((file) => file.retain()) : piece.rights;
  if (!peeks) socket.discard(piece);
  try {
    if (size > 0 && sink.put(data, skip, skip + size) < size) throw EFAULT;
  } catch (error) {
    for (const file of rights) file.release();
    throw error;
  }
  message.address = piece.from.address?.bytes ?? NO_ADDRESS;
  message.rights = rights;
  socket.options.movePeekOffset(peeks ? size : -data.length);
  socket.noteArrival(caller.clock, message, piece.at);
  if (asksForSender(socket)) message.sender = piece.sender ?? UNKNOWN_SENDER;
  if (size < data.length - skip) message.resultFlags |= MSG_TRUNC;
  return (message.flags & MSG_TRUNC) !== 0 ? data.length - skip : size;
};

const START = { index: 0, skip: 0 };

/** Where a peek with an offset begins: behind whole messages, then within one (__skb_try_recv_from_queue). */
export const peekPlace = (
  messages: readonly { readonly data: Uint8Array }[],
  offset: number,
): { readonly index: number; readonly skip: number } => {
  let skip = Math.max(0, offset);
  for (let index = 0; ; index++) {
    const length = messages[index]?.data.length;
    if (length === undefined || skip < length || (length === 0 && skip === 0)) return { index, skip };
    skip -= length;
  }
};

/** What a message of an unnamed socket says of its sender. */
export const NO_ADDRESS = new Uint8Array(0);

/** `isOpen` is false for a connection-based socket that has none; `hasPending` for a listener. */
export const pollPackets = (socket: UnixSocket, isOpen: boolean, hasPending: boolean): number => {
  let mask = 0;
  if (socket.pendingError !== null) mask |= POLLERR;
  if ((socket.shutdownMask & RCV_SHUTDOWN) !== 0) mask |= POLLRDHUP | POLLIN | POLLRDNORM;
  if (socket.shutdownMask === SHUTDOWN_MASK) mask |= POLLHUP;
  if (socket.received.length > 0 || hasPending) mask |= POLLIN | POLLRDNORM;
  if (!isOpen) mask |= POLLHUP;
  if (canSend(socket)) mask |= POLLOUT | POLLWRNORM | POLLWRBAND;
  return mask;
};

const canSend = (socket: UnixSocket): boolean => {
  if (!socket.isWritableNow) return false;
  const { peer } = socket;
  if (peer === null || peer.isDead || peer.peer === socket || !peer.isQueueFull) return true;
  socket.awaitRoomAt(peer);
  return false;
};
