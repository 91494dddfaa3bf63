/**
 * The way of IP packets through the loopback of one network namespace, for those who see them as packets: raw sockets,
 * ping sockets, and whoever listens on the interface. UDP and TCP go by themselves, socket to socket; of their datagrams
 * packets are made only while somebody listens (`isWatched`). Segments of TCP are never seen.
 */
import { ETH_P_IP, ETH_P_IPV6 } from "../../abi/packet.ts";
import type { Clock } from "../../core/clock.ts";
import { isLocal, isV4 } from "./address.ts";
import type { Datagram } from "./datagram-socket.ts";
import { echoReply, icmpProtocol, PORT_UNREACHABLE, PROTOCOL_UNREACHABLE, repliesTo, unreachable } from "./icmp.ts";
import {
  DONT_FRAGMENT,
  type IpPacket,
  makePacket,
  parsePacket,
  pseudoHeaderSum,
  setUint16,
  sumOf,
  uint16At,
} from "./ip-packet.ts";
import { PortTable } from "./ports.ts";

/** Sees every packet on the interface, in a frame of Ethernet; `sentAs` is the protocol that its sender named. */
export interface PacketWatcher {
  see(frame: Uint8Array, at: number, sentAs: number): void;
}

/** A socket that takes packets of its protocol as they are. */
export interface PacketTaker {
  /** False when it does not want this one. */
  take(packet: IpPacket, at: number): boolean;
}

/** Ethernet's header, and where it says what the frame holds. */
const ETHERNET = 14;
const TYPE_AT = 12;
const IPPROTO_TCP = 6;
const IPPROTO_UDP = 17;
const UDP_HEADER = 8;
const DEFAULT_TTL = 64;
/** Complaints go with precedence "internetwork control". */
const COMPLAINT_TOS = 0xc0;

const isTaker = (holder: object): holder is PacketTaker => "take" in holder;

export class IpStack {
  /** Raw sockets, by protocol; ping sockets, by identifier. */
  readonly raw = new PortTable();
  readonly raw6 = new PortTable();
  readonly pings = new PortTable();
  readonly watchers = new Set<PacketWatcher>();
  /** Packet sockets, those that hear nothing, too, as /proc/net/packet shows them. */
  readonly packetSockets = new Set<{ readonly row: string }>();
  /** Groups that may make ping sockets (net.ipv4.ping_group_range), of the kernel's numbers: at first none that a guest knows. */
  pingGroups: readonly [low: number, high: number] = [-1, -2];
  /** Hands a datagram to the UDP socket that it is for; false when there is none. */
  deliverUdp: (datagram: Datagram) => boolean = () => false;
  readonly clock: Clock;
  #nextId = 1;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Somebody wants to see UDP's datagrams as packets. */
  get isWatched(): boolean {
    return this.watchers.size > 0 || !this.raw.isEmpty || !this.raw6.isEmpty;
  }

  nextId(): number {
    this.#nextId = (this.#nextId + 1) & 0xffff;
    return this.#nextId;
  }

  /** A packet goes out and comes in. */
  send(packet: IpPacket): void {
    this.#tell(packet);
    this.input(packet);
  }

  /** A packet that came in, told to watchers already (ip_local_deliver_finish). */
  input(packet: IpPacket): void {
    if (!isLocal(packet.to)) return;
    const isTaken = this.#toRaw(packet);
    if (packet.protocol === icmpProtocol(isV4(packet.to))) this.#toIcmp(packet);
    else if (packet.protocol === IPPROTO_UDP) this.#toUdp(packet);
    else if (packet.protocol !== IPPROTO_TCP && !isTaken && isV4(packet.to))
      this.#complain(packet, PROTOCOL_UNREACHABLE);
  }

  /** A datagram of UDP as the others see it, when it does not come by way of a packet. */
  show(datagram: Datagram): void {
    const packet = this.#packetOf(datagram);
    this.#tell(packet);
    this.#toRaw(packet);
  }

  /** A frame that somebody wrote. IP drops packets of IPv4 that come so from the loopback's own network: martians. */
  inject(frame: Uint8Array, at: number, protocol: number): void {
    for (const watcher of [...this.watchers]) watcher.see(frame, at, protocol);
    if (uint16At(frame, TYPE_AT) !== ETH_P_IPV6) return;
    const packet = parsePacket(frame.subarray(ETHERNET));
    if (packet !== null) this.input(packet);
  }

  #tell({ bytes, to }: IpPacket): void {
    if (this.watchers.size === 0) return;
    const frame = new Uint8Array(ETHERNET + bytes.length);
    const protocol = isV4(to) ? ETH_P_IP : ETH_P_IPV6;
    setUint16(frame, TYPE_AT, protocol);
    frame.set(bytes, ETHERNET);
    for (const watcher of [...this.watchers]) watcher.see(frame, this.clock.now, protocol);
  }

  /** Nobody was there for it. */
  refuse(datagram: Datagram): void {
    this.#complain(this.#packetOf(datagram), PORT_UNREACHABLE);
  }

  #packetOf({ data, from, to, ttl, tos }: Datagram): IpPacket {
    const payload = new Uint8Array(UDP_HEADER + data.length);
    setUint16(payload, 0, from.port);
    setUint16(payload, 2, to.port);
    setUint16(payload, 4, payload.length);
    payload.set(data, UDP_HEADER);
    // On the loopback only the sum over the addresses is made, never that over the data.
    setUint16(payload, 6, pseudoHeaderSum(from.ip, to.ip, IPPROTO_UDP, payload.length));
    const head = { from: from.ip, to: to.ip, protocol: IPPROTO_UDP, ttl, tos };
    return makePacket(head, payload, this.nextId(), DONT_FRAGMENT);
  }

  #toRaw(packet: IpPacket): boolean {
    const table = isV4(packet.to) ? this.raw : this.raw6;
    let isTaken = false;
    for (const holder of [...table.at(packet.protocol)])
      if (isTaker(holder) && holder.take(packet, this.clock.now)) isTaken = true;
    return isTaken;
  }

  #toIcmp(packet: IpPacket): void {
    const reply = echoReply(packet);
    if (reply !== null) {
      const head = { from: packet.to, to: packet.from, protocol: packet.protocol, ttl: DEFAULT_TTL, tos: packet.tos };
      this.send(makePacket(head, reply, this.nextId()));
      return;
    }
    const id = repliesTo(packet);
    if (id < 0) return;
    for (const holder of [...this.pings.at(id)]) if (isTaker(holder) && holder.take(packet, this.clock.now)) return;
  }

  #toUdp(packet: IpPacket): void {
    const { payload, from, to, ttl, tos } = packet;
    const length = uint16At(payload, 4);
    if (payload.length < UDP_HEADER || length < UDP_HEADER || length > payload.length) return;
    const sum = uint16At(payload, 6);
    if (sum !== 0 || !isV4(to)) {
      // The sum over everything, that in the header included, is all ones.
      const whole = new Uint8Array(payload.subarray(0, length));
      if (pseudoSum(packet, whole) !== 0xffff) return;
    }
    const datagram = {
      data: payload.slice(UDP_HEADER, length),
      from: { ip: from, port: uint16At(payload, 0) },
      to: { ip: to, port: uint16At(payload, 2) },
      ttl,
      tos,
      mark: 0,
      at: this.clock.now,
      cost: payload.length,
    };
    if (!this.deliverUdp(datagram)) this.#complain(packet, PORT_UNREACHABLE);
  }

  #complain(packet: IpPacket, code: number): void {
    if (!isLocal(packet.from)) return;
    const protocol = icmpProtocol(isV4(packet.to));
    const tos = isV4(packet.to) ? COMPLAINT_TOS : 0;
    const head = { from: packet.to, to: packet.from, protocol, ttl: DEFAULT_TTL, tos };
    this.send(makePacket(head, unreachable(packet, code), this.nextId()));
  }
}

const pseudoSum = ({ from, to }: IpPacket, bytes: Uint8Array): number =>
  sumOf(bytes, pseudoHeaderSum(from, to, IPPROTO_UDP, bytes.length));
