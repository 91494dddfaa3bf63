/** What TCP and UDP sockets share: local and remote endpoint, ports, options of IP (struct inet_sock). */
import { EACCES, EADDRNOTAVAIL, EINVAL, ENETUNREACH, ENOPROTOOPT, ENOTCONN, EOPNOTSUPP } from "../../abi/errors.ts";
import * as option from "../../abi/inet.ts";
import { AF_INET, AF_INET6, SIOCGSTAMP, SIOCGSTAMPNS, SOL_IP, SOL_IPV6 } from "../../abi/socket.ts";
import { decode, encode, i32 } from "../../abi/struct.ts";
import { timespec, timeval } from "../../abi/time.ts";
import { type Caller, hasCapability } from "../../core/caller.ts";
import type { FsCaller } from "../../fs/context.ts";
import { realtimeAt } from "../control.ts";
import { Socket } from "../socket.ts";
import {
  addressBytes,
  anyOf,
  type Endpoint,
  encodeEndpoint,
  type Ip,
  isAny,
  isLocal,
  isV4,
  parseEndpoint,
} from "./address.ts";
import { ErrorQueue } from "./error-queue.ts";
import { ipOptions } from "./ip-options.ts";
import { ipv6Options } from "./ipv6-options.ts";
import { Memberships } from "./membership.ts";
import type { OptionTable } from "./option-table.ts";
import type { PortHolder, PortTable } from "./ports.ts";

const CAP_NET_BIND_SERVICE = 10;
export abstract class InetSocket extends Socket implements PortHolder {
  readonly ports: PortTable;
  /** What bind chose: "any" stays "any" here while connected. */
  boundIp: Ip;
  localIp: Ip;
  localPort = 0;
  remote: Endpoint | null = null;
  v6Only = false;
  /** bind(2) asked for its port: it stays when a connection goes (SOCK_BINDPORT_LOCK). */
  protected isPortBound = false;
  /** It stands in the table under `localPort`. */
  #holdsPort = false;
  /** Options that were set, by level and name. */
  readonly #values = new Map<number, number>();
  readonly errors = new ErrorQueue();
  readonly memberships: Memberships;
  /** TCP_MAXSEG: what it was set to, later what both sides agreed on. */
  segmentSize = 536;

  constructor(ports: PortTable, family: number, type: number, protocol: number, flags: number) {
    super(family, type, protocol, flags);
    this.ports = ports;
    this.memberships = new Memberships(ports.groups);
    this.boundIp = anyOf(family);
    this.localIp = this.boundIp;
  }

  /** SO_REUSEADDR does not help others to its port (a listener's does not). */
  get holdsPortAlone(): boolean {
    return this.isListening;
  }

  /** It may still be bound. */
  protected abstract get isFresh(): boolean;

  override bind(caller: FsCaller, given: Uint8Array): void {
    const { ip, port } = parseEndpoint(given, this.family);
    if (this.family === AF_INET6 && isV4(ip) && this.v6Only) throw EINVAL;
    if (!isAny(ip) && !isLocal(ip)) throw EADDRNOTAVAIL;
    if (!isAny(ip) && !isV4(ip)) this.loopback.checkReaches(false);
    if (port !== 0 && port < this.loopback.unprivilegedPort && !hasCapability(caller.credentials, CAP_NET_BIND_SERVICE))
      throw EACCES;
    if (this.#holdsPort || !this.isFresh) throw EINVAL;
    // A failed bind leaves no address behind, not even that of a former connection.
    this.boundIp = anyOf(this.family);
    this.localIp = this.boundIp;
    const waits = port === 0 && this.option(SOL_IP, option.IP_BIND_ADDRESS_NO_PORT) !== 0;
    if (!waits) this.localPort = this.ports.take(this, ip, port, this.#portRange);
    this.#holdsPort = !waits;
    this.isPortBound = port !== 0;
    this.boundIp = ip;
    this.localIp = ip;
  }

  /** A port of the kernel's choice, for who did not bind. */
  protected autobind(): void {
    if (this.#holdsPort) return;
    this.localPort = this.ports.take(this, this.boundIp, 0, this.#portRange);
    this.#holdsPort = true;
  }

  get #portRange(): number {
    return this.option(SOL_IP, option.IP_LOCAL_PORT_RANGE);
  }

  /** Where a packet may go: who speaks IPv6 only does not reach IPv4. */
  protected checkFamily(ip: Ip): void {
    if (this.family === AF_INET6 && this.v6Only && isV4(ip)) throw ENETUNREACH;
  }

  /** A connection holds its listener's port beside it. */
  protected joinPort(port: number): void {
    this.localPort = port;
    this.ports.join(this, port);
    this.#holdsPort = true;
  }

  /** The port may go to others; the name stays. */
  protected releasePort(): void {
    if (this.#holdsPort) this.ports.leave(this, this.localPort);
    this.#holdsPort = false;
  }

  override localAddress(): Uint8Array {
    return encodeEndpoint({ ip: this.localIp, port: this.localPort }, this.family);
  }

  override peerAddress(): Uint8Array {
    if (this.remote === null) throw ENOTCONN;
    return encodeEndpoint(this.remote, this.family);
  }

  /** How well a packet to `ip` fits this socket's local side: 0 not at all, 1 by IPv6's "any", 2 by its own, 3 exactly. */
  matchLocal(ip: Ip): number {
    if (this.boundIp === ip || this.localIp === ip) return 3;
    if (!isAny(this.boundIp)) return 0;
    if (this.family === AF_INET) return isV4(ip) ? 2 : 0;
    return !isV4(ip) ? 2 : this.v6Only ? 0 : 1;
  }

  /** It stands in the table of ports. */
  get holdsPort(): boolean {
    return this.#holdsPort;
  }

  /** Some option was set of those that put headers beside data. */
  get asksForHeaders(): boolean {
    return this.#values.size > 0;
  }

  /** The value of a whole-number option. */
  option(level: number, name: number): number {
    const kept = this.#values.get(keyOf(level, name));
    if (kept !== undefined) return kept;
    const initial = this.optionTable(level)?.get(name)?.initial ?? 0;
    return typeof initial === "number" ? initial : initial(this);
  }

  override setFamilyOption(caller: Caller, level: number, name: number, read: () => Uint8Array): void {
    const table = this.optionTable(level);
    if (table === null) throw ENOPROTOOPT;
    const value = read();
    if (this.#setMembership(level, name, value)) return;
    const row = table.get(name);
    if (row?.keep === undefined) throw ENOPROTOOPT;
    const kept = row.keep(integerOf(level, value), this, caller);
    if (row.isComputed !== true) this.#values.set(keyOf(level, name), kept);
  }

  override getFamilyOption(level: number, name: number, room: number): Uint8Array {
    const table = this.optionTable(level);
    if (table === null) throw EOPNOTSUPP;
    if (room < 0) throw EINVAL;
    if (level === SOL_IP && name === option.IP_OPTIONS) return new Uint8Array(0);
    if (level === SOL_IP && name === option.IP_MULTICAST_IF) return addressBytes(this.memberships.address);
    if (!table.has(name)) throw ENOPROTOOPT;
    const value = this.option(level, name);
    // IP answers in a byte to who has no room for a whole number.
    if (level === SOL_IP && room > 0 && room < i32.size && value >= 0 && value <= 255) return Uint8Array.of(value);
    return encode(i32, value);
  }

  /** The requests that are not whole numbers; false for those that are. */
  #setMembership(level: number, name: number, value: Uint8Array): boolean {
    const { memberships } = this;
    if (level === SOL_IP) {
      if (name === option.IP_MULTICAST_IF) memberships.setInterface(value);
      else if (name === option.IP_ADD_MEMBERSHIP) memberships.add(value);
      else if (name === option.IP_DROP_MEMBERSHIP) memberships.drop(value);
      else return false;
      return true;
    }
    if (level !== SOL_IPV6) return false;
    if (name === option.IPV6_ADD_MEMBERSHIP) memberships.add6(value);
    else if (name === option.IPV6_DROP_MEMBERSHIP) memberships.drop6(value);
    else return false;
    return true;
  }

  /** The whole-number options of a level; null for a level that is not this socket's. */
  protected optionTable(level: number): OptionTable | null {
    if (level === SOL_IP) return ipOptions;
    return level === SOL_IPV6 && this.family === AF_INET6 ? ipv6Options : null;
  }

  /** A connection is as its listener was set. */
  protected inheritOptions(from: InetSocket, isKept: (level: number, name: number) => boolean): void {
    for (const [key, value] of from.#values)
      if (isKept(Math.floor(key / NAMES), key % NAMES)) this.#values.set(key, value);
  }

  /** TCP_CORK was taken off; elsewhere nothing waits for it. */
  uncork(): void {}

  override ioctl(caller: Caller, request: number, argument: number): number {
    if (request !== SIOCGSTAMP && request !== SIOCGSTAMPNS) return super.ioctl(caller, request, argument);
    const { sec, nsec } = realtimeAt(caller.clock, this.lastArrival);
    if (request === SIOCGSTAMPNS) caller.memory.write(timespec, argument, { sec, nsec });
    else caller.memory.write(timeval, argument, { sec, usec: Math.floor(nsec / 1000) });
    return 0;
  }
}

/** Names are below this within a level. */
const NAMES = 1024;
const keyOf = (level: number, name: number): number => level * NAMES + name;

/** A whole number, or for options of IP a byte. */
const integerOf = (level: number, value: Uint8Array): number => {
  if (value.length >= i32.size) return decode(i32, value);
  if (level === SOL_IP && value.length > 0) return value[0] ?? 0;
  throw EINVAL;
};
