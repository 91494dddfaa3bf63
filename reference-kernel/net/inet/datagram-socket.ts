/** Sockets over IP that keep messages apart: the queue of what came, and reading it (udp_recvmsg, raw_recvmsg, ping_recvmsg). */
import { EAGAIN, EFAULT, EINVAL, ENOTCONN, EOPNOTSUPP } from "../../abi/errors.ts";
import { FIONREAD } from "../../abi/ioctl.ts";
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
import { AF_UNSPEC, MSG_ERRQUEUE, MSG_PEEK, MSG_TRUNC } from "../../abi/socket.ts";
import { i32 } from "../../abi/struct.ts";
import type { Caller } from "../../core/caller.ts";
import { WOULD_BLOCK, type WouldBlock } from "../../files/open-file.ts";
import type { FsCaller } from "../../fs/context.ts";
import type { Sink } from "../../memory/io.ts";
import { datagramControl } from "../control.ts";
import type { InMessage } from "../message.ts";
import { RCV_SHUTDOWN, SHUTDOWN_MASK } from "../socket.ts";
import { familyOf } from "../unix/address.ts";
import { peekPlace } from "../unix/packets.ts";
import { anyOf, type Endpoint, encodeEndpoint, parseEndpoint, routeTo } from "./address.ts";
import { failureControl } from "./error-queue.ts";
import { InetSocket } from "./inet-socket.ts";
import { type Header, toldOf } from "./packet-control.ts";

const START = { index: 0, skip: 0 };

export interface Datagram extends Header {
  readonly data: Uint8Array;
  readonly from: Endpoint;
  /** Bytes that it counts in the receiver's buffer. */
  readonly cost: number;
  readonly mark: number;
  /** Nanoseconds since boot. */
  readonly at: number;
}

/** One that waits in the queue of its receiver. */
interface Received extends Datagram {
  /** How many the receiver had lost by then. */
  readonly lost: number;
}

export abstract class DatagramSocket extends InetSocket {
  readonly #received: Received[] = [];
  #cost = 0;
  #lost = 0;
  #lastSender: { readonly from: Endpoint; readonly address: Uint8Array } | null = null;

  get unreadCost(): number {
    return this.#cost;
  }

  get lostCount(): number {
    return this.#lost;
  }

  protected override get isFresh(): boolean {
    return this.remote === null;
  }

  override get isListening(): boolean {
    return false;
  }

  override listen(): void {
    throw EOPNOTSUPP;
  }

  override accept(): never {
    throw EOPNOTSUPP;
  }

  override connect(_caller: FsCaller, given: Uint8Array): 0 {
    if (familyOf(given) < 0) throw EINVAL;
    if (familyOf(given) === AF_UNSPEC) {
      this.disconnect();
      return 0;
    }
    const { ip, port } = parseEndpoint(given, this.family);
    this.checkFamily(ip);
    const { to, from } = routeTo(ip, this.boundIp, this.loopback);
    this.autobind();
    if (this.boundIp === anyOf(this.family)) this.localIp = from;
    this.remote = { ip: to, port };
    return 0;
  }

  /** Forgets its peer. */
  protected disconnect(): void {
    this.remote = null;
    this.localIp = this.boundIp;
  }

  override shutdown(how: number): void {
    this.shutdownMask |= how + 1;
    this.queue.wakeAll();
    if (this.remote === null) throw ENOTCONN;
  }

  override poll(): number {
    let mask = POLLOUT | POLLWRNORM | POLLWRBAND;
    if (this.pendingError !== null || !this.errors.isEmpty) {
      mask |= POLLERR;
      if (this.options.selectErrorQueue && !this.errors.isEmpty) mask |= POLLPRI;
    }
    if ((this.shutdownMask & RCV_SHUTDOWN) !== 0) mask |= POLLRDHUP | POLLIN | POLLRDNORM;
    if (this.shutdownMask === SHUTDOWN_MASK) mask |= POLLHUP;
    if (this.#received.length > 0) mask |= POLLIN | POLLRDNORM;
    return mask;
  }

  override ioctl(caller: Caller, request: number, argument: number): number {
    if (request !== FIONREAD) return super.ioctl(caller, request, argument);
    caller.memory.write(i32, argument, this.#received[0]?.data.length ?? 0);
    return 0;
  }

  override receive(caller: Caller, sink: Sink, message: InMessage): number | WouldBlock {
    if ((message.flags & MSG_ERRQUEUE) !== 0) return this.#receiveFailure(sink, message);
    this.raisePendingError();
    const peeks = (message.flags & MSG_PEEK) !== 0;
    const { index, skip } = peeks ? peekPlace(this.#received, this.options.peekOffset) : START;
    const first = this.#received[index];
    if (first === undefined) return (this.shutdownMask & RCV_SHUTDOWN) !== 0 && !message.nonBlocking ? 0 : WOULD_BLOCK;
    if (!peeks) {
      this.#received.shift();
      this.#cost -= first.cost;
    }
    const { data } = first;
    const size = Math.min(data.length - skip, sink.remaining);
    if (size > 0 && sink.put(data, skip, skip + size) < size) throw EFAULT;
    this.options.movePeekOffset(peeks ? size : -data.length);
    message.address = this.#senderOf(first.from);
    this.noteArrival(caller.clock, message, first.at);
    message.control.push(...datagramControl(this.options, first.lost, first.mark), ...toldOf(this, first));
    if (size < data.length - skip) message.resultFlags |= MSG_TRUNC;
    return (message.flags & MSG_TRUNC) !== 0 ? data.length - skip : size;
  }

  /** The sockaddr of a sender; most come from the same one again and again. */
  #senderOf(from: Endpoint): Uint8Array {
    const last = this.#lastSender;
    if (last !== null && last.from.port === from.port && last.from.ip === from.ip) return last.address;
    const address = encodeEndpoint(from, this.family);
    this.#lastSender = { from, address };
    return address;
  }

  #receiveFailure(sink: Sink, message: InMessage): number {
    const first = this.errors.shift();
    if (first === null) throw EAGAIN;
    const { failure, next } = first;
    this.pendingError = next;
    const size = Math.min(failure.data.length, sink.remaining);
    if (size > 0 && sink.put(failure.data, 0, size) < size) throw EFAULT;
    message.address = encodeEndpoint(failure.to, this.family);
    message.control.push(failureControl(failure, this.family));
    message.resultFlags |= MSG_ERRQUEUE;
    if (size < failure.data.length) message.resultFlags |= MSG_TRUNC;
    return size;
  }

  protected override onRelease(): void {
    this.memberships.leaveAll();
    this.releasePort();
  }

  /** Who is connected hears its peer only. */
  hears(from: Endpoint): boolean {
    const { remote } = this;
    return remote === null || (remote.ip === from.ip && remote.port === from.port);
  }

  /** A full receive buffer loses what comes. */
  protected enqueue(datagram: Datagram): void {
    if (this.#cost + datagram.cost > this.options.receiveBuffer) {
      this.#lost++;
      return;
    }
    this.#cost += datagram.cost;
    this.#received.push({ ...datagram, lost: this.#lost });
    this.dataReady();
  }
}
