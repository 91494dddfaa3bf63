/** What the sockets of one network namespace share: names, ports, and the making of sockets. */
import { EAFNOSUPPORT, EINVAL, EPROTONOSUPPORT, ESOCKTNOSUPPORT } from "../abi/errors.ts";
import { AF_MAX, AF_UNIX, SOCK_DGRAM, SOCK_MAX, SOCK_RAW, SOCK_SEQPACKET, SOCK_STREAM } from "../abi/socket.ts";
import type { Caller } from "../core/caller.ts";
import { peerOf } from "./message.ts";
import type { Socket } from "./socket.ts";
import { UnixConnection } from "./unix/connection.ts";
import { UnixDatagram } from "./unix/datagram.ts";
import { UnixNames } from "./unix/names.ts";
import { UnixSeqpacket } from "./unix/seqpacket.ts";
import { UnixStream } from "./unix/stream.ts";
import type { UnixSocket } from "./unix/unix-socket.ts";

export class Network {
  readonly unix = new UnixNames();

  /**
   * A new socket; `flags` may have O_NONBLOCK. The errors are Linux's, in its order: an unknown family EAFNOSUPPORT, a
   * type out of range EINVAL, an unknown type ESOCKTNOSUPPORT, a protocol of another family EPROTONOSUPPORT.
   */
  create(family: number, type: number, protocol: number, flags: number): Socket {
    if (family < 0 || family >= AF_MAX) throw EAFNOSUPPORT;
    if (type < 0 || type >= SOCK_MAX) throw EINVAL;
    if (family !== AF_UNIX) throw EAFNOSUPPORT;
    return this.#createUnix(type, protocol, flags);
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
