/** Ping sockets (icmp(7), net/ipv4/ping.c): echo requests under an identifier of one's own, for groups that may. */
import { EACCES, EADDRNOTAVAIL, EDESTADDRREQ, EFAULT, EINVAL, EMSGSIZE, EOPNOTSUPP } from "../../abi/errors.ts";
import { IP_TOS, IP_TTL, IPV6_TCLASS, IPV6_UNICAST_HOPS } from "../../abi/inet.ts";
import { AF_INET, MSG_OOB, SOCK_DGRAM, SOL_IP, SOL_IPV6 } from "../../abi/socket.ts";
import type { Caller, Credentials } from "../../core/caller.ts";
import type { FsCaller } from "../../fs/context.ts";
import type { Source } from "../../memory/io.ts";
import type { OutMessage } from "../message.ts";
import { datagramCost } from "../unix/message-size.ts";
import { isAny, isLocal, parseEndpoint, routeTo } from "./address.ts";
import { DatagramSocket } from "./datagram-socket.ts";
import { ICMP_HEADER, icmpProtocol, isEchoRequest, sealIcmp } from "./icmp.ts";
import { DONT_FRAGMENT, type IpPacket, makePacket, setUint16 } from "./ip-packet.ts";
import type { IpStack } from "./ip-stack.ts";

const LONGEST = 0xffff;

/** EACCES for who is in no group that may make one (ping_init_sock). */
export const checkMayPing = ({ egid, groups }: Credentials, [low, high]: readonly [number, number]): void => {
  if (![egid, ...groups].some((group) => low <= group && group <= high)) throw EACCES;
};

export class PingSocket extends DatagramSocket {
  readonly #stack: IpStack;

  constructor(stack: IpStack, family: number, flags: number) {
    super(stack.pings, family, SOCK_DGRAM, icmpProtocol(family === AF_INET), flags);
    this.#stack = stack;
  }

  /** The port is the identifier; several may have the same. */
  override bind(_caller: FsCaller, given: Uint8Array): void {
    const { ip, port } = parseEndpoint(given, this.family);
    if (this.holdsPort || !this.isFresh) throw EINVAL;
    if (!isAny(ip) && !isLocal(ip)) throw EADDRNOTAVAIL;
    this.boundIp = ip;
    this.localIp = ip;
    if (port === 0) this.autobind();
    else this.joinPort(port);
  }

  override send(_caller: Caller, source: Source, message: OutMessage): number {
    if (source.remaining > LONGEST) throw EMSGSIZE;
    if ((message.flags & MSG_OOB) !== 0) throw EOPNOTSUPP;
    if (source.remaining < ICMP_HEADER) throw EINVAL;
    const isFour = this.family === AF_INET;
    const data = new Uint8Array(source.remaining);
    if (source.take(data, 0, data.length) < data.length) throw EFAULT;
    if (!isEchoRequest(data, isFour)) throw EINVAL;
    const end = message.target === null ? this.remote : parseEndpoint(message.target.address, this.family);
    if (end === null) throw EDESTADDRREQ;
    this.raisePendingError();
    this.autobind();
    const { to, from } = routeTo(end.ip, this.boundIp, this.loopback);
    setUint16(data, 4, this.localPort);
    const head = {
      from: isAny(this.boundIp) ? from : this.boundIp,
      to,
      protocol: this.protocol,
      ttl: this.option(isFour ? SOL_IP : SOL_IPV6, isFour ? IP_TTL : IPV6_UNICAST_HOPS),
      tos: this.option(isFour ? SOL_IP : SOL_IPV6, isFour ? IP_TOS : IPV6_TCLASS),
    };
    sealIcmp(data, head.from, to);
    this.#stack.send(makePacket(head, data, this.#stack.nextId(), DONT_FRAGMENT));
    return data.length;
  }

  /** An answer to its identifier came: without IP's header. */
  take(packet: IpPacket, at: number): boolean {
    const { from, to, payload, ttl, tos } = packet;
    if (packet.protocol !== this.protocol || this.matchLocal(to) === 0) return false;
    this.enqueue({
      data: payload.slice(),
      from: { ip: from, port: 0 },
      to: { ip: to, port: 0 },
      ttl,
      tos,
      mark: this.options.mark,
      at,
      cost: datagramCost(payload.length),
    });
    return true;
  }
}
