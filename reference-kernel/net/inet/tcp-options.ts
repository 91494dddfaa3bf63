/** The options of TCP that are whole numbers (tcp(7); do_tcp_setsockopt, do_tcp_getsockopt). */
import { EINVAL, EPERM } from "../../abi/errors.ts";
import * as tcp from "../../abi/inet.ts";
import { hasCapability } from "../../core/caller.ts";
import { SOMAXCONN } from "../options.ts";
import { bounded, type IntegerOption, type OptionTable, truth } from "./option-table.ts";

const CAP_NET_ADMIN = 12;
/** Bounds of the keepalive options, in seconds and tries (MAX_TCP_KEEPIDLE, MAX_TCP_KEEPCNT). */
const MOST_SECONDS = 32767;
const MOST_TRIES = 127;
/** Segments: what counts before a connection is there, and the bounds of TCP_MAXSEG. */
const DEFAULT_MSS = 536;
const LEAST_MSS = 88;
const MOST_MSS = 32767;
/** tcp_fin_timeout, and the longest that TCP_LINGER2 keeps, in seconds. */
const FIN_TIMEOUT = 60;
const MOST_LINGER = 120;
/** The smallest window that TCP_WINDOW_CLAMP leaves (SOCK_MIN_RCVBUF / 2). */
const LEAST_WINDOW = 1152;

/** TCP_DEFER_ACCEPT counts in repetitions of the handshake, which come after 1, 2, 4 … seconds. */
export const deferral = (seconds: number): number => {
  if (seconds <= 0) return 0;
  let total = 1;
  for (let wait = 2; total < seconds; wait = Math.min(wait * 2, MOST_LINGER)) total += wait;
  return total;
};

/**
 * Fast open wants a cookie of the server's, and servers give none (net.ipv4.tcp_fastopen is 1, for clients alone): so
 * connecting goes as without it.
 */
const beforeConnection: IntegerOption = {
  initial: 0,
  keep: (value, { remote }) => {
    if (value < 0 || value > 1 || remote !== null) throw EINVAL;
    return value;
  },
};

export const tcpOptions: OptionTable = new Map<number, IntegerOption>([
  [tcp.TCP_NODELAY, truth()],
  [
    tcp.TCP_MAXSEG,
    {
      isComputed: true,
      initial: (socket) => socket.segmentSize,
      keep: (value, socket) => {
        if (value !== 0 && (value < LEAST_MSS || value > MOST_MSS)) throw EINVAL;
        socket.segmentSize = value === 0 ? DEFAULT_MSS : value;
        return value;
      },
    },
  ],
  [
    tcp.TCP_CORK,
    {
      initial: 0,
      keep: (value, socket) => {
        if (value === 0) socket.uncork();
        return value === 0 ? 0 : 1;
      },
    },
  ],
  [tcp.TCP_KEEPIDLE, bounded(7200, 1, MOST_SECONDS)],
  [tcp.TCP_KEEPINTVL, bounded(75, 1, MOST_SECONDS)],
  [tcp.TCP_KEEPCNT, bounded(9, 1, MOST_TRIES)],
  [tcp.TCP_SYNCNT, bounded(6, 1, MOST_TRIES)],
  [
    tcp.TCP_LINGER2,
    {
      initial: FIN_TIMEOUT,
      keep: (value) => (value < 0 ? -1 : value === 0 ? FIN_TIMEOUT : Math.min(value, MOST_LINGER)),
    },
  ],
  [tcp.TCP_DEFER_ACCEPT, { initial: 0, keep: deferral }],
  [tcp.TCP_WINDOW_CLAMP, { initial: 0, keep: (value) => (value === 0 ? 0 : Math.max(value, LEAST_WINDOW)) }],
  [
    tcp.TCP_QUICKACK,
    { initial: 1, keep: (value, { remote }) => (value === 0 || (remote !== null && (value & 1) === 0) ? 0 : 1) },
  ],
  [tcp.TCP_THIN_LINEAR_TIMEOUTS, bounded(0, 0, 1)],
  [tcp.TCP_USER_TIMEOUT, bounded(0, 0, 0x7fff_ffff)],
  [
    tcp.TCP_REPAIR,
    {
      initial: 0,
      keep: (value, _socket, { credentials }) => {
        if (!hasCapability(credentials, CAP_NET_ADMIN)) throw EPERM;
        if (value < -1 || value > 1) throw EINVAL;
        return value === 1 ? 1 : 0;
      },
    },
  ],
  [
    tcp.TCP_FASTOPEN,
    {
      initial: 0,
      keep: (value) => {
        if (value < 0) throw EINVAL;
        return Math.min(value, SOMAXCONN);
      },
    },
  ],
  [tcp.TCP_FASTOPEN_CONNECT, beforeConnection],
  [tcp.TCP_FASTOPEN_NO_COOKIE, beforeConnection],
  [tcp.TCP_NOTSENT_LOWAT, { initial: 0, keep: (value) => value }],
  [tcp.TCP_SAVE_SYN, bounded(0, 0, 2)],
  [tcp.TCP_INQ, bounded(0, 0, 1)],
  [tcp.TCP_TX_DELAY, { initial: 0, keep: (value) => value }],
]);
