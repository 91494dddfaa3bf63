/** The options of IPv6 that are whole numbers (ipv6(7), RFC 3493, RFC 3542; do_ipv6_setsockopt, do_ipv6_getsockopt). */
import { EADDRNOTAVAIL, EINVAL, ENOTCONN } from "../../abi/errors.ts";
import * as ip from "../../abi/inet.ts";
import { LOOPBACK } from "../interfaces.ts";
import { bounded, type IntegerOption, interfaceIndex, type OptionTable, privileged, truth } from "./option-table.ts";

const DISCOVER = 1;
const DISCOVER_LAST = 5;
export const DEFAULT_HOPS = 64;
/** Every link carries packets of this length (IPV6_MIN_MTU). */
const LEAST_MTU = 1280;

export const ipv6Options: OptionTable = new Map<number, IntegerOption>([
  [
    ip.IPV6_V6ONLY,
    {
      isComputed: true,
      initial: (socket) => (socket.v6Only ? 1 : 0),
      keep: (value, socket) => {
        if (socket.holdsPort) throw EINVAL;
        socket.v6Only = value !== 0;
        return 0;
      },
    },
  ],
  [ip.IPV6_UNICAST_HOPS, bounded(DEFAULT_HOPS, 0, 255, DEFAULT_HOPS)],
  [ip.IPV6_MULTICAST_HOPS, bounded(1, 0, 255, 1)],
  [ip.IPV6_MULTICAST_LOOP, bounded(1, 0, 1)],
  [ip.IPV6_MULTICAST_IF, interfaceIndex()],
  [ip.IPV6_MULTICAST_ALL, truth(1)],
  [ip.IPV6_MTU_DISCOVER, bounded(DISCOVER, 0, DISCOVER_LAST)],
  [
    ip.IPV6_MTU,
    {
      isComputed: true,
      initial: (socket) => {
        if (socket.remote === null) throw ENOTCONN;
        return LOOPBACK.mtu;
      },
      keep: (value) => {
        if (value !== 0 && value < LEAST_MTU) throw EINVAL;
        return value;
      },
    },
  ],
  [
    ip.IPV6_RECVERR,
    {
      initial: 0,
      keep: (value, socket) => {
        if (value === 0) socket.errors.clear();
        return value === 0 ? 0 : 1;
      },
    },
  ],
  [ip.IPV6_FLOWINFO_SEND, truth()],
  [ip.IPV6_RECVPKTINFO, truth()],
  [ip.IPV6_RECVHOPLIMIT, truth()],
  [ip.IPV6_RECVHOPOPTS, truth()],
  [ip.IPV6_RECVRTHDR, truth()],
  [ip.IPV6_RECVDSTOPTS, truth()],
  [ip.IPV6_RECVPATHMTU, truth()],
  [ip.IPV6_DONTFRAG, truth()],
  [ip.IPV6_RECVTCLASS, truth()],
  [ip.IPV6_TCLASS, bounded(0, 0, 255, 0)],
  [ip.IPV6_AUTOFLOWLABEL, truth(1)],
  [ip.IPV6_MINHOPCOUNT, bounded(0, 0, 255)],
  [ip.IPV6_ORIGDSTADDR, truth()],
  [ip.IPV6_TRANSPARENT, privileged(truth())],
  [ip.IPV6_UNICAST_IF, interfaceIndex(EADDRNOTAVAIL)],
  [ip.IPV6_FREEBIND, truth()],
]);
