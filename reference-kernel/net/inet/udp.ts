/** UDP over the loopback (udp(7), net/ipv4/udp.c): datagrams arrive at once, and whole, or nobody is there. */
import {
  EAFNOSUPPORT,
  ECONNREFUSED,
  EDESTADDRREQ,
  EFAULT,
  EINVAL,
  EMSGSIZE,
  ENOTCONN,
  EOPNOTSUPP,
  EPIPE,
} from "../../abi/errors.ts";
import { FIONREAD } from "../../abi/ioctl.ts";
import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDHUP, POLLRDNORM, POLLWRBAND, POLLWRNORM } from "../../abi/poll.ts";
import { POLL_ERR } from "../../abi/signal.ts";
import { AF_INET, AF_UNSPEC, IPPROTO_UDP, MSG_OOB, MSG_PEEK, MSG_TRUNC, SOCK_DGRAM } from "../../abi/socket.ts";
import { i32 } from "../../abi/struct.ts";
import type { Caller } from "../../core/caller.ts";
import { WOULD_BLOCK, type WouldBlock } from "../../files/open-file.ts";
import type { FsCaller } from "../../fs/context.ts";
import type { Sink, Source } from "../../memory/io.ts";
import type { InMessage, OutMessage } from "../message.ts";
import { RCV_SHUTDOWN, SEND_SHUTDOWN, SHUTDOWN_MASK } from "../socket.ts";
import { familyOf } from "../unix/address.ts";
import { datagramCost } from "../unix/message-size.ts";
import { anyOf, type Endpoint, encodeEndpoint, parseEndpoint, routeTo } from "./address.ts";
import { InetSocket } from "./inet-socket.ts";
import type { PortTable } from "./ports.ts";

/** Longest payload: 65535 less the headers of IP and UDP. */
const LONGEST = 65507;

interface Datagram {
  readonly data: Uint8Array;
  readonly from: Endpoint;
  readonly cost: number;
}

export class UdpSocket extends InetSocket {
  readonly #received: Datagram[] = [];
  #cost = 0;

  constructor(ports: PortTable, family: number, flags: number) {
    super(ports, family, SOCK_DGRAM, IPPROTO_UDP, flags);
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
      this.#disconnect();
      return 0;
    }
    const { ip, port } = parseEndpoint(given, this.family);
    const { to, from } = routeTo(ip, this.boundIp);
    this.autobind();
    if (this.boundIp === anyOf(this.family)) this.localIp = from;
    this.remote = { ip: to, port };
    return 0;
  }

  override shutdown(how: number): void {
    this.shutdownMask |= how + 1;
    this.queue.wakeAll();
    if (this.remote === null) throw ENOTCONN;
  }

  override poll(): number {
    let mask = POLLOUT | POLLWRNORM | POLLWRBAND;
    if (this.pendingError !== null) mask |= POLLERR;
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

  override send(_caller: Caller, source: Source, message: OutMessage): number {
    this.autobind();
    if (source.remaining > 0xffff) throw EMSGSIZE;
    if ((message.flags & MSG_OOB) !== 0) throw EOPNOTSUPP;
    const { to, from } = this.#target(message);
    if (source.remaining > LONGEST) throw EMSGSIZE;
    this.raisePendingError();
    if ((this.shutdownMask & SEND_SHUTDOWN) !== 0) throw EPIPE;
    const data = new Uint8Array(source.remaining);
    if (data.length > 0 && source.take(data, 0, data.length) < data.length) throw EFAULT;
    const receiver = this.#find(to, from);
    if (receiver !== null) receiver.#deliver({ data, from, cost: datagramCost(data.length) });
    else if (this.remote?.ip === to.ip && this.remote.port === to.port) {
      this.pendingError = ECONNREFUSED;
      this.queue.wake(POLLERR);
      this.signalIo(POLL_ERR);
    }
    return data.length;
  }

  override receive(_caller: Caller, sink: Sink, message: InMessage): number | WouldBlock {
    if ((message.flags & MSG_OOB) !== 0) throw EOPNOTSUPP;
    this.raisePendingError();
    const first = this.#received[0];
    if (first === undefined) return (this.shutdownMask & RCV_SHUTDOWN) !== 0 && !message.nonBlocking ? 0 : WOULD_BLOCK;
    if ((message.flags & MSG_PEEK) === 0) {
      this.#received.shift();
      this.#cost -= first.cost;
    }
    const { data } = first;
    const size = Math.min(data.length, sink.remaining);
    if (size > 0 && sink.put(data, 0, size) < size) throw EFAULT;
    message.address = encodeEndpoint(first.from, this.family);
    if (size < data.length) message.resultFlags |= MSG_TRUNC;
    return (message.flags & MSG_TRUNC) !== 0 ? data.length : size;
  }

  protected override onRelease(): void {
    this.releasePort();
  }

  #target(message: OutMessage): { readonly to: Endpoint; readonly from: Endpoint } {
    const given = message.target?.address ?? null;
    const end = given === null ? this.remote : parseTarget(given, this.family);
    if (end === null) throw EDESTADDRREQ;
    if (given !== null && end.port === 0) throw EINVAL;
    const { to, from } = routeTo(end.ip, this.boundIp);
    const ip = this.boundIp === anyOf(this.family) ? from : this.boundIp;
    return { to: { ip: to, port: end.port }, from: { ip, port: this.localPort } };
  }

  /** Who gets a datagram: the best fit, a connected socket before others, the latest of equals. */
  #find(to: Endpoint, from: Endpoint): UdpSocket | null {
    let best: UdpSocket | null = null;
    let bestScore = 0;
    for (const socket of this.ports.at(to.port)) {
      if (!(socket instanceof UdpSocket)) continue;
      const local = socket.matchLocal(to.ip);
      if (local === 0) continue;
      const { remote } = socket;
      if (remote !== null && (remote.ip !== from.ip || remote.port !== from.port)) continue;
      const score = local + (remote === null ? 0 : 4);
      if (score >= bestScore) {
        best = socket;
        bestScore = score;
      }
    }
    return best;
  }

  /** A full receive buffer loses what comes. */
  #deliver(datagram: Datagram): void {
    if (this.#cost + datagram.cost > this.options.receiveBuffer) return;
    this.#cost += datagram.cost;
    this.#received.push(datagram);
    this.dataReady();
  }

  #disconnect(): void {
    this.remote = null;
    this.localIp = this.boundIp;
    if (this.isPortBound) return;
    this.releasePort();
    this.localPort = 0;
  }
}

/** An address without a family counts as IPv4 (udp_sendmsg). */
const parseTarget = (given: Uint8Array, family: number): Endpoint => {
  if (family === AF_INET && familyOf(given) === AF_UNSPEC) {
    const copy = given.slice();
    copy[0] = AF_INET;
    return parseEndpoint(copy, family);
  }
  if (given.length >= 2 && familyOf(given) !== family && given.length >= 16) throw EAFNOSUPPORT;
  return parseEndpoint(given, family);
};
