/** Internet addresses and their sockaddrs (ip(7), ipv6(7)). An address is its bytes in hexadecimal: 8 or 32 digits. */
import { EAFNOSUPPORT, EINVAL, ENETUNREACH } from "../../abi/errors.ts";
import { AF_INET, AF_INET6 } from "../../abi/socket.ts";
import type { LoopbackState } from "../loopback.ts";

export type Ip = string;

export interface Endpoint {
  readonly ip: Ip;
  readonly port: number;
}

const ANY4: Ip = "00000000";
const ANY6: Ip = "0".repeat(32);
const LOOPBACK4: Ip = "7f000001";
const LOOPBACK6: Ip = `${"0".repeat(31)}1`;
const MAPPED = `${"0".repeat(20)}ffff`;
const SOCKADDR_IN = 16;
const SOCKADDR_IN6 = 28;
/** sockaddr_in6 without the scope that was added to it later. */
const SOCKADDR_IN6_LEAST = 24;

export const anyOf = (family: number): Ip => (family === AF_INET ? ANY4 : ANY6);
export const isAny = (ip: Ip): boolean => ip === ANY4 || ip === ANY6;
export const isV4 = (ip: Ip): boolean => ip.length === 8;

/** An address of this machine: it has a loopback interface and no other. */
export const isLocal = (ip: Ip): boolean => (isV4(ip) ? ip.startsWith("7f") : ip === LOOPBACK6);

export const isMulticast = (ip: Ip): boolean => (isV4(ip) ? ip[0] === "e" : ip.startsWith("ff"));

/** The loopback network's broadcast address. */
export const isBroadcast = (ip: Ip): boolean => ip === "7fffffff";

export const addressBytes = (ip: Ip): Uint8Array =>
  Uint8Array.from({ length: ip.length / 2 }, (_, i) => Number.parseInt(ip.slice(i * 2, i * 2 + 2), 16));

/** Parses a sockaddr of `family`; IPv4-mapped IPv6 addresses become IPv4 ones. EINVAL when too short, EAFNOSUPPORT. */
export const parseEndpoint = (given: Uint8Array, family: number): Endpoint => {
  if (given.length < (family === AF_INET ? SOCKADDR_IN : SOCKADDR_IN6_LEAST)) throw EINVAL;
  const view = new DataView(given.buffer, given.byteOffset);
  if (view.getUint16(0, true) !== family) throw EAFNOSUPPORT;
  const ip = hex(family === AF_INET ? given.subarray(4, 8) : given.subarray(8, 24));
  return { ip: ip.startsWith(MAPPED) ? ip.slice(MAPPED.length) : ip, port: view.getUint16(2, false) };
};

/** A sockaddr as a socket of `family` shows it. */
export const encodeEndpoint = ({ ip, port }: Endpoint, family: number): Uint8Array => {
  const bytes = new Uint8Array(family === AF_INET ? SOCKADDR_IN : SOCKADDR_IN6);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, family, true);
  view.setUint16(2, port, false);
  const whole = family === AF_INET6 && isV4(ip) ? (ip === ANY4 ? ANY6 : MAPPED + ip) : ip;
  for (let i = 0; i * 2 < whole.length; i++)
    bytes[(family === AF_INET ? 4 : 8) + i] = Number.parseInt(whole.slice(i * 2, i * 2 + 2), 16);
  return bytes;
};

/**
 * Where a packet to `ip` goes, and from which own address; ENETUNREACH beyond the loopback. To "any" is to oneself: to
 * the address that one is bound to (`own`), else to the loopback's first.
 */
export const routeTo = (ip: Ip, own: Ip, by: LoopbackState): { readonly to: Ip; readonly from: Ip } => {
  const loopback = isV4(ip) ? LOOPBACK4 : LOOPBACK6;
  const to = !isAny(ip) ? ip : isAny(own) || isV4(own) !== isV4(ip) ? loopback : own;
  if (!isLocal(to)) throw ENETUNREACH;
  by.checkReaches(isV4(to));
  return { to, from: isV4(to) ? LOOPBACK4 : LOOPBACK6 };
};

/** The digits of an address in bytes. */
export const hex = (bytes: Uint8Array): string => {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
};
