/** What rtnetlink(7) tells of the loopback: links, addresses and routes, message by message. */
import {
  ifaddrmsg,
  ifinfomsg,
  NLM_F_CAPPED,
  NLM_F_MULTI,
  NLMSG_DONE,
  NLMSG_ERROR,
  nlmsghdr,
  RTM_NEWADDR,
  RTM_NEWLINK,
  RTM_NEWROUTE,
  rtattr,
  rtmsg,
} from "../../abi/netdevice.ts";
import { AF_INET, AF_INET6, AF_UNSPEC } from "../../abi/socket.ts";
import { encode, i32, u32, u64 } from "../../abi/struct.ts";
import { LOOPBACK } from "../interfaces.ts";
import type { LoopbackState } from "../loopback.ts";

/** What an answer repeats of its request. */
export interface Request {
  readonly seq: number;
  readonly pid: number;
}

const align = (length: number): number => Math.ceil(length / 4) * 4;

const join = (parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((total, part) => total + align(part.length), 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += align(part.length);
  }
  return whole;
};

const message = (type: number, flags: number, { seq, pid }: Request, body: Uint8Array): Uint8Array =>
  join([encode(nlmsghdr, { len: nlmsghdr.size + body.length, type, flags, seq, pid }), body]);

const attribute = (type: number, value: Uint8Array): Uint8Array =>
  join([join([encode(rtattr, { len: rtattr.size + value.length, type })]).subarray(0, rtattr.size), value]);

const text = (value: string): Uint8Array => Uint8Array.from(`${value}\0`, (character) => character.charCodeAt(0));
const int = (value: number): Uint8Array => encode(u32, value);
const byte = (value: number): Uint8Array => Uint8Array.of(value);
const ip = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16));

/** IF_OPER_*. */
const OPERATES_UNKNOWN = 0;
const OPERATES_DOWN = 2;

/** IFLA_* of `lo`, in Linux's order; statistics are all zero (nothing is counted). */
const linkAttributes = (state: LoopbackState): readonly Uint8Array[] => [
  attribute(3, text(LOOPBACK.name)),
  attribute(13, int(state.queueLength)),
  attribute(16, byte(state.isUp ? OPERATES_UNKNOWN : OPERATES_DOWN)),
  attribute(17, byte(0)),
  attribute(4, int(state.mtu)),
  attribute(50, int(0)),
  attribute(51, int(0)),
  attribute(27, int(0)),
  attribute(30, int(0)),
  attribute(31, int(1)),
  attribute(32, int(1)),
  attribute(33, byte(1)),
  attribute(35, int(0)),
  attribute(39, byte(0)),
  attribute(1, new Uint8Array(6)),
  attribute(2, new Uint8Array(6)),
  attribute(23, new Uint8Array(25 * u64.size)),
  attribute(7, new Uint8Array(24 * u32.size)),
  attribute(6, text("noqueue")),
];

export const linkMessage = (request: Request, flags: number, state: LoopbackState): Uint8Array =>
  message(
    RTM_NEWLINK,
    flags,
    request,
    join([
      encode(ifinfomsg, {
        family: AF_UNSPEC,
        pad: 0,
        type: LOOPBACK.type,
        index: LOOPBACK.index,
        flags: state.flags,
        change: 0,
      }),
      ...linkAttributes(state),
    ]),
  );

const IFA_F_PERMANENT = 0x80;
const RT_SCOPE_HOST = 254;
const RT_SCOPE_LINK = 253;

/** For ever preferred and valid, made when the kernel booted. */
const lifetime = (): Uint8Array => join([int(0xffff_ffff), int(0xffff_ffff), int(0), int(0)]);

/** The addresses of a family, of all with AF_UNSPEC. */
export const addressMessages = (request: Request, family: number): readonly Uint8Array[] => {
  const head = (own: number, prefixlen: number): Uint8Array =>
    encode(ifaddrmsg, {
      family: own,
      prefixlen,
      flags: IFA_F_PERMANENT,
      scope: RT_SCOPE_HOST,
      index: LOOPBACK.index,
    });
  const four = [
    head(AF_INET, 8),
    attribute(1, ip(LOOPBACK.address)),
    attribute(2, ip(LOOPBACK.address)),
    attribute(3, text(LOOPBACK.name)),
    attribute(8, int(IFA_F_PERMANENT)),
    attribute(6, lifetime()),
  ];
  const six = [
    head(AF_INET6, 128),
    attribute(1, ip(LOOPBACK.address6)),
    attribute(6, lifetime()),
    attribute(8, int(IFA_F_PERMANENT)),
    attribute(11, byte(1)),
  ];
  return [...(family === AF_INET6 ? [] : [four]), ...(family === AF_INET ? [] : [six])].map((parts) =>
    message(RTM_NEWADDR, NLM_F_MULTI, request, join(parts)),
  );
};

const TABLE_LOCAL = 255;
const PROTOCOL_KERNEL = 2;
const RTN_LOCAL = 2;
const RTN_BROADCAST = 3;

/** The IPv4 routes: those of the local table; there are no others. */
export const routeMessages = (request: Request): readonly Uint8Array[] =>
  (
    [
      ["7f000000", 8, RT_SCOPE_HOST, RTN_LOCAL],
      [LOOPBACK.address, 32, RT_SCOPE_HOST, RTN_LOCAL],
      ["7fffffff", 32, RT_SCOPE_LINK, RTN_BROADCAST],
    ] as const
  ).map(([destination, length, scope, type]) =>
    message(
      RTM_NEWROUTE,
      NLM_F_MULTI,
      request,
      join([
        encode(rtmsg, {
          family: AF_INET,
          dst_len: length,
          src_len: 0,
          tos: 0,
          table: TABLE_LOCAL,
          protocol: PROTOCOL_KERNEL,
          scope,
          type,
          flags: 0,
        }),
        attribute(15, int(TABLE_LOCAL)),
        attribute(1, ip(destination)),
        attribute(7, ip(LOOPBACK.address)),
        attribute(4, int(LOOPBACK.index)),
      ]),
    ),
  );

export const doneMessage = (request: Request): Uint8Array => message(NLMSG_DONE, NLM_F_MULTI, request, encode(i32, 0));

/** NLMSG_ERROR: a negative errno and the request, or 0 and the request's header (an acknowledgement). */
export const errorMessage = (request: Request, errno: number, original: Uint8Array): Uint8Array =>
  message(
    NLMSG_ERROR,
    errno === 0 ? NLM_F_CAPPED : 0,
    request,
    join([encode(i32, -errno), errno === 0 ? original.subarray(0, nlmsghdr.size) : original]),
  );
