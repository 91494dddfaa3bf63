/** What the calls on sockets share: the socket behind a descriptor, addresses in and out, the argument codecs. */
import { EFAULT, EINVAL, ENOTSOCK } from "../abi/errors.ts";
import {
  AF_INET,
  AF_INET6,
  AF_NETLINK,
  AF_PACKET,
  AF_UNIX,
  AF_UNSPEC,
  MSG_CMSG_CLOEXEC,
  MSG_CONFIRM,
  MSG_CTRUNC,
  MSG_DONTROUTE,
  MSG_DONTWAIT,
  MSG_EOR,
  MSG_ERRQUEUE,
  MSG_FASTOPEN,
  MSG_MORE,
  MSG_NOSIGNAL,
  MSG_OOB,
  MSG_PEEK,
  MSG_TRUNC,
  MSG_WAITALL,
  MSG_WAITFORONE,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOCK_RAW,
  SOCK_RDM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  SOCK_TYPE_MASK,
  SOCKADDR_MAX,
} from "../abi/socket.ts";
import { i32 } from "../abi/struct.ts";
import { Socket } from "../net/socket.ts";
import type { Task } from "../process/task.ts";
import { flags, formatFlags, oneOf, quote } from "./arguments.ts";
import type { ArgumentCodec } from "./define.ts";
import { type CountedArray, counted, shown } from "./structures.ts";

/** The socket behind a descriptor; EBADF, ENOTSOCK. */
export const socketOf = (task: Task, fd: number): Socket => {
  const file = task.files.get(fd);
  if (!(file instanceof Socket)) throw ENOTSOCK;
  return file;
};

/** A sockaddr from the guest (move_addr_to_kernel). */
export const readAddress = (task: Task, { address, count }: CountedArray): Uint8Array => {
  const length = count | 0;
  if (length < 0 || length > SOCKADDR_MAX) throw EINVAL;
  return length === 0 ? new Uint8Array(0) : task.memory.readBytes(address, length);
};

/** A sockaddr to the guest, cut to the room it has; its whole length goes where the room's was (move_addr_to_user). */
export const writeAddress = (task: Task, bytes: Uint8Array, address: number, lengthAddress: number): void => {
  const room = task.memory.read(i32, lengthAddress);
  const length = Math.min(room, bytes.length);
  if (length < 0) throw EINVAL;
  if (length > 0) {
    if (address === 0) throw EFAULT;
    task.memory.writeBytes(address, bytes.subarray(0, length));
  }
  task.memory.write(i32, lengthAddress, bytes.length);
};

// --- codecs ----------------------------------------------------------------------------------------------------------

export const family = oneOf("domain", {
  [AF_UNSPEC]: "AF_UNSPEC",
  [AF_UNIX]: "AF_UNIX",
  [AF_INET]: "AF_INET",
  [AF_INET6]: "AF_INET6",
  [AF_NETLINK]: "AF_NETLINK",
  [AF_PACKET]: "AF_PACKET",
});

const typeNames: Readonly<Record<number, string>> = {
  [SOCK_STREAM]: "SOCK_STREAM",
  [SOCK_DGRAM]: "SOCK_DGRAM",
  [SOCK_RAW]: "SOCK_RAW",
  [SOCK_RDM]: "SOCK_RDM",
  [SOCK_SEQPACKET]: "SOCK_SEQPACKET",
};

const typeFlagNames = [
  [SOCK_CLOEXEC, "SOCK_CLOEXEC"],
  [SOCK_NONBLOCK, "SOCK_NONBLOCK"],
] as const;

export const acceptFlags = flags("flags", typeFlagNames);

/** SOCK_STREAM|SOCK_CLOEXEC. */
export const socketType: ArgumentCodec<number> = {
  name: "type",
  decode: (r, i) => r.low(i) | 0,
  format: (value) => {
    const base = value & SOCK_TYPE_MASK;
    const rest = value & ~SOCK_TYPE_MASK;
    const name = typeNames[base] ?? String(base);
    return rest === 0 ? name : `${name}|${formatFlags(rest, typeFlagNames)}`;
  },
};

const messageFlagNames = [
  [MSG_OOB, "MSG_OOB"],
  [MSG_PEEK, "MSG_PEEK"],
  [MSG_DONTROUTE, "MSG_DONTROUTE"],
  [MSG_CTRUNC, "MSG_CTRUNC"],
  [MSG_TRUNC, "MSG_TRUNC"],
  [MSG_DONTWAIT, "MSG_DONTWAIT"],
  [MSG_EOR, "MSG_EOR"],
  [MSG_WAITALL, "MSG_WAITALL"],
  [MSG_CONFIRM, "MSG_CONFIRM"],
  [MSG_ERRQUEUE, "MSG_ERRQUEUE"],
  [MSG_NOSIGNAL, "MSG_NOSIGNAL"],
  [MSG_MORE, "MSG_MORE"],
  [MSG_WAITFORONE, "MSG_WAITFORONE"],
  [MSG_FASTOPEN, "MSG_FASTOPEN"],
  [MSG_CMSG_CLOEXEC, "MSG_CMSG_CLOEXEC"],
] as const;

export const messageFlags = flags("flags", messageFlagNames);

export const formatAddress = (bytes: Uint8Array): string => {
  if (bytes.length < 2) return "{}";
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const own = view.getUint16(0, true);
  if (own !== AF_UNIX) return `{sa_family=${own}}`;
  if (bytes.length === 2) return "{sa_family=AF_UNIX}";
  const text = String.fromCharCode(...bytes.subarray(2));
  const path = text.startsWith("\0") ? `@${quote(text.slice(1), false)}` : quote(text.replace(/\0.*$/s, ""), false);
  return `{sa_family=AF_UNIX, sun_path=${path}}`;
};

/** A sockaddr that the call reads; its length is the next argument. */
export const inAddress = (name: string): ArgumentCodec<CountedArray> =>
  counted(name, (task, array) => formatAddress(readAddress(task, array)));

/** A sockaddr that the call fills; `length` of it is not known here, so only its family and path are shown. */
export const outAddress = (name: string): ArgumentCodec<number> =>
  shown(name, (address, task, result) =>
    result === null ? null : formatAddress(task.memory.readBytes(address, 2)).replace("{}", "{...}"),
  );

/** The length that goes with it. */
export const outLength = (name: string): ArgumentCodec<number> =>
  shown(name, (address, task) => `[${task.memory.read(i32, address)}]`);
