/** UDP over the loopback (udp(7), net/ipv4/udp.c): datagrams arrive at once, and whole, or nobody is there. */
import {
  EACCES,
  EAFNOSUPPORT,
  EAGAIN,
  ECONNREFUSED,
  EDESTADDRREQ,
  EFAULT,
  EINVAL,
  EMSGSIZE,
  ENETUNREACH,
  ENOTCONN,
  EOPNOTSUPP,
  EPIPE,
} from "../../abi/errors.ts";
import {
  IP_MULTICAST_ALL,
  IP_MULTICAST_TTL,
  IP_RECVERR,
  IP_TOS,
  IP_TTL,
  IPV6_MULTICAST_ALL,
  IPV6_MULTICAST_HOPS,
  IPV6_MULTICAST_IF,
  IPV6_RECVERR,
  IPV6_TCLASS,
  IPV6_UNICAST_HOPS,
  UDP_CORK,
} from "../../abi/inet.ts";
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
import { POLL_ERR } from "../../abi/signal.ts";
import {
  AF_INET,
  AF_INET6,
  AF_UNSPEC,
  IPPROTO_UDP,
  MSG_ERRQUEUE,
  MSG_MORE,
  MSG_OOB,
  MSG_PEEK,
  MSG_TRUNC,
  SOCK_DGRAM,
  SOL_IP,
  SOL_IPV6,
  SOL_UDP,
} from "../../abi/socket.ts";
import { i32 } from "../../abi/struct.ts";
import type { Caller } from "../../core/caller.ts";
import { WOULD_BLOCK, type WouldBlock } from "../../files/open-file.ts";
import type { FsCaller } from "../../fs/context.ts";
import type { Sink, Source } from "../../memory/io.ts";
import { datagramControl } from "../control.ts";
import { LOOPBACK } from "../interfaces.ts";
import type { InMessage, OutMessage } from "../message.ts";
import { RCV_SHUTDOWN, SEND_SHUTDOWN, SHUTDOWN_MASK } from "../socket.ts";
import { familyOf } from "../unix/address.ts";
import { datagramCost } from "../unix/message-size.ts";
import { peekPlace } from "../unix/packets.ts";
import {
  anyOf,
  type Endpoint,
  encodeEndpoint,
  type Ip,
  isAny,
  isBroadcast,
  isMulticast,
  isV4,
  parseEndpoint,
  routeTo,
} from "./address.ts";
import { failureControl } from "./error-queue.ts";
import { InetSocket } from "./inet-socket.ts";
import type { OptionTable } from "./option-table.ts";
import { chosenBy, type Header, toldOf } from "./packet-control.ts";
import { memberFor, type PortTable } from "./ports.ts";

/** UDP_CORK; taking it off sends what was held back. */
const udpOptions: OptionTable = new Map([
  [
    UDP_CORK,
    {
      initial: 0,
      keep: (value: number, socket: InetSocket) => {
        if (value === 0) socket.uncork();
        return value === 0 ? 0 : 1;
      },
    },
  ],
]);

const START = { index: 0, skip: 0 };
/** Bytes of UDP's header. */
const HEADER = 8;
/** Longest payload: 65535 less the headers of IP and UDP. */
const LONGEST = 65507;

interface Datagram extends Header {
  readonly data: Uint8Array;
  readonly from: Endpoint;
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

/** Where a send goes, and how. */
interface Way {
  readonly to: Endpoint;
  readonly from: Endpoint;
  readonly ttl: number;
  readonly tos: number;
}

export class UdpSocket extends InetSocket {
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

  /** What UDP_CORK or MSG_MORE holds back: one datagram in the making. */
  #corked: { readonly way: Way; readonly at: number; readonly parts: Uint8Array[] } | null = null;

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
    this.checkFamily(ip);
    const { to, from } = routeTo(ip, this.boundIp, this.loopback);
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

  override send(caller: Caller, source: Source, message: OutMessage): number {
    this.autobind();
    if (source.remaining > 0xffff) throw EMSGSIZE;
    if ((message.flags & MSG_OOB) !== 0) throw EOPNOTSUPP;
    const corked = this.#corked;
    const way = corked?.way ?? this.#way(message);
    const before = corked?.parts.reduce((total, part) => total + part.length, 0) ?? 0;
    if (before + source.remaining > LONGEST) throw EMSGSIZE;
    this.raisePendingError();
    if ((this.shutdownMask & SEND_SHUTDOWN) !== 0) throw EPIPE;
    const data = new Uint8Array(source.remaining);
    if (data.length > 0 && source.take(data, 0, data.length) < data.length) throw EFAULT;
    if ((message.flags & MSG_MORE) !== 0 || this.option(SOL_UDP, UDP_CORK) !== 0) {
      if (corked === null) this.#corked = { way, at: caller.clock.now, parts: [data] };
      else corked.parts.push(data);
      return data.length;
    }
    this.#corked = null;
    this.#emit(caller.clock.now, way, corked === null ? data : join([...corked.parts, data]));
    return data.length;
  }

  override uncork(): void {
    const corked = this.#corked;
    if (corked === null) return;
    this.#corked = null;
    this.#emit(corked.at, corked.way, join(corked.parts));
  }

  #emit(at: number, { to, from, ttl, tos }: Way, data: Uint8Array): void {
    const datagram = { data, from, to, ttl, tos, mark: this.options.mark, at, cost: datagramCost(data.length) };
    if (isMulticast(to.ip)) {
      // The interface is a loop itself, whatever IP_MULTICAST_LOOP says.
      for (const receiver of this.#listeners(to, from)) receiver.#deliver(datagram);
      return;
    }
    if (isBroadcast(to.ip)) {
      for (const receiver of this.#audience(to, from)) receiver.#deliver(datagram);
      return;
    }
    const receiver = this.#find(to, from);
    if (receiver !== null) receiver.#deliver(datagram);
    else this.#refused(datagram);
  }

  /** Nobody is there: a connected socket hears of it, and one that asked for errors in full (udp_err). */
  #refused({ to, data }: Datagram): void {
    const asks = isV4(to.ip)
      ? this.option(SOL_IP, IP_RECVERR) !== 0
      : this.family === AF_INET6 && this.option(SOL_IPV6, IPV6_RECVERR) !== 0;
    if (asks) this.errors.push({ error: ECONNREFUSED, data, to });
    else if (this.remote?.ip !== to.ip || this.remote.port !== to.port) return;
    this.pendingError = ECONNREFUSED;
    this.queue.wake(POLLERR);
    this.signalIo(POLL_ERR);
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

  protected override optionTable(level: number): OptionTable | null {
    return level === SOL_UDP ? udpOptions : super.optionTable(level);
  }

  protected override onRelease(): void {
    this.memberships.leaveAll();
    this.releasePort();
  }

  /** Where a message goes, from where, and what its header says: by its control messages, else by the options. */
  #way(message: OutMessage): Way {
    const given = message.target?.address ?? null;
    const end = given === null ? this.remote : parseTarget(given, this.family);
    if (end === null) throw EDESTADDRREQ;
    if (given !== null && end.port === 0) throw EINVAL;
    this.checkFamily(end.ip);
    const isFour = isV4(end.ip);
    const choice = chosenBy(message.control, isFour);
    const own = choice.source ?? this.boundIp;
    const { to, from } = isMulticast(end.ip) ? this.#multicastRoute(end.ip, own) : routeTo(end.ip, own, this.loopback);
    if (isBroadcast(to) && !this.options.broadcast) throw EACCES;
    const ip = own === anyOf(this.family) || isAny(own) ? from : own;
    const hops = isMulticast(to)
      ? this.option(isFour ? SOL_IP : SOL_IPV6, isFour ? IP_MULTICAST_TTL : IPV6_MULTICAST_HOPS)
      : this.option(isFour ? SOL_IP : SOL_IPV6, isFour ? IP_TTL : IPV6_UNICAST_HOPS);
    const tos = this.option(isFour ? SOL_IP : SOL_IPV6, isFour ? IP_TOS : IPV6_TCLASS);
    return {
      to: { ip: to, port: end.port },
      from: { ip, port: this.localPort },
      ttl: choice.ttl ?? hops,
      tos: choice.tos ?? tos,
    };
  }

  /** The loopback carries multicast for who chose it, by IP_MULTICAST_IF or by its address; no route leads there. */
  #multicastRoute(to: Ip, own: Ip): { readonly to: Ip; readonly from: Ip } {
    const isFour = isV4(to);
    const chosen = isFour
      ? this.memberships.interface !== 0 || !isAny(own)
      : this.option(SOL_IPV6, IPV6_MULTICAST_IF) !== 0;
    if (!chosen && this.options.boundInterface === 0) throw ENETUNREACH;
    return { to, from: isFour ? LOOPBACK.address : LOOPBACK.address6 };
  }

  /** Who gets a datagram: the best fit, a connected socket before others, the latest of equals or by their group. */
  #find(to: Endpoint, from: Endpoint): UdpSocket | null {
    let best: UdpSocket | null = null;
    let bestScore = 0;
    const group: UdpSocket[] = [];
    for (const socket of this.ports.at(to.port)) {
      if (!(socket instanceof UdpSocket) || !socket.#hears(from)) continue;
      const local = socket.matchLocal(to.ip);
      if (local === 0) continue;
      const score = local + (socket.remote === null ? 0 : 4);
      if (score < bestScore) continue;
      if (score > bestScore) group.length = 0;
      group.push(socket);
      best = socket;
      bestScore = score;
    }
    return best?.options.reusePort === true ? memberFor(group, to, from) : best;
  }

  /** Once anybody joined: on the port, who is a member, and who takes the groups of all (ip_mc_sf_allow). */
  #listeners(to: Endpoint, from: Endpoint): readonly UdpSocket[] {
    const isFour = isV4(to.ip);
    if (!this.ports.groups.has(to.ip)) return [];
    return this.#audience(to, from).filter((socket) => {
      if (socket.memberships.has(to.ip)) return true;
      return isFour ? socket.option(SOL_IP, IP_MULTICAST_ALL) !== 0 : socket.option(SOL_IPV6, IPV6_MULTICAST_ALL) !== 0;
    });
  }

  /** Everybody on the port whose address fits a datagram for many (__udp_is_mcast_sock). */
  #audience(to: Endpoint, from: Endpoint): readonly UdpSocket[] {
    return [...this.ports.at(to.port)].filter((socket): socket is UdpSocket => {
      if (!(socket instanceof UdpSocket) || !socket.#hears(from)) return false;
      if (!isAny(socket.boundIp) && socket.boundIp !== to.ip) return false;
      return isV4(to.ip) ? socket.family === AF_INET || !socket.v6Only : socket.family !== AF_INET;
    });
  }

  /** A connected socket hears its peer only. */
  #hears(from: Endpoint): boolean {
    const { remote } = this;
    return remote === null || (remote.ip === from.ip && remote.port === from.port);
  }

  /** A full receive buffer loses what comes, and a filter drops or cuts it. */
  #deliver(datagram: Datagram): void {
    const kept = this.#filtered(datagram);
    if (kept === null) return;
    if (this.#cost + kept.cost > this.options.receiveBuffer) {
      this.#lost++;
      return;
    }
    this.#cost += kept.cost;
    this.#received.push({ ...kept, lost: this.#lost });
    this.dataReady();
  }

  /** Filters see the header of UDP before the data. */
  #filtered(datagram: Datagram): Datagram | null {
    const { filter } = this.options;
    if (filter === null) return datagram;
    const { data, from, to } = datagram;
    const packet = new Uint8Array(HEADER + data.length);
    const view = new DataView(packet.buffer);
    view.setUint16(0, from.port);
    view.setUint16(2, to.port);
    view.setUint16(4, packet.length);
    packet.set(data, HEADER);
    const kept = filter.run(packet);
    if (kept === 0) return null;
    return kept < packet.length ? { ...datagram, data: data.subarray(0, Math.max(0, kept - HEADER)) } : datagram;
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

const join = (parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};
