/** Raw sockets (raw(7), net/ipv4/raw.c, net/ipv6/raw.c): packets of one IP protocol as they are; IPv4's with their header. */
import {
  EACCES,
  EADDRNOTAVAIL,
  EAFNOSUPPORT,
  EDESTADDRREQ,
  EFAULT,
  EINVAL,
  EMSGSIZE,
  ENOPROTOOPT,
  EOPNOTSUPP,
} from "../../abi/errors.ts";
import { IP_HDRINCL, IP_TOS, IP_TTL, IPV6_CHECKSUM, IPV6_TCLASS, IPV6_UNICAST_HOPS } from "../../abi/inet.ts";
import { AF_INET, AF_UNSPEC, MSG_OOB, SOCK_RAW, SOL_ICMPV6, SOL_IP, SOL_IPV6, SOL_RAW } from "../../abi/socket.ts";
import { decode, encode, i32 } from "../../abi/struct.ts";
import type { Caller } from "../../core/caller.ts";
import type { FsCaller } from "../../fs/context.ts";
import type { Source } from "../../memory/io.ts";
import type { OutMessage } from "../message.ts";
import { familyOf } from "../unix/address.ts";
import { datagramCost } from "../unix/message-size.ts";
import {
  addressBytes,
  anyOf,
  type Endpoint,
  hex,
  type Ip,
  isAny,
  isBroadcast,
  isLocal,
  parseEndpoint,
  routeTo,
} from "./address.ts";
import { DatagramSocket } from "./datagram-socket.ts";
import { ICMP_HEADER, IPPROTO_ICMP, IPPROTO_ICMPV6 } from "./icmp.ts";
import {
  checksumOf,
  DONT_FRAGMENT,
  IPV4_HEADER,
  type IpPacket,
  makePacket,
  parsePacket,
  pseudoHeaderSum,
  setUint16,
  sumOf,
  uint16At,
} from "./ip-packet.ts";
import type { IpStack } from "./ip-stack.ts";
import type { OptionTable } from "./option-table.ts";
import { chosenBy } from "./packet-control.ts";

const IPPROTO_RAW = 255;
const ICMP_FILTER = 1;
const LONGEST_PACKET = 0xffff;

export class RawSocket extends DatagramSocket {
  readonly #stack: IpStack;
  /** Types of ICMP that are not wanted (ICMP_FILTER, ICMP6_FILTER): a bit each. */
  readonly #unwanted: Uint8Array;
  /** Where the kernel puts a checksum of IPv6's; -1: nowhere. */
  #checksumAt = -1;

  constructor(stack: IpStack, family: number, protocol: number, flags: number) {
    super(family === AF_INET ? stack.raw : stack.raw6, family, SOCK_RAW, protocol, flags);
    this.#stack = stack;
    this.#unwanted = new Uint8Array(family === AF_INET ? 4 : 32);
    if (family !== AF_INET && protocol === IPPROTO_ICMPV6) this.#checksumAt = 2;
    this.joinPort(protocol);
  }

  override bind(_caller: FsCaller, given: Uint8Array): void {
    const { ip } = parseEndpoint(given, this.family);
    if (this.remote !== null) throw EINVAL;
    if (!isAny(ip) && !isLocal(ip)) throw EADDRNOTAVAIL;
    this.boundIp = ip;
    this.localIp = ip;
  }

  override send(_caller: Caller, source: Source, message: OutMessage): number {
    if (source.remaining > LONGEST_PACKET) throw EMSGSIZE;
    if ((message.flags & MSG_OOB) !== 0) throw EOPNOTSUPP;
    const target = this.#target(message);
    this.checkFamily(target.ip);
    const isFour = this.family === AF_INET;
    const choice = chosenBy(message.control, isFour);
    const own = choice.source ?? this.boundIp;
    const { to, from } = routeTo(target.ip, own, this.loopback);
    if (isBroadcast(to) && !this.options.broadcast) throw EACCES;
    const data = new Uint8Array(source.remaining);
    const taken = data.length > 0 ? source.take(data, 0, data.length) : 0;
    if (isFour && this.#includesHeader) {
      if (taken < data.length) throw EFAULT;
      this.#stack.send(completed(data, from, this.#stack.nextId()));
      return data.length;
    }
    // Routes may depend on type and code, so ICMP's are looked at first (raw_probe_proto_opt).
    if (taken < data.length || (this.protocol === IPPROTO_ICMP && data.length < 2)) throw EFAULT;
    if (isFour && data.length + IPV4_HEADER > LONGEST_PACKET) throw EMSGSIZE;
    const head = {
      from: isAny(own) ? from : own,
      to,
      protocol: this.protocol,
      ttl: choice.ttl ?? this.option(isFour ? SOL_IP : SOL_IPV6, isFour ? IP_TTL : IPV6_UNICAST_HOPS),
      tos: choice.tos ?? this.option(isFour ? SOL_IP : SOL_IPV6, isFour ? IP_TOS : IPV6_TCLASS),
    };
    if (!isFour) this.#seal(data, head.from, to);
    this.#stack.send(makePacket(head, data, this.#stack.nextId(), DONT_FRAGMENT));
    return data.length;
  }

  /** A packet of its protocol came: whether it wants it (raw_v4_match, icmp_filter). */
  take(packet: IpPacket, at: number): boolean {
    const { from, to, payload, ttl, tos } = packet;
    if (this.matchLocal(to) === 0 || (this.remote !== null && this.remote.ip !== from)) return false;
    if (this.#isUnwanted(payload)) return true;
    const isFour = this.family === AF_INET;
    const data = isFour ? packet.bytes : payload;
    if (!isFour && this.protocol !== IPPROTO_ICMPV6 && !this.#isSealed(packet)) return true;
    const kept = this.options.filter?.run(data) ?? data.length;
    if (kept === 0 && data.length > 0) return true;
    const end = { ip: to, port: 0 };
    this.enqueue({
      data: data.slice(0, kept),
      from: { ip: from, port: 0 },
      to: end,
      ttl,
      tos,
      mark: this.options.mark,
      at,
      cost: datagramCost(data.length),
    });
    return true;
  }

  protected override optionTable(level: number): OptionTable | null {
    const table = super.optionTable(level);
    return level === SOL_RAW && this.#hasIcmpFilter ? new Map() : table;
  }

  override setFamilyOption(caller: Caller, level: number, name: number, read: () => Uint8Array): void {
    if (level === SOL_IP && name === IP_HDRINCL) {
      const value = read();
      this.#includes = (value.length >= i32.size ? decode(i32, value) : (value[0] ?? 0)) !== 0;
    } else if (level === this.#filterLevel && this.#hasIcmpFilter) {
      if (name !== ICMP_FILTER) throw ENOPROTOOPT;
      this.#unwanted.set(read().subarray(0, this.#unwanted.length));
    } else if (level === SOL_IPV6 && name === IPV6_CHECKSUM && this.family !== AF_INET) {
      const at = decode(i32, read());
      // ICMPv6's place is fixed; elsewhere it lies on an even byte.
      if (this.protocol === IPPROTO_ICMPV6 || (at > 0 && at % 2 !== 0)) throw EINVAL;
      this.#checksumAt = at < 0 ? -1 : at;
    } else super.setFamilyOption(caller, level, name, read);
  }

  override getFamilyOption(level: number, name: number, room: number): Uint8Array {
    if (level === SOL_IP && name === IP_HDRINCL) return encode(i32, this.#includesHeader ? 1 : 0);
    if (level === this.#filterLevel && this.#hasIcmpFilter && name === ICMP_FILTER) return this.#unwanted.slice();
    if (level === SOL_IPV6 && name === IPV6_CHECKSUM && this.family !== AF_INET) return encode(i32, this.#checksumAt);
    return super.getFamilyOption(level, name, room);
  }

  #includes: boolean | null = null;
  get #includesHeader(): boolean {
    return this.#includes ?? this.protocol === IPPROTO_RAW;
  }

  get #filterLevel(): number {
    return this.family === AF_INET ? SOL_RAW : SOL_ICMPV6;
  }

  get #hasIcmpFilter(): boolean {
    return this.protocol === (this.family === AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6);
  }

  #isUnwanted(payload: Uint8Array): boolean {
    if (!this.#hasIcmpFilter) return false;
    if (payload.length < ICMP_HEADER) return true;
    const type = payload[0] ?? 0;
    if (type >= this.#unwanted.length * 8) return false;
    return ((this.#unwanted[type >>> 3] ?? 0) & (1 << (type & 7))) !== 0;
  }

  #seal(data: Uint8Array, from: Ip, to: Ip): void {
    const at = this.#checksumAt;
    if (at < 0) return;
    if (at + 2 > data.length) throw EINVAL;
    setUint16(data, at, 0);
    const sum = checksumOf(data, pseudoHeaderSum(from, to, this.protocol, data.length));
    setUint16(data, at, sum === 0 ? 0xffff : sum);
  }

  #isSealed({ from, to, payload }: IpPacket): boolean {
    if (this.#checksumAt < 0) return true;
    return sumOf(payload, pseudoHeaderSum(from, to, this.protocol, payload.length)) === 0xffff;
  }

  #target({ target }: OutMessage): Endpoint {
    const given = target?.address ?? null;
    if (given === null) {
      if (this.remote === null) throw EDESTADDRREQ;
      return this.remote;
    }
    if (this.family !== AF_INET) {
      const end = parseEndpoint(given, this.family);
      // A port is the protocol, or nothing at all.
      if (end.port !== 0 && end.port !== this.protocol) throw EINVAL;
      return end;
    }
    if (given.length < 16) throw EINVAL;
    if (familyOf(given) !== AF_INET && familyOf(given) !== AF_UNSPEC) throw EAFNOSUPPORT;
    const copy = given.slice();
    copy[0] = AF_INET;
    return parseEndpoint(copy, AF_INET);
  }
}

/** A packet whose header the caller wrote: length and checksum are the kernel's, id and source if they are zero (raw_send_hdrinc). */
const completed = (data: Uint8Array, from: Ip, id: number): IpPacket => {
  const header = ((data[0] ?? 0) & 15) * 4;
  if (data.length < IPV4_HEADER || header < IPV4_HEADER || header > data.length) throw EINVAL;
  setUint16(data, 2, data.length);
  if (isAny(hex(data.subarray(12, 16)))) data.set(addressBytes(from), 12);
  if (uint16At(data, 4) === 0) setUint16(data, 4, id);
  setUint16(data, 10, 0);
  setUint16(data, 10, checksumOf(data.subarray(0, header)));
  return parsePacket(data) ?? LOST;
};

/** What IP throws away on its way in: it goes to nobody. */
const LOST: IpPacket = {
  from: anyOf(AF_INET),
  to: anyOf(AF_INET),
  protocol: 0,
  ttl: 0,
  tos: 0,
  bytes: new Uint8Array(0),
  payload: new Uint8Array(0),
};
