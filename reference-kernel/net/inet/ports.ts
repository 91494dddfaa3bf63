/** The ports of one protocol: who is bound where, what conflicts (inet_csk_bind_conflict, inet_rcv_saddr_equal). */
import { EADDRINUSE } from "../../abi/errors.ts";
import { AF_INET6 } from "../../abi/socket.ts";
import { type Ip, isAny, isV4 } from "./address.ts";
import type { InetSocket } from "./inet-socket.ts";

/** /proc/sys/net/ipv4/ip_local_port_range. */
const FIRST_EPHEMERAL = 32768;
const LAST_EPHEMERAL = 60999;

export class PortTable {
  readonly #bound = new Map<number, Set<InetSocket>>();
  #next = FIRST_EPHEMERAL;

  /** Those that hold `port`. */
  at(port: number): Iterable<InetSocket> {
    return this.#bound.get(port) ?? [];
  }

  /** Takes `port` (0: a free ephemeral one) for a socket bound to `ip`; EADDRINUSE. Answers the port. */
  take(socket: InetSocket, ip: Ip, port: number): number {
    const taken = port === 0 ? this.#ephemeral() : port;
    this.check(socket, ip, taken);
    const holders = this.#bound.get(taken) ?? new Set<InetSocket>();
    holders.add(socket);
    this.#bound.set(taken, holders);
    return taken;
  }

  /** A connection holds its listener's port beside it. */
  join(socket: InetSocket, port: number): void {
    const holders = this.#bound.get(port) ?? new Set<InetSocket>();
    holders.add(socket);
    this.#bound.set(port, holders);
  }

  leave(socket: InetSocket, port: number): void {
    const holders = this.#bound.get(port);
    holders?.delete(socket);
    if (holders?.size === 0) this.#bound.delete(port);
  }

  check(socket: InetSocket, ip: Ip, port: number): void {
    for (const other of this.at(port))
      if (other !== socket && overlaps(socket, ip, other) && !mayShare(socket, other)) throw EADDRINUSE;
  }

  #ephemeral(): number {
    const range = LAST_EPHEMERAL - FIRST_EPHEMERAL + 1;
    for (let tried = 0; tried < range; tried++) {
      const port = this.#next;
      this.#next = port === LAST_EPHEMERAL ? FIRST_EPHEMERAL : port + 1;
      if (!this.#bound.has(port)) return port;
    }
    throw EADDRINUSE;
  }
}

/** SO_REUSEADDR of both, unless the other listens; SO_REUSEPORT of both. */
const mayShare = (socket: InetSocket, other: InetSocket): boolean => {
  if (socket.options.reusePort && other.options.reusePort) return true;
  return socket.options.reuseAddress && other.options.reuseAddress && !other.holdsPortAlone;
};

const overlaps = (socket: InetSocket, ip: Ip, other: InetSocket): boolean => {
  if (!isAny(ip) && !isAny(other.boundIp)) return ip === other.boundIp;
  const isAnyOfBoth = (each: InetSocket, own: Ip): boolean => isAny(own) && each.family === AF_INET6 && !each.v6Only;
  if (isAnyOfBoth(socket, ip) || isAnyOfBoth(other, other.boundIp)) return true;
  return isV4(ip) === isV4(other.boundIp);
};
