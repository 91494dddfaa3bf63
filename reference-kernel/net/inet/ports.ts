/** The ports of one protocol: who is bound where, what conflicts (inet_csk_bind_conflict, inet_rcv_saddr_equal). */
import { EADDRINUSE } from "../../abi/errors.ts";
import { AF_INET6 } from "../../abi/socket.ts";
import { Buffers } from "../buffers.ts";
import { type Endpoint, type Ip, isAny, isV4 } from "./address.ts";

/** Who holds a port: a socket, or what is left of a connection that this side ended (TIME_WAIT). */
export interface PortHolder {
  readonly family: number;
  readonly v6Only: boolean;
  readonly boundIp: Ip;
  /** The ends of a connection that waits out its time. */
  readonly ended?: { readonly local: Endpoint; readonly remote: Endpoint };
  /** SO_REUSEADDR does not help others to its port: it listens. */
  readonly holdsPortAlone: boolean;
  readonly options: { readonly reuseAddress: boolean; readonly reusePort: boolean };
}

/** The ports from which the kernel chooses (net.ipv4.ip_local_port_range). */
export interface PortRange {
  first: number;
  last: number;
}

export const defaultRange = (): PortRange => ({ first: 32768, last: 60999 });

export class PortTable {
  readonly #bound = new Map<number, Set<PortHolder>>();
  readonly buffers = new Buffers();
  /** The multicast groups that the interface listens to: what sockets joined, each as often as it was. */
  readonly groups = new Map<Ip, number>();
  readonly #range: PortRange;
  #next: number;

  constructor(range: PortRange = defaultRange()) {
    this.#range = range;
    this.#next = range.first;
  }

  /** Those that hold `port`. */
  at(port: number): Iterable<PortHolder> {
    return this.#bound.get(port) ?? [];
  }

  get isEmpty(): boolean {
    return this.#bound.size === 0;
  }

  /** Everybody that holds a port. */
  get all(): readonly PortHolder[] {
    return [...this.#bound.values()].flatMap((holders) => [...holders]);
  }

  /**
   * Takes `port` (0: a free one, of the ephemeral ones or within `range`, as IP_LOCAL_PORT_RANGE has it) for a socket
   * bound to `ip`; EADDRINUSE. Answers the port.
   */
  take(socket: PortHolder, ip: Ip, port: number, range = 0): number {
    const taken = port === 0 ? this.#ephemeral(range) : port;
    this.check(socket, ip, taken);
    const holders = this.#bound.get(taken) ?? new Set<PortHolder>();
    holders.add(socket);
    this.#bound.set(taken, holders);
    return taken;
  }

  /** A connection holds its listener's port beside it. */
  join(socket: PortHolder, port: number): void {
    const holders = this.#bound.get(port) ?? new Set<PortHolder>();
    holders.add(socket);
    this.#bound.set(port, holders);
  }

  leave(socket: PortHolder, port: number): void {
    const holders = this.#bound.get(port);
    holders?.delete(socket);
    if (holders?.size === 0) this.#bound.delete(port);
  }

  check(socket: PortHolder, ip: Ip, port: number): void {
    for (const other of this.at(port))
      if (other !== socket && overlaps(socket, ip, other) && !mayShare(socket, other)) throw EADDRINUSE;
  }

  #ephemeral(range: number): number {
    const whole = this.#range;
    const first = Math.max(range & 0xffff, whole.first);
    const last = range >>> 16 === 0 ? whole.last : Math.min(range >>> 16, whole.last);
    for (let tried = first; tried <= last; tried++) {
      const port = this.#next < first || this.#next > last ? first : this.#next;
      this.#next = port + 1;
      if (!this.#bound.has(port)) return port;
    }
    throw EADDRINUSE;
  }
}

/** SO_REUSEADDR of both, unless the other listens; SO_REUSEPORT of both. */
const mayShare = (socket: PortHolder, other: PortHolder): boolean => {
  if (socket.options.reusePort && other.options.reusePort) return true;
  return socket.options.reuseAddress && other.options.reuseAddress && !other.holdsPortAlone;
};

const overlaps = (socket: PortHolder, ip: Ip, other: PortHolder): boolean => {
  if (!isAny(ip) && !isAny(other.boundIp)) return ip === other.boundIp;
  const isAnyOfBoth = (each: PortHolder, own: Ip): boolean => isAny(own) && each.family === AF_INET6 && !each.v6Only;
  if (isAnyOfBoth(socket, ip) || isAnyOfBoth(other, other.boundIp)) return true;
  return isV4(ip) === isV4(other.boundIp);
};

/** Which of an SO_REUSEPORT group a sender's packets go to: always the same one, and all of them by and by. */
export const memberFor = <T>(group: readonly T[], to: Endpoint, from: Endpoint): T | null => {
  let hash = 0x811c_9dc5;
  for (const part of [to.ip, from.ip, String(to.port), String(from.port)])
    for (let i = 0; i < part.length; i++) hash = Math.imul(hash ^ part.charCodeAt(i), 0x0100_0193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d) >>> 0;
  return group[(hash >>> 12) % group.length] ?? null;
};
