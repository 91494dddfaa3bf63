/** What TCP and UDP sockets share: local and remote endpoint, ports, options of IP (struct inet_sock). */
import { EACCES, EADDRNOTAVAIL, EINVAL, ENOPROTOOPT, ENOTCONN } from "../../abi/errors.ts";
import { AF_INET, AF_INET6, SOL_IP, SOL_IPV6 } from "../../abi/socket.ts";
import { decode, encode, i32 } from "../../abi/struct.ts";
import { type Caller, hasCapability } from "../../core/caller.ts";
import type { FsCaller } from "../../fs/context.ts";
import { Socket } from "../socket.ts";
import { anyOf, type Endpoint, encodeEndpoint, type Ip, isAny, isLocal, isV4, parseEndpoint } from "./address.ts";
import type { PortHolder, PortTable } from "./ports.ts";

const CAP_NET_BIND_SERVICE = 10;
const IPV6_V6ONLY = 26;
/** Options of IP that are kept and answered: IP_TOS, IP_TTL, IP_MTU_DISCOVER, IP_RECVERR, IP_PKTINFO. */
const IP_DEFAULTS: ReadonlyMap<number, number> = new Map([
  [1, 0],
  [2, 64],
  [8, 0],
  [10, 1],
  [11, 0],
]);
/** IPV6_UNICAST_HOPS, IPV6_RECVPKTINFO, IPV6_RECVERR, IPV6_TCLASS. */
const IPV6_DEFAULTS: ReadonlyMap<number, number> = new Map([
  [16, 64],
  [25, 0],
  [49, 0],
  [67, 0],
]);

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
  readonly #values = new Map<string, number>();

  constructor(ports: PortTable, family: number, type: number, protocol: number, flags: number) {
    super(family, type, protocol, flags);
    this.ports = ports;
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
    if (port !== 0 && port < 1024 && !hasCapability(caller.credentials, CAP_NET_BIND_SERVICE)) throw EACCES;
    if (this.#holdsPort || !this.isFresh) throw EINVAL;
    // A failed bind leaves no address behind, not even that of a former connection.
    this.boundIp = anyOf(this.family);
    this.localIp = this.boundIp;
    this.localPort = this.ports.take(this, ip, port);
    this.#holdsPort = true;
    this.isPortBound = port !== 0;
    this.boundIp = ip;
    this.localIp = ip;
  }

  /** A port of the kernel's choice, for who did not bind. */
  protected autobind(): void {
    if (this.#holdsPort) return;
    this.localPort = this.ports.take(this, this.boundIp, 0);
    this.#holdsPort = true;
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

  /** How well a packet to `ip` fits this socket's local side: 0 not at all, 1 by "any", 2 exactly. */
  matchLocal(ip: Ip): number {
    if (this.boundIp === ip || this.localIp === ip) return 2;
    if (!isAny(this.boundIp)) return 0;
    if (this.family === AF_INET) return isV4(ip) ? 1 : 0;
    return isV4(ip) && this.v6Only ? 0 : 1;
  }

  override setFamilyOption(_caller: Caller, level: number, name: number, read: () => Uint8Array): void {
    const value = read();
    if (value.length < i32.size) throw EINVAL;
    const number = decode(i32, value);
    if (level === SOL_IPV6 && name === IPV6_V6ONLY && this.family === AF_INET6) {
      if (this.#holdsPort) throw EINVAL;
      this.v6Only = number !== 0;
      return;
    }
    if (!this.optionDefaults(level).has(name)) throw ENOPROTOOPT;
    this.#values.set(`${level}:${name}`, number);
  }

  override getFamilyOption(level: number, name: number): Uint8Array {
    if (level === SOL_IPV6 && name === IPV6_V6ONLY && this.family === AF_INET6) return encode(i32, this.v6Only ? 1 : 0);
    const value = this.#values.get(`${level}:${name}`) ?? this.optionDefaults(level).get(name);
    if (value === undefined) throw ENOPROTOOPT;
    return encode(i32, value);
  }

  /** The integer options of a level, with what they are at first. */
  protected optionDefaults(level: number): ReadonlyMap<number, number> {
    if (level === SOL_IP) return IP_DEFAULTS;
    return level === SOL_IPV6 && this.family === AF_INET6 ? IPV6_DEFAULTS : new Map();
  }
}
