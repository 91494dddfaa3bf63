/** What the sockets of one network namespace share: names, ports, and the making of sockets. */

import { CAP_NET_RAW } from "../abi/capabilities.ts";
import { EAFNOSUPPORT, EINVAL, EPERM, EPROTONOSUPPORT, ESOCKTNOSUPPORT } from "../abi/errors.ts";
import { NETLINK_ROUTE } from "../abi/netdevice.ts";
import {
  AF_INET,
  AF_INET6,
  AF_MAX,
  AF_NETLINK,
  AF_PACKET,
  AF_UNIX,
  IPPROTO_MAX,
  IPPROTO_TCP,
  IPPROTO_UDP,
  SOCK_DGRAM,
  SOCK_MAX,
  SOCK_RAW,
  SOCK_SEQPACKET,
  SOCK_STREAM,
} from "../abi/socket.ts";
import type { Caller, Credentials } from "../core/caller.ts";
import type { Clock } from "../core/clock.ts";
import { capableIn } from "../core/user-namespace.ts";
import { icmpProtocol } from "./inet/icmp.ts";
import { IpStack } from "./inet/ip-stack.ts";
import { checkMayPing, PingSocket } from "./inet/ping.ts";
import { defaultRange, type PortHolder, PortTable } from "./inet/ports.ts";
import { RawSocket } from "./inet/raw.ts";
import { TcpSocket } from "./inet/tcp.ts";
import { UdpSocket } from "./inet/udp.ts";
import { LoopbackState } from "./loopback.ts";
import { peerOf } from "./message.ts";
import { NetlinkPorts, NetlinkSocket } from "./netlink/netlink-socket.ts";
import { PacketSocket } from "./packet/packet-socket.ts";
import type { Socket } from "./socket.ts";
import { UnixConnection } from "./unix/connection.ts";
import { UnixDatagram } from "./unix/datagram.ts";
import { UnixNames, UnixSystem } from "./unix/names.ts";
import { UnixSeqpacket } from "./unix/seqpacket.ts";
import { UnixStream } from "./unix/stream.ts";
import type { UnixSocket } from "./unix/unix-socket.ts";

export class Network {
  readonly unix: UnixNames;
  readonly loopback: LoopbackState;
  readonly stack: IpStack;
  readonly #clock: Clock;
  readonly localPorts = defaultRange();
  readonly #tcpPorts = new PortTable(this.localPorts);
  readonly #udpPorts = new PortTable(this.localPorts);
  readonly #netlinkPorts = new NetlinkPorts();

  constructor(clock: Clock, loopback: LoopbackState = new LoopbackState(), unix: UnixSystem = new UnixSystem()) {
    this.#clock = clock;
    this.unix = new UnixNames(unix);
    this.loopback = loopback;
    this.stack = new IpStack(clock);
    this.stack.deliverUdp = (datagram) => UdpSocket.deliver(this.#udpPorts, datagram);
  }

  /** Who holds a port of TCP: sockets, and connections that wait out their time; of UDP. */
  get tcpHolders(): readonly PortHolder[] {
    return this.#tcpPorts.all;
  }

  get udpHolders(): readonly PortHolder[] {
    return this.#udpPorts.all;
  }

  /**
   * A new socket; `flags` may have O_NONBLOCK. The errors are Linux's, in its order: an unknown family EAFNOSUPPORT, a
   * type out of range EINVAL, an unknown type ESOCKTNOSUPPORT, a protocol of another family EPROTONOSUPPORT; EPERM and
   * EACCES for raw and ping sockets of who may not have them.
   */
  create(family: number, type: number, protocol: number, flags: number, by: Credentials | null = null): Socket {
    const socket = this.#make(family, type, protocol, flags, by);
    socket.loopback = this.loopback;
    return socket;
  }

  #make(family: number, type: number, protocol: number, flags: number, by: Credentials | null): Socket {
    if (family < 0 || family >= AF_MAX) throw EAFNOSUPPORT;
    if (type < 0 || type >= SOCK_MAX) throw EINVAL;
    switch (family) {
      case AF_UNIX:
        return this.#createUnix(type, protocol, flags);
      case AF_INET:
      case AF_INET6:
        return this.#createInet(family, type, protocol, flags, by);
      case AF_NETLINK:
        return this.#createNetlink(type, protocol, flags);
      case AF_PACKET:
        this.#checkMayBeRaw(by);
        if (type !== SOCK_RAW && type !== SOCK_DGRAM) throw ESOCKTNOSUPPORT;
        return new PacketSocket(this.stack, type, protocol, flags);
      default:
        throw EAFNOSUPPORT;
    }
  }

  /** Two sockets connected with each other (socketpair(2)); only AF_UNIX has them. */
  createPair(caller: Caller, family: number, type: number, protocol: number, flags: number): readonly [Socket, Socket] {
    const first = this.create(family, type, protocol, flags) as UnixSocket;
    const second = this.create(family, type, protocol, flags) as UnixSocket;
    const credentials = peerOf(caller);
    first.peerCredentials = credentials;
    second.peerCredentials = credentials;
    if (first instanceof UnixConnection && second instanceof UnixConnection) first.pairWith(second);
    first.peer = second;
    second.peer = first;
    return [first, second];
  }

  #createNetlink(type: number, protocol: number, flags: number): Socket {
    if (type !== SOCK_RAW && type !== SOCK_DGRAM) throw ESOCKTNOSUPPORT;
    if (protocol !== NETLINK_ROUTE) throw EPROTONOSUPPORT;
    return new NetlinkSocket(this.#netlinkPorts, type, protocol, flags);
  }

  #createInet(family: number, type: number, protocol: number, flags: number, by: Credentials | null): Socket {
    if (protocol < 0 || protocol >= IPPROTO_MAX) throw EINVAL;
    switch (type) {
      case SOCK_STREAM:
        if (protocol !== 0 && protocol !== IPPROTO_TCP) throw EPROTONOSUPPORT;
        return new TcpSocket(this.#tcpPorts, this.#clock, family, flags);
      case SOCK_DGRAM:
        if (protocol === icmpProtocol(family === AF_INET)) {
          if (by !== null) checkMayPing(by, this.stack.pingGroups);
          return new PingSocket(this.stack, family, flags);
        }
        if (protocol !== 0 && protocol !== IPPROTO_UDP) throw EPROTONOSUPPORT;
        return new UdpSocket(this.#udpPorts, this.stack, family, flags);
      case SOCK_RAW:
        if (protocol === 0) throw EPROTONOSUPPORT;
        this.#checkMayBeRaw(by);
        return new RawSocket(this.stack, family, protocol, flags);
      default:
        throw ESOCKTNOSUPPORT;
    }
  }

  /** Takes CAP_NET_RAW over the network namespace. */
  #checkMayBeRaw(by: Credentials | null): void {
    const { userNs } = this.loopback;
    if (by !== null && (userNs === null || !capableIn(by, userNs, CAP_NET_RAW))) throw EPERM;
  }

  #createUnix(type: number, protocol: number, flags: number): UnixSocket {
    if (protocol !== 0 && protocol !== AF_UNIX) throw EPROTONOSUPPORT;
    switch (type) {
      case SOCK_STREAM:
        return new UnixStream(this.unix, flags);
      case SOCK_DGRAM:
      case SOCK_RAW:
        return new UnixDatagram(this.unix, flags);
      case SOCK_SEQPACKET:
        return new UnixSeqpacket(this.unix, flags);
      default:
        throw ESOCKTNOSUPPORT;
    }
  }
}
