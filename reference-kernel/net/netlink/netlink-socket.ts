/**
 * AF_NETLINK with NETLINK_ROUTE (netlink(7), rtnetlink(7)): tells of links, addresses and routes. Requests are answered
 * when they are sent; each answer is one message to be read. Interfaces can be raised, lowered and resized.
 */
import { EADDRINUSE, ECONNREFUSED, EFAULT, EINVAL, EMSGSIZE, EOPNOTSUPP, EPERM, Errno } from "../../abi/errors.ts";
import {
  NLM_F_ACK,
  NLM_F_DUMP,
  NLM_F_REQUEST,
  nlmsghdr,
  RTM_GETADDR,
  RTM_GETLINK,
  RTM_GETROUTE,
  RTM_NEWLINK,
  sockaddrNl,
} from "../../abi/netdevice.ts";
import { POLLIN, POLLOUT, POLLRDNORM, POLLWRBAND, POLLWRNORM } from "../../abi/poll.ts";
import { AF_INET, AF_NETLINK, AF_UNSPEC, MSG_OOB, MSG_PEEK, MSG_TRUNC } from "../../abi/socket.ts";
import { decode, encode } from "../../abi/struct.ts";
import type { Caller } from "../../core/caller.ts";
import { WOULD_BLOCK, type WouldBlock } from "../../files/open-file.ts";
import type { FsCaller } from "../../fs/context.ts";
import type { Sink, Source } from "../../memory/io.ts";
import type { LoopbackState } from "../loopback.ts";
import type { InMessage, OutMessage } from "../message.ts";
import { Socket } from "../socket.ts";
import { checkNamed, setLink } from "./link-request.ts";
import { addressMessages, doneMessage, errorMessage, linkMessage, type Request, routeMessages } from "./messages.ts";

/** Where the messages of the kernel come from, and where a socket without a destination sends. */
const KERNEL = 0;
/** Messages below belong to netlink itself and are passed over. */
const FIRST_TYPE = 16;

/** Port numbers in use; an own process id is the first choice. */
export class NetlinkPorts {
  readonly #taken = new Set<number>();
  #next = 0xffff_f000;

  take(wanted: number): number {
    let port = wanted;
    while (port === KERNEL || this.#taken.has(port)) port = --this.#next;
    this.#taken.add(port);
    return port;
  }

  has(port: number): boolean {
    return this.#taken.has(port);
  }

  leave(port: number): void {
    this.#taken.delete(port);
  }
}

export class NetlinkSocket extends Socket {
  readonly #ports: NetlinkPorts;
  readonly #received: Uint8Array[] = [];
  #port = 0;
  #groups = 0;

  constructor(ports: NetlinkPorts, type: number, protocol: number, flags: number) {
    super(AF_NETLINK, type, protocol, flags);
    this.#ports = ports;
  }

  override get isListening(): boolean {
    return false;
  }

  override listen(): void {
    throw EOPNOTSUPP;
  }

  override accept(): never {
    throw EOPNOTSUPP;
  }

  override shutdown(): void {
    throw EOPNOTSUPP;
  }

  override bind(caller: FsCaller, given: Uint8Array): void {
    const { pid, groups } = parse(given);
    if (this.#port !== 0 && pid !== this.#port) throw EINVAL;
    this.#bindTo(caller, pid);
    this.#groups = groups;
  }

  override connect(caller: FsCaller, given: Uint8Array): 0 {
    const { pid } = parse(given);
    if (pid !== KERNEL) throw ECONNREFUSED;
    this.#bindTo(caller, 0);
    return 0;
  }

  override localAddress(): Uint8Array {
    return encode(sockaddrNl, { family: AF_NETLINK, pad: 0, pid: this.#port, groups: this.#groups });
  }

  override peerAddress(): Uint8Array {
    return encode(sockaddrNl, { family: AF_NETLINK, pad: 0, pid: KERNEL, groups: 0 });
  }

  override poll(): number {
    return POLLOUT | POLLWRNORM | POLLWRBAND | (this.#received.length > 0 ? POLLIN | POLLRDNORM : 0);
  }

  override send(caller: Caller, source: Source, message: OutMessage): number {
    if ((message.flags & MSG_OOB) !== 0) throw EOPNOTSUPP;
    if (message.target !== null && parse(message.target.address).pid !== KERNEL) throw ECONNREFUSED;
    this.#bindTo(caller, 0);
    if (source.remaining > this.options.sendBuffer - 32) throw EMSGSIZE;
    const data = new Uint8Array(source.remaining);
    if (data.length > 0 && source.take(data, 0, data.length) < data.length) throw EFAULT;
    for (let at = 0; at + nlmsghdr.size <= data.length; ) {
      const { len, type, flags, seq } = decode(nlmsghdr, data, at);
      if (len < nlmsghdr.size || len > data.length - at) break;
      if ((flags & NLM_F_REQUEST) !== 0 && type >= FIRST_TYPE)
        this.#answer(caller, { seq, pid: this.#port }, type, flags, data.subarray(at, at + len));
      at += Math.ceil(len / 4) * 4;
    }
    return data.length;
  }

  override receive(_caller: Caller, sink: Sink, message: InMessage): number | WouldBlock {
    if ((message.flags & MSG_OOB) !== 0) throw EOPNOTSUPP;
    const first = this.#received[0];
    if (first === undefined) return WOULD_BLOCK;
    const size = Math.min(first.length, sink.remaining);
    if (size > 0 && sink.put(first, 0, size) < size) throw EFAULT;
    if ((message.flags & MSG_PEEK) === 0) this.#received.shift();
    message.address = this.peerAddress();
    if (size < first.length) message.resultFlags |= MSG_TRUNC;
    return (message.flags & MSG_TRUNC) !== 0 ? first.length : size;
  }

  protected override onRelease(): void {
    if (this.#port !== 0) this.#ports.leave(this.#port);
  }

  #bindTo(caller: Caller, wanted: number): void {
    if (this.#port === 0 && wanted !== 0 && this.#ports.has(wanted)) throw EADDRINUSE;
    if (this.#port === 0) this.#port = this.#ports.take(wanted === 0 ? caller.pid : wanted);
  }

  #answer(caller: Caller, request: Request, type: number, flags: number, original: Uint8Array): void {
    const family = original[nlmsghdr.size] ?? AF_UNSPEC;
    if ((flags & NLM_F_DUMP) === NLM_F_DUMP) {
      const messages = dump(request, type, family, this.loopback);
      if (messages === null) this.#queue(errorMessage(request, EOPNOTSUPP.number, original));
      else {
        if (messages.length > 0) this.#queue(concat(messages));
        this.#queue(doneMessage(request));
      }
      return;
    }
    const errno = this.#errorOf(() => {
      if (type === RTM_GETLINK) {
        checkNamed(original);
        this.#queue(linkMessage(request, 0, this.loopback));
      } else if (type === RTM_NEWLINK) setLink(caller.credentials, this.loopback, original, flags);
      else throw isChange(type) ? EPERM : EOPNOTSUPP;
    });
    if (errno !== 0 || (flags & NLM_F_ACK) !== 0) this.#queue(errorMessage(request, errno, original));
  }

  #errorOf(act: () => void): number {
    try {
      act();
      return 0;
    } catch (error) {
      if (error instanceof Errno) return error.number;
      throw error;
    }
  }

  /** A message from another part of the kernel (mq_notify(3) with SIGEV_THREAD). */
  deliver(message: Uint8Array): void {
    this.#queue(message);
  }

  #queue(message: Uint8Array): void {
    this.#received.push(message);
    this.dataReady();
  }
}

const dump = (request: Request, type: number, family: number, state: LoopbackState): readonly Uint8Array[] | null => {
  switch (type) {
    case RTM_GETLINK:
      return [linkMessage(request, 2, state)];
    case RTM_GETADDR:
      return state.hasAddress ? addressMessages(request, family) : [];
    case RTM_GETROUTE:
      return state.isUp && (family === AF_INET || family === AF_UNSPEC) ? routeMessages(request) : [];
    default:
      return null;
  }
};

/** NEW, DEL and SET come before and after each GET; but for RTM_NEWLINK nothing can be changed. */
const isChange = (type: number): boolean => (type & 3) !== 2 && type < RTM_GETROUTE + 2;

const parse = (given: Uint8Array): { readonly pid: number; readonly groups: number } => {
  if (given.length < sockaddrNl.size) throw EINVAL;
  const { family, pid, groups } = decode(sockaddrNl, given);
  if (family !== AF_NETLINK) throw EINVAL;
  return { pid, groups };
};

const concat = (messages: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(messages.reduce((total, one) => total + one.length, 0));
  let at = 0;
  for (const one of messages) {
    whole.set(one, at);
    at += one.length;
  }
  return whole;
};
