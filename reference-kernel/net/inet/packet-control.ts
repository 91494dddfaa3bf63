/** Control messages of IPv4 and IPv6 datagrams: what a sender chooses for one, what a receiver is told of it. */
import { EINVAL, ENODEV } from "../../abi/errors.ts";
import * as ip from "../../abi/inet.ts";
import { AF_INET, AF_INET6, SOL_IP, SOL_IPV6 } from "../../abi/socket.ts";
import { decode, i32, u8 } from "../../abi/struct.ts";
import { type ControlMessage, control, ipv6PacketInfo } from "../control.ts";
import { LOOPBACK } from "../interfaces.ts";
import { addressBytes, type Endpoint, encodeEndpoint, hex, type Ip, isAny, isLocal, isV4 } from "./address.ts";
import type { InetSocket } from "./inet-socket.ts";

/** What a datagram carries in its header besides addresses. */
export interface Header {
  readonly to: Endpoint;
  /** TTL and type of service, or hop limit and traffic class. */
  readonly ttl: number;
  readonly tos: number;
}

/** What control messages choose for one datagram; null where they say nothing. */
export interface Choice {
  readonly ttl: number | null;
  readonly tos: number | null;
  readonly source: Ip | null;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Reads the control messages of one send (ip_cmsg_send, ip6_datagram_send_ctl). */
export const chosenBy = (messages: readonly ControlMessage[], isFour: boolean): Choice => {
  const choice: Mutable<Choice> = { ttl: null, tos: null, source: null };
  for (const message of messages) {
    if (isFour && message.level === SOL_IP) choose(choice, message);
    else if (!isFour && message.level === SOL_IPV6) choose6(choice, message);
  }
  return choice;
};

const integer = (data: Uint8Array, least: number): number => {
  if (data.length !== i32.size) throw EINVAL;
  const value = decode(i32, data);
  if (value < least || value > 255) throw EINVAL;
  return value;
};

const checkInterface = (index: number): void => {
  if (index !== 0 && index !== LOOPBACK.index) throw ENODEV;
};

const choose = (choice: Mutable<Choice>, { type, data }: ControlMessage): void => {
  switch (type) {
    case ip.IP_PKTINFO: {
      if (data.length !== ip.inPktinfo.size) throw EINVAL;
      const { ifindex, specDst } = decode(ip.inPktinfo, data);
      checkInterface(ifindex);
      const source = hex(specDst);
      if (isAny(source)) return;
      if (!isLocal(source)) throw EINVAL;
      choice.source = source;
      return;
    }
    case ip.IP_TTL:
      choice.ttl = integer(data, 1);
      return;
    case ip.IP_TOS:
      choice.tos = data.length === u8.size ? decode(u8, data) : integer(data, 0);
      return;
    default:
      throw EINVAL;
  }
};

const choose6 = (choice: Mutable<Choice>, { type, data }: ControlMessage): void => {
  switch (type) {
    case ip.IPV6_PKTINFO: {
      if (data.length < ip.in6Pktinfo.size) throw EINVAL;
      const { ifindex, addr } = decode(ip.in6Pktinfo, data);
      checkInterface(ifindex);
      const source = hex(addr);
      if (isAny(source)) return;
      if (!isLocal(source)) throw EINVAL;
      choice.source = source;
      return;
    }
    case ip.IPV6_HOPLIMIT: {
      const hops = integer(data, -1);
      choice.ttl = hops === -1 ? null : hops;
      return;
    }
    case ip.IPV6_TCLASS: {
      const value = integer(data, -1);
      choice.tos = value === -1 ? 0 : value;
      return;
    }
    default:
      throw EINVAL;
  }
};

/** What a receiver asked to be told of a datagram (ip_cmsg_recv_offset, ip6_datagram_recv_ctl). */
export const toldOf = (socket: InetSocket, header: Header): readonly ControlMessage[] => {
  if (!socket.asksForHeaders) return [];
  const isFour = isV4(header.to.ip);
  if (socket.family === AF_INET) return toldOfIp(socket, header);
  const own: ControlMessage[] = [];
  const asked = (option: number): boolean => socket.option(SOL_IPV6, option) !== 0;
  if (asked(ip.IPV6_RECVPKTINFO)) own.push(ipv6PacketInfo(mapped(header.to), LOOPBACK.index));
  if (isFour) return [...own, ...toldOfIp(socket, header)];
  if (asked(ip.IPV6_RECVHOPLIMIT)) own.push(control(SOL_IPV6, ip.IPV6_HOPLIMIT, i32, header.ttl));
  if (asked(ip.IPV6_RECVTCLASS)) own.push(control(SOL_IPV6, ip.IPV6_TCLASS, i32, header.tos));
  if (asked(ip.IPV6_ORIGDSTADDR))
    own.push({ level: SOL_IPV6, type: ip.IPV6_ORIGDSTADDR, data: encodeEndpoint(header.to, AF_INET6) });
  return own;
};

/** The address within a sockaddr_in6: an IPv4 one is mapped. */
const mapped = (to: Endpoint): Uint8Array => encodeEndpoint(to, AF_INET6).slice(8, 24);

const toldOfIp = (socket: InetSocket, { to, ttl, tos }: Header): readonly ControlMessage[] => {
  const messages: ControlMessage[] = [];
  const asked = (option: number): boolean => socket.option(SOL_IP, option) !== 0;
  if (asked(ip.IP_PKTINFO)) {
    const addr = addressBytes(to.ip);
    const specDst = isLocal(to.ip) ? addr : addressBytes(LOOPBACK.address);
    messages.push(control(SOL_IP, ip.IP_PKTINFO, ip.inPktinfo, { ifindex: LOOPBACK.index, specDst, addr }));
  }
  if (asked(ip.IP_RECVTTL)) messages.push(control(SOL_IP, ip.IP_TTL, i32, ttl));
  if (asked(ip.IP_RECVTOS)) messages.push(control(SOL_IP, ip.IP_TOS, u8, tos));
  if (asked(ip.IP_ORIGDSTADDR))
    messages.push({ level: SOL_IP, type: ip.IP_ORIGDSTADDR, data: encodeEndpoint(to, AF_INET) });
  return messages;
};
