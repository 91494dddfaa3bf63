/** /proc/PID/net: the sockets and the interface of a network namespace (proc(5); tcp4_get_info_sock, unix_seq_show). */
import { TCP_STATES } from "../../abi/inet.ts";
import { AF_INET, AF_INET6, SOCK_DGRAM } from "../../abi/socket.ts";
import type { ProcFile, ProcTree } from "../../fs/procfs/source.ts";
import { addressBytes, type Endpoint, encodeEndpoint } from "../../net/inet/address.ts";
import { DatagramSocket } from "../../net/inet/datagram-socket.ts";
import type { InetSocket } from "../../net/inet/inet-socket.ts";
import type { PortHolder } from "../../net/inet/ports.ts";
import { TcpSocket } from "../../net/inet/tcp.ts";
import { UdpSocket } from "../../net/inet/udp.ts";
import type { Network } from "../../net/network.ts";
import { UnixConnection } from "../../net/unix/connection.ts";
import type { UnixSocket } from "../../net/unix/unix-socket.ts";

const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, "0");

/** Four bytes a word, each word in the order of the machine, then the port. */
const endpoint = (end: Endpoint, family: number): string => {
  const bytes = family === AF_INET ? addressBytes(end.ip) : encodeEndpoint(end, AF_INET6).subarray(8, 24);
  let text = "";
  for (let at = 0; at < bytes.length; at += 4)
    text += hex(new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(0, true), 8);
  return `${text}:${hex(end.port, 4)}`;
};

const NOBODY: Readonly<Record<number, Endpoint>> = {
  [AF_INET]: { ip: "0".repeat(8), port: 0 },
  [AF_INET6]: { ip: "0".repeat(32), port: 0 },
};

const nobodyOf = (family: number): Endpoint => NOBODY[family] ?? { ip: "0".repeat(8), port: 0 };

/** The columns that TCP and UDP share. */
const columns = (
  sl: number,
  width: number,
  family: number,
  local: Endpoint,
  remote: Endpoint,
  state: number,
  queues: readonly [number, number],
): string =>
  `${String(sl).padStart(width)}: ${endpoint(local, family)} ${endpoint(remote, family)} ${hex(state, 2)} ` +
  `${hex(queues[0], 8)}:${hex(queues[1], 8)} 00:00000000 00000000 `;

const owner = (socket: InetSocket): string =>
  `${String(socket.inode?.uid ?? 0).padStart(5)} ${String(0).padStart(8)} ${socket.number}`;

const localOf = (socket: InetSocket): Endpoint => ({ ip: socket.localIp, port: socket.localPort });

const HEAD4 = "local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
const HEAD6 =
  "local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";

const tcpText = (network: Network, family: number): string => {
  const head = family === AF_INET ? `  sl  ${HEAD4}`.padEnd(149) : `  sl  ${HEAD6}`;
  const rows: string[] = [];
  const sockets = network.tcpHolders.filter((holder) => holder.family === family);
  for (const listens of [true, false])
    for (const holder of sockets) {
      if (holder instanceof TcpSocket) {
        if (holder.tcpState === "CLOSE" || holder.isListening !== listens) continue;
        const state = TCP_STATES[holder.tcpState];
        const remote = holder.remote ?? nobodyOf(family);
        const queues = [0, holder.isListening ? holder.waitingCount : holder.unreadCount] as const;
        const row = columns(rows.length, 4, family, localOf(holder), remote, state, queues);
        rows.push(`${row}${owner(holder)} 1 0000000000000000 ${listens ? "100 0 0 10 0" : "20 4 30 10 -1"}`);
      } else if (!listens && holder.ended !== undefined) {
        const { local, remote } = holder.ended;
        const row = columns(rows.length, 4, family, local, remote, TCP_STATES.TIME_WAIT, [0, 0]);
        rows.push(`${row}${" ".repeat(4)}0${" ".repeat(8)}0 0 3 0000000000000000`);
      }
    }
  return `${[head, ...rows].map((row) => (family === AF_INET ? row.padEnd(149) : row)).join("\n")}\n`;
};

/** A row for each socket of datagrams: UDP, raw, ping. Their slot is their port's, the protocol or the identifier. */
const datagramText = (holders: readonly PortHolder[], family: number, padded: number): string => {
  const head = family === AF_INET ? `   sl  ${HEAD4} ref pointer drops` : `  sl  ${HEAD6} ref pointer drops`;
  const rows: string[] = [];
  for (const socket of holders) {
    if (!(socket instanceof DatagramSocket) || socket.family !== family) continue;
    const state = socket.remote === null ? TCP_STATES.CLOSE : TCP_STATES.ESTABLISHED;
    const remote = socket.remote ?? nobodyOf(family);
    const row = columns(socket.localPort & 0xff, 5, family, localOf(socket), remote, state, [0, socket.unreadCost]);
    rows.push(`${row}${owner(socket)} 2 0000000000000000 ${socket.lostCount}`);
  }
  return `${[head, ...rows].map((row) => row.padEnd(padded)).join("\n")}\n`;
};

const udpText = (network: Network, family: number): string =>
  datagramText(network.udpHolders, family, family === AF_INET ? 127 : 0);

const rawText = ({ stack }: Network, family: number): string => {
  const text = datagramText((family === AF_INET ? stack.raw : stack.raw6).all, family, 0);
  return family === AF_INET ? text.slice(1) : text;
};

const icmpText = ({ stack }: Network, family: number): string => {
  const text = datagramText(stack.pings.all, family, family === AF_INET ? 127 : 0);
  return family === AF_INET ? text.slice(1).replace("\n", " \n") : text;
};

const SO_ACCEPTCON = 0x10000;
const SS_UNCONNECTED = 1;
const SS_CONNECTING = 2;
const SS_CONNECTED = 3;

const unixRow = (socket: UnixSocket): string => {
  const flags = socket.isListening ? SO_ACCEPTCON : 0;
  const isConnected = socket instanceof UnixConnection ? socket.state === "connected" : socket.peer !== null;
  const connected = socket.embryoOf === null ? SS_CONNECTED : SS_CONNECTING;
  const state = isConnected && socket.type !== SOCK_DGRAM ? connected : SS_UNCONNECTED;
  const { address } = socket;
  const path = address === null ? "" : ` ${address.kind === "abstract" ? "@" : ""}${address.name}`;
  const numbers = `${hex(2 + (socket.peer === null ? 0 : 1), 8)} 00000000 ${hex(flags, 8)} ${hex(socket.type, 4)}`;
  return `0000000000000000: ${numbers} ${hex(state, 2)} ${String(socket.number).padStart(5)}${path}\n`;
};

const unixText = (network: Network): string =>
  `Num       RefCount Protocol Flags    Type St Inode Path\n${[...network.unix.sockets].map(unixRow).join("")}`;

/** Traffic is not counted: zero. */
const DEV =
  "Inter-|   Receive                                                |  Transmit\n" +
  " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n" +
  "    lo:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0\n";

/** There is no route but to oneself, and those are not told. */
const ROUTE = `${"Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT".padEnd(127)}\n`;
const ARP = "IP address       HW type     Flags       HW address            Mask     Device\n";

const count = <T>(holders: Iterable<T>, isCounted: (holder: T) => boolean): number =>
  [...holders].filter(isCounted).length;

const sockstat = (network: Network): string => {
  const isTcp = (holder: object): boolean => holder instanceof TcpSocket && isFour(holder);
  const isUdp = (holder: object): boolean => holder instanceof UdpSocket && isFour(holder);
  const isFour = ({ family }: InetSocket): boolean => family === AF_INET;
  const waiting = count(network.tcpHolders, (holder) => !(holder instanceof TcpSocket));
  const all = count(network.tcpHolders, (holder) => holder instanceof TcpSocket);
  return (
    `sockets: used ${all + network.udpHolders.length + network.unix.sockets.size}\n` +
    `TCP: inuse ${count(network.tcpHolders, isTcp)} orphan 0 tw ${waiting} alloc ${all} mem 0\n` +
    `UDP: inuse ${count(network.udpHolders, isUdp)} mem 0\n` +
    `UDPLITE: inuse 0\nRAW: inuse ${network.stack.raw.all.length}\nFRAG: inuse 0 memory 0\n`
  );
};

const sockstat6 = (network: Network): string => {
  const isSix = (holder: { readonly family: number }): boolean => holder.family === AF_INET6;
  return (
    `TCP6: inuse ${count(network.tcpHolders, isSix)}\nUDP6: inuse ${count(network.udpHolders, isSix)}\n` +
    `UDPLITE6: inuse 0\nRAW6: inuse ${network.stack.raw6.all.length}\nFRAG6: inuse 0 memory 0\n`
  );
};

const PACKET_HEAD = "sk               RefCnt Type Proto  Iface R Rmem   User   Inode\n";

/** The files of a network namespace; null for a task without one. */
export const netFiles = (networkOf: () => Network | null): ProcTree => {
  const file = (make: (network: Network) => string): ProcFile => ({
    mode: 0o444,
    text: () => {
      const network = networkOf();
      return network === null ? "" : make(network);
    },
  });
  return {
    arp: file(() => ARP),
    dev: file(() => DEV),
    if_inet6: file(({ loopback }) => (loopback.hasAddress ? `${"0".repeat(31)}1 01 80 10 80       lo\n` : "")),
    icmp: file((network) => icmpText(network, AF_INET)),
    icmp6: file((network) => icmpText(network, AF_INET6)),
    packet: file(({ stack }) => `${PACKET_HEAD}${[...stack.packetSockets].map(({ row }) => row).join("")}`),
    raw: file((network) => rawText(network, AF_INET)),
    raw6: file((network) => rawText(network, AF_INET6)),
    route: file(() => ROUTE),
    sockstat: file(sockstat),
    sockstat6: file(sockstat6),
    tcp: file((network) => tcpText(network, AF_INET)),
    tcp6: file((network) => tcpText(network, AF_INET6)),
    udp: file((network) => udpText(network, AF_INET)),
    udp6: file((network) => udpText(network, AF_INET6)),
    unix: file(unixText),
  };
};
