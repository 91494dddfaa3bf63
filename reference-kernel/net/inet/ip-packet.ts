/** IP packets as bytes: headers and checksums (RFC 791, RFC 8200, RFC 1071). Needed by who sees packets whole. */
import { addressBytes, hex, type Ip, isV4 } from "./address.ts";

export const IPV4_HEADER = 20;
const IPV6_HEADER = 40;
/** Do not fragment. */
export const DONT_FRAGMENT = 0x4000;

export interface IpPacket {
  readonly from: Ip;
  readonly to: Ip;
  readonly protocol: number;
  readonly ttl: number;
  readonly tos: number;
  /** With IP's header. */
  readonly bytes: Uint8Array;
  /** Without. */
  readonly payload: Uint8Array;
}

/** The sum of 16-bit words in the order of the network, carries added in; an odd byte counts as the upper half. */
export const sumOf = (bytes: Uint8Array, before = 0): number => {
  let sum = before;
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
};

export const checksumOf = (bytes: Uint8Array, before = 0): number => ~sumOf(bytes, before) & 0xffff;

/** What UDP, TCP and ICMPv6 add to their sums: addresses, protocol, length. */
export const pseudoHeaderSum = (from: Ip, to: Ip, protocol: number, length: number): number =>
  sumOf(addressBytes(to), sumOf(addressBytes(from), protocol + length));

export const setUint16 = (bytes: Uint8Array, at: number, value: number): void => {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value & 0xff;
};

export const uint16At = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

/** A packet around `payload`. `id` and `fragment` are IPv4's alone. */
export const makePacket = (
  head: Omit<IpPacket, "bytes" | "payload">,
  payload: Uint8Array,
  id: number,
  fragment = 0,
): IpPacket => {
  const { from, to, protocol, ttl, tos } = head;
  const isFour = isV4(to);
  const size = isFour ? IPV4_HEADER : IPV6_HEADER;
  const bytes = new Uint8Array(size + payload.length);
  bytes.set(payload, size);
  if (isFour) {
    bytes.set([0x45, tos]);
    setUint16(bytes, 2, bytes.length);
    setUint16(bytes, 4, id);
    setUint16(bytes, 6, fragment);
    bytes.set([ttl, protocol], 8);
    bytes.set(addressBytes(from), 12);
    bytes.set(addressBytes(to), 16);
    setUint16(bytes, 10, checksumOf(bytes.subarray(0, IPV4_HEADER)));
  } else {
    bytes.set([0x60 | (tos >>> 4), (tos << 4) & 0xff]);
    setUint16(bytes, 4, payload.length);
    bytes.set([protocol, ttl], 6);
    bytes.set(addressBytes(from), 8);
    bytes.set(addressBytes(to), 24);
  }
  return { ...head, bytes, payload: bytes.subarray(size) };
};

/** Reads the bytes of a packet as they came over the interface; null for what IP throws away (ip_rcv_core, ip6_rcv_core). */
export const parsePacket = (bytes: Uint8Array): IpPacket | null => {
  const version = (bytes[0] ?? 0) >>> 4;
  if (version === 4) {
    const header = ((bytes[0] ?? 0) & 15) * 4;
    const length = uint16At(bytes, 2);
    if (header < IPV4_HEADER || bytes.length < header || length > bytes.length || length < header) return null;
    if (checksumOf(bytes.subarray(0, header)) !== 0) return null;
    return {
      from: hex(bytes.subarray(12, 16)),
      to: hex(bytes.subarray(16, 20)),
      protocol: bytes[9] ?? 0,
      ttl: bytes[8] ?? 0,
      tos: bytes[1] ?? 0,
      bytes: bytes.subarray(0, length),
      payload: bytes.subarray(header, length),
    };
  }
  const end = IPV6_HEADER + uint16At(bytes, 4);
  if (version !== 6 || bytes.length < end) return null;
  return {
    from: hex(bytes.subarray(8, 24)),
    to: hex(bytes.subarray(24, 40)),
    protocol: bytes[6] ?? 0,
    ttl: bytes[7] ?? 0,
    tos: (uint16At(bytes, 0) >>> 4) & 0xff,
    bytes: bytes.subarray(0, end),
    payload: bytes.subarray(IPV6_HEADER, end),
  };
};
