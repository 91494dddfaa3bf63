/** TCP_INFO (tcp(7); tcp_get_info): state, what was agreed on, what was counted. Times and rates are not kept: zero. */
import {
  TCP_STATES,
  TCPI_OPT_SACK,
  TCPI_OPT_TIMESTAMPS,
  TCPI_OPT_WSCALE,
  type TcpState,
  tcpInfo,
} from "../../abi/inet.ts";
import { encode } from "../../abi/struct.ts";

/** Segments over the loopback: what one carries, what the other side may be sent, and how long a packet can be. */
export const LOOPBACK_MSS = 32741;
const ADVERTISED_MSS = 65483;
const PATH_MTU = 65535;
/** The shift that both sides' windows are scaled by, twice in one byte. */
const SCALES = 0xaa;
const INITIAL_WINDOW = 10;
const REORDERING = 3;
const WITHOUT_LIMIT = 0x7fff_ffff;

/** Counted as they are sent and taken. */
export class TcpCounts {
  bytesSent = 0;
  bytesReceived = 0;
  segmentsSent = 0;
  segmentsReceived = 0;
}

export interface InfoSource {
  readonly state: TcpState;
  readonly counts: TcpCounts;
  /** Of a listener: connections that wait, and how many may; else bytes without meaning here. */
  readonly waiting: number;
  readonly backlog: number;
  readonly segmentSize: number;
}

const names = Object.keys(tcpInfo.fields) as (keyof typeof tcpInfo.fields)[];
const zeros = Object.fromEntries(
  names.map((name) => [name, tcpInfo.fields[name] === tcpInfo.fields.bytes_sent ? 0n : 0]),
);

export const encodeInfo = ({ state, counts, waiting, backlog, segmentSize }: InfoSource): Uint8Array => {
  const isConnected = state !== "CLOSE" && state !== "LISTEN" && state !== "SYN_SENT";
  return encode(tcpInfo, {
    ...(zeros as Parameters<typeof encode<Parameters<typeof tcpInfo.write>[2]>>[1]),
    state: TCP_STATES[state],
    options: isConnected ? TCPI_OPT_TIMESTAMPS | TCPI_OPT_SACK | TCPI_OPT_WSCALE : 0,
    scales: isConnected ? SCALES : 0,
    snd_mss: segmentSize,
    unacked: waiting,
    sacked: backlog,
    pmtu: isConnected ? PATH_MTU : 0,
    advmss: isConnected ? ADVERTISED_MSS : 0,
    snd_cwnd: INITIAL_WINDOW,
    snd_ssthresh: WITHOUT_LIMIT,
    reordering: REORDERING,
    bytes_sent: BigInt(counts.bytesSent),
    bytes_acked: BigInt(counts.bytesSent),
    bytes_received: BigInt(counts.bytesReceived),
    data_segs_out: counts.segmentsSent,
    data_segs_in: counts.segmentsReceived,
  });
};
