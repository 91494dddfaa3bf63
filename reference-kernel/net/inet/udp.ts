/** UDP over the loopback (udp(7), net/ipv4/udp.c): datagrams arrive at once, and whole, or nobody is there. */
import {
  EACCES,
  EAFNOSUPPORT,
  ECONNREFUSED,
  EDESTADDRREQ,
  EFAULT,
  EINVAL,
  EMSGSIZE,
  ENETUNREACH,
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
import { POLLERR } from "../../abi/poll.ts";
import { POLL_ERR } from "../../abi/signal.ts";
import {
  AF_INET,
  AF_INET6,
  AF_UNSPEC,
  IPPROTO_UDP,
  MSG_MORE,
  MSG_OOB,
  SOCK_DGRAM,
  SOL_IP,
  SOL_IPV6,
  SOL_UDP,
} from "../../abi/socket.ts";
import type { Caller } from "../../core/caller.ts";
import type { Source } from "../../memory/io.ts";
import { LOOPBACK } from "../interfaces.ts";
import type { OutMessage } from "../message.ts";
import { SEND_SHUTDOWN } from "../socket.ts";
import { familyOf } from "../unix/address.ts";
import { datagramCost } from "../unix/message-size.ts";
import {
  anyOf,
  type Endpoint,
  type Ip,
  isAny,
  isBroadcast,
  isMulticast,
  isV4,
  parseEndpoint,
  routeTo,
} from "./address.ts";
import { type Datagram, DatagramSocket } from "./datagram-socket.ts";
import type { InetSocket } from "./inet-socket.ts";
import type { IpStack } from "./ip-stack.ts";
import type { OptionTable } from "./option-table.ts";
import { chosenBy } from "./packet-control.ts";
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

/** Bytes of UDP's header. */
const HEADER = 8;
/** Longest payload: 65535 less the headers of IP and UDP. */
const LONGEST = 65507;

/** Where a send goes, and how. */
interface Way {
  readonly to: Endpoint;
  readonly from: Endpoint;
  readonly ttl: number;
  readonly tos: number;
}

export class UdpSocket extends DatagramSocket {
  /** What UDP_CORK or MSG_MORE holds back: one datagram in the making. */
  #corked: { readonly way: Way; readonly at: number; readonly parts: Uint8Array[] } | null = null;

  readonly #stack: IpStack;

  constructor(ports: PortTable, stack: IpStack, family: number, flags: number) {
    super(ports, family, SOCK_DGRAM, IPPROTO_UDP, flags);
    this.#stack = stack;
  }

  /** A datagram that came as a packet: false when nobody is there for it. */
  static deliver(ports: PortTable, datagram: Datagram): boolean {
    const receiver = findReceiver(ports, datagram.to, datagram.from);
    if (receiver === null) return false;
    receiver.#deliver(datagram);
    return true;
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
    if (this.#stack.isWatched) this.#stack.show(datagram);
    if (isMulticast(to.ip)) {
      // The interface is a loop itself, whatever IP_MULTICAST_LOOP says.
      for (const receiver of this.#listeners(to, from)) receiver.#deliver(datagram);
      return;
    }
    if (isBroadcast(to.ip)) {
      for (const receiver of this.#audience(to, from)) receiver.#deliver(datagram);
      return;
    }
    const receiver = findReceiver(this.ports, to, from);
    if (receiver !== null) receiver.#deliver(datagram);
    else {
      if (this.#stack.isWatched) this.#stack.refuse(datagram);
      this.#refused(datagram);
    }
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

  protected override optionTable(level: number): OptionTable | null {
    return level === SOL_UDP ? udpOptions : super.optionTable(level);
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
      if (!(socket instanceof UdpSocket) || !socket.hears(from)) return false;
      if (!isAny(socket.boundIp) && socket.boundIp !== to.ip) return false;
      return isV4(to.ip) ? socket.family === AF_INET || !socket.v6Only : socket.family !== AF_INET;
    });
  }

  /** A filter drops what comes, or cuts it. */
  #deliver(datagram: Datagram): void {
    const kept = this.#filtered(datagram);
    if (kept !== null) this.enqueue(kept);
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

  protected override disconnect(): void {
    super.disconnect();
    if (this.isPortBound) return;
    this.releasePort();
    this.localPort = 0;
  }
}

/** Who gets a datagram: the best fit, a connected socket before others, the latest of equals or by their group. */
const findReceiver = (ports: PortTable, to: Endpoint, from: Endpoint): UdpSocket | null => {
  let best: UdpSocket | null = null;
  let bestScore = 0;
  const group: UdpSocket[] = [];
  for (const socket of ports.at(to.port)) {
    if (!(socket instanceof UdpSocket) || !socket.hears(from)) continue;
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
};

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
