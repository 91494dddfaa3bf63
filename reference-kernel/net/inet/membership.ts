/** Which multicast groups a socket hears, and where it sends multicast to (ip(7), IP_ADD_MEMBERSHIP; ipv6(7)). */
import { EADDRINUSE, EADDRNOTAVAIL, EINVAL, ENODEV, errors } from "../../abi/errors.ts";
import { decode, i32 } from "../../abi/struct.ts";
import { LOOPBACK } from "../interfaces.ts";
import { hex, type Ip, isMulticast } from "./address.ts";

const ANY = "00000000";
/** /proc/sys/net/ipv4/igmp_max_memberships. */
const MOST = 20;
/** struct in_addr, struct ip_mreq, struct ip_mreqn, struct ipv6_mreq. */
const IN_ADDR = 4;
const IP_MREQ = 8;
const IP_MREQN = 12;
const IPV6_MREQ = 20;

export class Memberships {
  readonly #groups = new Set<Ip>();
  /** The groups of the whole network, counted. */
  readonly #joined: Map<Ip, number>;
  /** IP_MULTICAST_IF: an interface's index (0: by the routes), and the address that getsockopt answers. */
  interface = 0;
  address: Ip = ANY;

  constructor(joined: Map<Ip, number>) {
    this.#joined = joined;
  }

  has(group: Ip): boolean {
    return this.#groups.has(group);
  }

  /** IP_ADD_MEMBERSHIP. Without an interface the routes choose, and there are none. */
  add(value: Uint8Array): void {
    const { group, index } = parse(value);
    if (!isMulticast(group)) throw EINVAL;
    if (index === 0) throw ENODEV;
    this.#join(group);
  }

  drop(value: Uint8Array): void {
    const { group, index } = parse(value);
    if (!isMulticast(group)) throw EINVAL;
    if (index === 0 && value.length >= IP_MREQN) throw ENODEV;
    this.#leave(group);
  }

  /** IPV6_ADD_MEMBERSHIP: index 0 takes the first interface that routes know. */
  add6(value: Uint8Array): void {
    const { group, index } = parse6(value);
    if (index !== 0 && index !== LOOPBACK.index) throw ENODEV;
    this.#join(group);
  }

  drop6(value: Uint8Array): void {
    this.#leave(parse6(value).group);
  }

  /** IP_MULTICAST_IF by address or by index. */
  setInterface(value: Uint8Array): void {
    if (value.length < IN_ADDR) throw EINVAL;
    const address = hex(value.length >= IP_MREQ ? value.subarray(4, 8) : value.subarray(0, 4));
    const index = value.length >= IP_MREQN ? decode(i32, value, 8) : 0;
    if (index === 0 && address === ANY) {
      this.interface = 0;
      this.address = ANY;
      return;
    }
    if (index !== 0 ? index !== LOOPBACK.index : address !== LOOPBACK.address) throw EADDRNOTAVAIL;
    this.interface = LOOPBACK.index;
    this.address = address;
  }

  #join(group: Ip): void {
    if (this.#groups.has(group)) throw EADDRINUSE;
    if (this.#groups.size >= MOST) throw errors.ENOBUFS;
    this.#groups.add(group);
    this.#joined.set(group, (this.#joined.get(group) ?? 0) + 1);
  }

  #leave(group: Ip): void {
    if (!this.#groups.delete(group)) throw EADDRNOTAVAIL;
    const left = (this.#joined.get(group) ?? 0) - 1;
    if (left > 0) this.#joined.set(group, left);
    else this.#joined.delete(group);
  }

  /** The socket goes. */
  leaveAll(): void {
    for (const group of [...this.#groups]) this.#leave(group);
  }
}

/** The group of a request, and the interface: by index, or by its address. */
const parse = (value: Uint8Array): { readonly group: Ip; readonly index: number } => {
  if (value.length < IP_MREQ) throw EINVAL;
  const group = hex(value.subarray(0, 4));
  const address = hex(value.subarray(4, 8));
  const index = value.length >= IP_MREQN ? decode(i32, value, 8) : 0;
  if (index !== 0) return { group, index: index === LOOPBACK.index ? index : 0 };
  return { group, index: address === LOOPBACK.address ? LOOPBACK.index : 0 };
};

const parse6 = (value: Uint8Array): { readonly group: Ip; readonly index: number } => {
  if (value.length < IPV6_MREQ) throw EINVAL;
  const group = hex(value.subarray(0, 16));
  if (!isMulticast(group)) throw EINVAL;
  return { group, index: decode(i32, value, 16) };
};
