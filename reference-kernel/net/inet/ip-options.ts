/** The options of IP that are whole numbers (ip(7); do_ip_setsockopt, do_ip_getsockopt). */
import { EINVAL, ENOTCONN } from "../../abi/errors.ts";
import * as ip from "../../abi/inet.ts";
import { SOCK_STREAM } from "../../abi/socket.ts";
import { LOOPBACK } from "../interfaces.ts";
import {
  bounded,
  fixed,
  type IntegerOption,
  type OptionTable,
  privileged,
  swappedInterfaceIndex,
  truth,
} from "./option-table.ts";

/** IP_PMTUDISC_WANT; IP_PMTUDISC_OMIT is the last. */
const DISCOVER = 1;
const DISCOVER_LAST = 5;
export const DEFAULT_TTL = 64;
/** What an IPv4 packet can be long at most; the interface would take a byte more. */
const LONGEST_PACKET = Math.min(LOOPBACK.mtu, 0xffff);
/** Bits of the type of service that belong to congestion notification. */
const ECN = 3;

/** Multicast goes out of connections never. */
const ofDatagrams = (option: IntegerOption): IntegerOption => ({
  initial: option.initial,
  keep: (value, socket, caller) => {
    if (socket.type === SOCK_STREAM) throw EINVAL;
    return option.keep?.(value, socket, caller) ?? 0;
  },
});

export const ipOptions: OptionTable = new Map<number, IntegerOption>([
  [
    ip.IP_TOS,
    { initial: 0, keep: (value, socket) => (socket.type === SOCK_STREAM ? value & 0xff & ~ECN : value & 0xff) },
  ],
  [ip.IP_TTL, bounded(DEFAULT_TTL, 1, 255, DEFAULT_TTL)],
  [ip.IP_HDRINCL, fixed(0)],
  [ip.IP_ROUTER_ALERT, fixed(0, EINVAL)],
  [ip.IP_RECVOPTS, truth()],
  [ip.IP_RETOPTS, truth()],
  [ip.IP_PKTINFO, truth()],
  [ip.IP_MTU_DISCOVER, bounded(DISCOVER, 0, DISCOVER_LAST)],
  [
    ip.IP_RECVERR,
    {
      initial: 0,
      keep: (value, socket) => {
        if (value === 0) socket.errors.clear();
        return value === 0 ? 0 : 1;
      },
    },
  ],
  [ip.IP_RECVTTL, truth()],
  [ip.IP_RECVTOS, truth()],
  [
    ip.IP_MTU,
    {
      initial: (socket) => {
        if (socket.remote === null) throw ENOTCONN;
        return LONGEST_PACKET;
      },
    },
  ],
  [ip.IP_FREEBIND, truth()],
  [ip.IP_PASSSEC, truth()],
  [ip.IP_TRANSPARENT, privileged(truth())],
  [ip.IP_ORIGDSTADDR, truth()],
  [ip.IP_MINTTL, bounded(0, 0, 255)],
  [ip.IP_NODEFRAG, fixed(0)],
  [ip.IP_CHECKSUM, truth()],
  [ip.IP_BIND_ADDRESS_NO_PORT, truth()],
  [ip.IP_RECVFRAGSIZE, truth()],
  [ip.IP_RECVERR_RFC4884, bounded(0, 0, 1)],
  [ip.IP_MULTICAST_TTL, ofDatagrams(bounded(1, 0, 255, 1))],
  [ip.IP_MULTICAST_LOOP, truth(1)],
  [ip.IP_MULTICAST_ALL, bounded(1, 0, 1)],
  [ip.IP_UNICAST_IF, swappedInterfaceIndex],
  [
    ip.IP_LOCAL_PORT_RANGE,
    {
      initial: 0,
      keep: (value) => {
        const [first, last] = [value & 0xffff, value >>> 16];
        if (first !== 0 && last !== 0 && first > last) throw EINVAL;
        return value;
      },
    },
  ],
]);
