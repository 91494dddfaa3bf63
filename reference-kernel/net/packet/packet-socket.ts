/**
 * Packet sockets on the loopback (packet(7), net/packet/af_packet.c): every frame as it goes out and as it comes in, with
 * its Ethernet header (SOCK_RAW) or without (SOCK_DGRAM). Frames of TCP are not made and so not seen.
 */
import { EFAULT, EINVAL, EMSGSIZE, ENODEV, ENOPROTOOPT, EOPNOTSUPP, errors } from "../../abi/errors.ts";
import { FIONREAD } from "../../abi/ioctl.ts";
import * as packet from "../../abi/packet.ts";
import { POLLERR, POLLIN, POLLOUT, POLLRDNORM, POLLWRBAND, POLLWRNORM } from "../../abi/poll.ts";
import { AF_PACKET, MSG_PEEK, MSG_TRUNC, SOCK_RAW } from "../../abi/socket.ts";
import { decode, encode, i32 } from "../../abi/struct.ts";
import type { Caller } from "../../core/caller.ts";
import { WOULD_BLOCK, type WouldBlock } from "../../files/open-file.ts";
import type { FsCaller } from "../../fs/context.ts";
import type { Sink, Source } from "../../memory/io.ts";
import { setUint16, uint16At } from "../inet/ip-packet.ts";
import type { IpStack, PacketWatcher } from "../inet/ip-stack.ts";
import { LOOPBACK } from "../interfaces.ts";
import type { InMessage, OutMessage } from "../message.ts";
import { Socket } from "../socket.ts";
import { datagramCost } from "../unix/message-size.ts";

/** Ethernet's header: two addresses, all zeroes on the loopback, and what the frame holds. */
const ETHERNET = 14;
const TYPE_AT = 12;
const HARDWARE_ADDRESS = 6;
/** struct sockaddr_ll up to its address. */
const NAME_HEAD = 12;

interface Frame {
  readonly data: Uint8Array;
  readonly name: Uint8Array;
  readonly at: number;
  readonly cost: number;
}

const swapped = (protocol: number): number => ((protocol & 0xff) << 8) | (protocol >>> 8);

export class PacketSocket extends Socket implements PacketWatcher {
  readonly #stack: IpStack;
  readonly #received: Frame[] = [];
  #cost = 0;
  #packets = 0;
  #drops = 0;
  /** ETH_P_*; 0 hears nothing. */
  #protocol: number;
  /** The interface; 0: all. */
  #index = 0;
  #ignoresOutgoing = false;

  /** `protocol` in the order of the network, as socket(2) takes it. */
  constructor(stack: IpStack, type: number, protocol: number, flags: number) {
    super(AF_PACKET, type, protocol, flags);
    this.#stack = stack;
    this.#protocol = swapped(protocol & 0xffff);
    stack.packetSockets.add(this);
    this.#listen();
  }

  /** Only who wants some protocol makes the stack show its packets. */
  #listen(): void {
    if (this.#protocol === 0) this.#stack.watchers.delete(this);
    else this.#stack.watchers.add(this);
  }

  override bind(_caller: FsCaller, given: Uint8Array): void {
    if (given.length < packet.sockaddrLl.size) throw EINVAL;
    const { family, protocol, ifindex } = decode(packet.sockaddrLl, given);
    if (family !== AF_PACKET) throw EINVAL;
    if (ifindex !== 0 && ifindex !== LOOPBACK.index) throw ENODEV;
    this.#index = ifindex;
    if (protocol !== 0) this.#protocol = swapped(protocol);
    this.#listen();
  }

  /** Its line of /proc/net/packet (packet_seq_show); addresses of the kernel are not told. */
  get row(): string {
    const hears = this.#stack.watchers.has(this);
    const column = (value: number, width: number): string => String(value).padEnd(width);
    return (
      `${"0".repeat(16)} ${column(hears ? 3 : 2, 6)} ${column(this.type, 4)} ` +
      `${this.#protocol.toString(16).padStart(4, "0")}   ${column(this.#index, 5)} ${hears ? 1 : 0} ` +
      `${column(this.#cost, 6)} ${column(this.inode?.uid ?? 0, 6)} ${column(this.number, 6)}\n`
    );
  }

  override connect(): never {
    throw EOPNOTSUPP;
  }

  override listen(): never {
    throw EOPNOTSUPP;
  }

  override accept(): never {
    throw EOPNOTSUPP;
  }

  override shutdown(): never {
    throw EOPNOTSUPP;
  }

  override get isListening(): boolean {
    return false;
  }

  override localAddress(): Uint8Array {
    const isBound = this.#index !== 0;
    const name = {
      ...this.#nameOf(this.#protocol, packet.PACKET_HOST),
      ifindex: this.#index,
      hatype: isBound ? LOOPBACK.type : 0,
      halen: isBound ? HARDWARE_ADDRESS : 0,
    };
    return encode(packet.sockaddrLl, name).subarray(0, NAME_HEAD + name.halen);
  }

  override peerAddress(): never {
    throw EOPNOTSUPP;
  }

  override poll(): number {
    const error = this.pendingError === null ? 0 : POLLERR;
    return error | POLLOUT | POLLWRNORM | POLLWRBAND | (this.#received.length > 0 ? POLLIN | POLLRDNORM : 0);
  }

  override ioctl(caller: Caller, request: number, argument: number): number {
    if (request !== FIONREAD) return super.ioctl(caller, request, argument);
    caller.memory.write(i32, argument, this.#received[0]?.data.length ?? 0);
    return 0;
  }

  override send(caller: Caller, source: Source, message: OutMessage): number {
    const { protocol, ifindex } = this.#target(message);
    if (ifindex !== LOOPBACK.index) throw errors.ENXIO;
    if (!this.loopback.isUp) throw errors.ENETDOWN;
    const isWhole = this.type === SOCK_RAW;
    const size = source.remaining;
    if (size > this.loopback.mtu + (isWhole ? ETHERNET : 0)) throw EMSGSIZE;
    if (isWhole && size < ETHERNET) throw EINVAL;
    const frame = new Uint8Array(size + (isWhole ? 0 : ETHERNET));
    if (!isWhole) setUint16(frame, TYPE_AT, protocol);
    const from = frame.length - size;
    if (size > 0 && source.take(frame, from, frame.length) < size) throw EFAULT;
    this.#stack.inject(frame, caller.clock.now, protocol);
    return size;
  }

  override receive(caller: Caller, sink: Sink, message: InMessage): number | WouldBlock {
    this.raisePendingError();
    const first = this.#received[0];
    if (first === undefined) return WOULD_BLOCK;
    const { data } = first;
    const size = Math.min(data.length, sink.remaining);
    if (size > 0 && sink.put(data, 0, size) < size) throw EFAULT;
    if ((message.flags & MSG_PEEK) === 0) {
      this.#received.shift();
      this.#cost -= first.cost;
    }
    message.address = first.name;
    this.noteArrival(caller.clock, message, first.at);
    if (size < data.length) message.resultFlags |= MSG_TRUNC;
    return (message.flags & MSG_TRUNC) !== 0 ? data.length : size;
  }

  /** A frame goes out, and comes in. Going out is heard by who hears everything alone. */
  see(frame: Uint8Array, at: number, sentAs: number): void {
    const type = uint16At(frame, TYPE_AT);
    const protocol = type < packet.ETH_P_802_3_MIN ? packet.ETH_P_802_2 : type;
    const hearsAll = this.#protocol === packet.ETH_P_ALL;
    if (hearsAll && !this.#ignoresOutgoing) this.#queue(frame, sentAs, packet.PACKET_OUTGOING, at);
    if (hearsAll || this.#protocol === protocol) this.#queue(frame, protocol, packet.PACKET_HOST, at);
  }

  #queue(frame: Uint8Array, protocol: number, kind: number, at: number): void {
    const whole = this.type === SOCK_RAW ? frame : frame.subarray(ETHERNET);
    const kept = this.options.filter?.run(whole) ?? whole.length;
    if (kept === 0 && whole.length > 0) return;
    const cost = datagramCost(whole.length);
    if (this.#cost + cost > this.options.receiveBuffer) {
      this.#drops++;
      return;
    }
    this.#packets++;
    this.#cost += cost;
    const name = encode(packet.sockaddrLl, this.#nameOf(protocol, kind));
    this.#received.push({ data: whole.slice(0, kept), name, at, cost });
    this.dataReady();
  }

  #nameOf(protocol: number, pkttype: number) {
    return {
      family: AF_PACKET,
      protocol: swapped(protocol),
      ifindex: LOOPBACK.index,
      hatype: LOOPBACK.type as number,
      pkttype,
      halen: HARDWARE_ADDRESS,
      addr: new Uint8Array(8),
    };
  }

  #target({ target }: OutMessage): { readonly protocol: number; readonly ifindex: number } {
    if (target === null) return { protocol: this.#protocol, ifindex: this.#index };
    if (target.address.length < packet.sockaddrLl.size) throw EINVAL;
    const { protocol, ifindex } = decode(packet.sockaddrLl, target.address);
    return { protocol: swapped(protocol), ifindex };
  }

  override setFamilyOption(_caller: Caller, level: number, name: number, read: () => Uint8Array): void {
    if (level !== packet.SOL_PACKET) throw ENOPROTOOPT;
    if (name === packet.PACKET_IGNORE_OUTGOING) {
      const value = decode(i32, read());
      if (value < 0 || value > 1) throw EINVAL;
      this.#ignoresOutgoing = value === 1;
    } else if (name === packet.PACKET_ADD_MEMBERSHIP || name === packet.PACKET_DROP_MEMBERSHIP)
      this.#changeMembership(name === packet.PACKET_ADD_MEMBERSHIP, read());
    else throw ENOPROTOOPT;
  }

  /** The loopback hears everything anyway; leaving what was never joined is no mistake. */
  #changeMembership(adds: boolean, value: Uint8Array): void {
    if (value.length < packet.packetMreq.size) throw EINVAL;
    if (adds && decode(packet.packetMreq, value).ifindex !== LOOPBACK.index) throw ENODEV;
  }

  /** Counts since it was asked last. */
  override getFamilyOption(level: number, name: number, room: number): Uint8Array {
    if (level !== packet.SOL_PACKET) throw ENOPROTOOPT;
    if (room < 0) throw EINVAL;
    if (name === packet.PACKET_IGNORE_OUTGOING) return encode(i32, this.#ignoresOutgoing ? 1 : 0);
    if (name !== packet.PACKET_STATISTICS) throw ENOPROTOOPT;
    const counted = { packets: this.#packets + this.#drops, drops: this.#drops };
    this.#packets = 0;
    this.#drops = 0;
    return encode(packet.tpacketStats, counted);
  }

  protected override onRelease(): void {
    this.#stack.watchers.delete(this);
    this.#stack.packetSockets.delete(this);
  }
}
