/** What RTM_NEWLINK and RTM_GETLINK ask of an interface: which one, its flags, its size (net/core/rtnetlink.c). */
import { EINVAL, ENODEV, EOPNOTSUPP, type Errno, errors } from "../../abi/errors.ts";
import { ifinfomsg, NLM_F_EXCL, NLM_F_REPLACE, nlmsghdr, rtattr } from "../../abi/netdevice.ts";
import { decode, u32 } from "../../abi/struct.ts";
import type { Credentials } from "../../core/caller.ts";
import { LOOPBACK, nameIn } from "../interfaces.ts";
import type { LoopbackState } from "../loopback.ts";

const IFLA_IFNAME = 3;
const IFLA_MTU = 4;
const IFLA_TXQLEN = 13;
const IFLA_ALT_IFNAME = 53;

/** Attributes behind the fixed part of a message, by type. */
const attributesOf = (message: Uint8Array, from: number): ReadonlyMap<number, Uint8Array> => {
  const found = new Map<number, Uint8Array>();
  for (let at = from; at + rtattr.size <= message.length; ) {
    const { len, type } = decode(rtattr, message, at);
    if (len < rtattr.size || at + len > message.length) break;
    found.set(type & 0x3fff, message.subarray(at + rtattr.size, at + len));
    at += Math.ceil(len / 4) * 4;
  }
  return found;
};

const parse = (message: Uint8Array) => {
  if (message.length < nlmsghdr.size + ifinfomsg.size) throw EINVAL;
  const head = decode(ifinfomsg, message, nlmsghdr.size);
  const attributes = attributesOf(message, nlmsghdr.size + ifinfomsg.size);
  const name = attributes.get(IFLA_IFNAME) ?? attributes.get(IFLA_ALT_IFNAME);
  return { head, attributes, name: name === undefined ? null : nameIn(name) };
};

/** `unnamed` for a request that names no interface, ENODEV when there is none such. */
export const checkNamed = (message: Uint8Array, unnamed: Errno = EINVAL): void => {
  const { head, name } = parse(message);
  if (head.index > 0) {
    if (head.index !== LOOPBACK.index) throw ENODEV;
  } else if (name === null) throw unnamed;
  else if (name !== LOOPBACK.name) throw ENODEV;
};

/** Sets what a request says of an interface that exists; takes CAP_NET_ADMIN over the network namespace. */
export const setLink = (by: Credentials, state: LoopbackState, message: Uint8Array, flags: number): void => {
  state.checkMayChange(by);
  checkNamed(message, ENODEV);
  if ((flags & NLM_F_EXCL) !== 0) throw errors.EEXIST;
  if ((flags & NLM_F_REPLACE) !== 0) throw EOPNOTSUPP;
  const { head, attributes } = parse(message);
  const mtu = attributes.get(IFLA_MTU);
  if (mtu !== undefined) state.setMtu(decode(u32, mtu));
  const length = attributes.get(IFLA_TXQLEN);
  if (length !== undefined) state.queueLength = decode(u32, length);
  // Without a mask all flags are meant, unless none is set.
  if (head.change !== 0) state.setFlags((head.flags & head.change) | (state.flags & ~head.change));
  else if (head.flags !== 0) state.setFlags(head.flags);
};
