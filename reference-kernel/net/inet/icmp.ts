/** What the machine itself says by ICMP and ICMPv6 (icmp(7), icmp_echo, icmp_send): answers to echo, complaints. */
import { isV4 } from "./address.ts";
import { checksumOf, type IpPacket, pseudoHeaderSum, setUint16, uint16At } from "./ip-packet.ts";

export const IPPROTO_ICMP = 1;
export const IPPROTO_ICMPV6 = 58;
export const ICMP_HEADER = 8;
const ECHO_REPLY = 0;
const ECHO = 8;
const ECHO6 = 128;
const ECHO_REPLY6 = 129;
const UNREACHABLE = 3;
const UNREACHABLE6 = 1;
/** Codes of "unreachable". */
export const PROTOCOL_UNREACHABLE = 2;
export const PORT_UNREACHABLE = 3;
const PORT_UNREACHABLE6 = 4;
/** Longest complaint, IP's header and all (RFC 1812; IPv6's least MTU). */
const LONGEST = 576 - 20;
const LONGEST6 = 1280 - 40;

export const icmpProtocol = (isFour: boolean): number => (isFour ? IPPROTO_ICMP : IPPROTO_ICMPV6);

/** Fills in the checksum of an ICMP message; ICMPv6 counts the addresses in. */
export const sealIcmp = (message: Uint8Array, from: string, to: string): void => {
  setUint16(message, 2, 0);
  const before = isV4(to) ? 0 : pseudoHeaderSum(from, to, IPPROTO_ICMPV6, message.length);
  setUint16(message, 2, checksumOf(message, before));
};

const isWhole = ({ payload, from, to }: IpPacket): boolean => {
  if (payload.length < ICMP_HEADER) return false;
  return checksumOf(payload, isV4(to) ? 0 : pseudoHeaderSum(from, to, IPPROTO_ICMPV6, payload.length)) === 0;
};

/** The answer to an echo request; null when there is none. */
export const echoReply = (packet: IpPacket): Uint8Array | null => {
  const isFour = isV4(packet.to);
  if (packet.payload[0] !== (isFour ? ECHO : ECHO6) || !isWhole(packet)) return null;
  const reply = packet.payload.slice();
  reply[0] = isFour ? ECHO_REPLY : ECHO_REPLY6;
  sealIcmp(reply, packet.to, packet.from);
  return reply;
};

/** Whose echo a packet answers: the identifier; -1 for other packets. */
export const repliesTo = (packet: IpPacket): number =>
  packet.payload[0] === (isV4(packet.to) ? ECHO_REPLY : ECHO_REPLY6) && isWhole(packet)
    ? uint16At(packet.payload, 4)
    : -1;

/** Whether a message may be sent by who asks for echoes only. */
export const isEchoRequest = (message: Uint8Array, isFour: boolean): boolean =>
  message[0] === (isFour ? ECHO : ECHO6) && message[1] === 0;

/** The complaint about a packet that found nobody. */
export const unreachable = (packet: IpPacket, code: number): Uint8Array => {
  const isFour = isV4(packet.to);
  const quoted = packet.bytes.subarray(0, (isFour ? LONGEST : LONGEST6) - ICMP_HEADER);
  const message = new Uint8Array(ICMP_HEADER + quoted.length);
  message[0] = isFour ? UNREACHABLE : UNREACHABLE6;
  message[1] = isFour ? code : PORT_UNREACHABLE6;
  message.set(quoted, ICMP_HEADER);
  sealIcmp(message, packet.to, packet.from);
  return message;
};
