/** Options and layouts of IP, IPv6, TCP and UDP (ip(7), ipv6(7), tcp(7), udp(7); linux/in.h, linux/in6.h, linux/tcp.h). */
import { bytes, i32, struct, u8, u32, u64 } from "./struct.ts";

export const IP_TOS = 1;
export const IP_TTL = 2;
export const IP_HDRINCL = 3;
export const IP_OPTIONS = 4;
export const IP_ROUTER_ALERT = 5;
export const IP_RECVOPTS = 6;
export const IP_RETOPTS = 7;
export const IP_PKTINFO = 8;
export const IP_MTU_DISCOVER = 10;
export const IP_RECVERR = 11;
export const IP_RECVTTL = 12;
export const IP_RECVTOS = 13;
export const IP_MTU = 14;
export const IP_FREEBIND = 15;
export const IP_PASSSEC = 18;
export const IP_TRANSPARENT = 19;
export const IP_ORIGDSTADDR = 20;
export const IP_MINTTL = 21;
export const IP_NODEFRAG = 22;
export const IP_CHECKSUM = 23;
export const IP_BIND_ADDRESS_NO_PORT = 24;
export const IP_RECVFRAGSIZE = 25;
export const IP_RECVERR_RFC4884 = 26;
export const IP_MULTICAST_IF = 32;
export const IP_MULTICAST_TTL = 33;
export const IP_MULTICAST_LOOP = 34;
export const IP_ADD_MEMBERSHIP = 35;
export const IP_DROP_MEMBERSHIP = 36;
export const IP_MULTICAST_ALL = 49;
export const IP_UNICAST_IF = 50;
export const IP_LOCAL_PORT_RANGE = 51;

export const IPV6_CHECKSUM = 7;
export const IPV6_UNICAST_HOPS = 16;
export const IPV6_MULTICAST_IF = 17;
export const IPV6_MULTICAST_HOPS = 18;
export const IPV6_MULTICAST_LOOP = 19;
export const IPV6_ADD_MEMBERSHIP = 20;
export const IPV6_DROP_MEMBERSHIP = 21;
export const IPV6_MTU_DISCOVER = 23;
export const IPV6_MTU = 24;
export const IPV6_RECVERR = 25;
export const IPV6_V6ONLY = 26;
export const IPV6_MULTICAST_ALL = 29;
export const IPV6_FLOWINFO_SEND = 33;
export const IPV6_RECVPKTINFO = 49;
export const IPV6_PKTINFO = 50;
export const IPV6_RECVHOPLIMIT = 51;
export const IPV6_HOPLIMIT = 52;
export const IPV6_RECVHOPOPTS = 53;
export const IPV6_RECVRTHDR = 56;
export const IPV6_RECVDSTOPTS = 58;
export const IPV6_RECVPATHMTU = 60;
export const IPV6_DONTFRAG = 62;
export const IPV6_RECVTCLASS = 66;
export const IPV6_TCLASS = 67;
export const IPV6_AUTOFLOWLABEL = 70;
export const IPV6_MINHOPCOUNT = 73;
export const IPV6_ORIGDSTADDR = 74;
export const IPV6_TRANSPARENT = 75;
export const IPV6_UNICAST_IF = 76;
export const IPV6_FREEBIND = 78;

export const TCP_NODELAY = 1;
export const TCP_MAXSEG = 2;
export const TCP_CORK = 3;
export const TCP_KEEPIDLE = 4;
export const TCP_KEEPINTVL = 5;
export const TCP_KEEPCNT = 6;
export const TCP_SYNCNT = 7;
export const TCP_LINGER2 = 8;
export const TCP_DEFER_ACCEPT = 9;
export const TCP_WINDOW_CLAMP = 10;
export const TCP_INFO = 11;
export const TCP_QUICKACK = 12;
export const TCP_CONGESTION = 13;
export const TCP_THIN_LINEAR_TIMEOUTS = 16;
export const TCP_USER_TIMEOUT = 18;
export const TCP_REPAIR = 19;
export const TCP_FASTOPEN = 23;
export const TCP_NOTSENT_LOWAT = 25;
export const TCP_SAVE_SYN = 27;
export const TCP_FASTOPEN_CONNECT = 30;
export const TCP_FASTOPEN_NO_COOKIE = 34;
export const TCP_INQ = 36;
export const TCP_TX_DELAY = 37;

export const UDP_CORK = 1;

/** Addresses as their bytes. */
export const inPktinfo = struct({ ifindex: i32, specDst: bytes(4), addr: bytes(4) });
export const in6Pktinfo = struct({ addr: bytes(16), ifindex: i32 });
export const sockExtendedErr = struct({
  errno: u32,
  origin: u8,
  type: u8,
  code: u8,
  pad: u8,
  info: u32,
  data: u32,
});
export const SO_EE_ORIGIN_ICMP = 2;
export const SO_EE_ORIGIN_ICMP6 = 3;

/** States as TCP_INFO and /proc/net/tcp tell them. */
export const TCP_STATES = {
  ESTABLISHED: 1,
  SYN_SENT: 2,
  SYN_RECV: 3,
  FIN_WAIT1: 4,
  FIN_WAIT2: 5,
  TIME_WAIT: 6,
  CLOSE: 7,
  CLOSE_WAIT: 8,
  LAST_ACK: 9,
  LISTEN: 10,
  CLOSING: 11,
} as const;
export type TcpState = keyof typeof TCP_STATES;

/** TCPI_OPT_*: what both sides agreed on. */
export const TCPI_OPT_TIMESTAMPS = 1;
export const TCPI_OPT_SACK = 2;
export const TCPI_OPT_WSCALE = 4;

export const tcpInfo = struct({
  state: u8,
  ca_state: u8,
  retransmits: u8,
  probes: u8,
  backoff: u8,
  options: u8,
  scales: u8,
  limits: u8,
  rto: u32,
  ato: u32,
  snd_mss: u32,
  rcv_mss: u32,
  unacked: u32,
  sacked: u32,
  lost: u32,
  retrans: u32,
  fackets: u32,
  last_data_sent: u32,
  last_ack_sent: u32,
  last_data_recv: u32,
  last_ack_recv: u32,
  pmtu: u32,
  rcv_ssthresh: u32,
  rtt: u32,
  rttvar: u32,
  snd_ssthresh: u32,
  snd_cwnd: u32,
  advmss: u32,
  reordering: u32,
  rcv_rtt: u32,
  rcv_space: u32,
  total_retrans: u32,
  pacing_rate: u64,
  max_pacing_rate: u64,
  bytes_acked: u64,
  bytes_received: u64,
  segs_out: u32,
  segs_in: u32,
  notsent_bytes: u32,
  min_rtt: u32,
  data_segs_in: u32,
  data_segs_out: u32,
  delivery_rate: u64,
  busy_time: u64,
  rwnd_limited: u64,
  sndbuf_limited: u64,
  delivered: u32,
  delivered_ce: u32,
  bytes_sent: u64,
  bytes_retrans: u64,
  dsack_dups: u32,
  reord_seen: u32,
  rcv_ooopack: u32,
  snd_wnd: u32,
});
