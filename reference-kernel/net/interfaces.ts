/** The one interface of the network namespace, `lo`, and the requests of netdevice(7) that tell of it. */
import { EADDRNOTAVAIL, ENODEV } from "../abi/errors.ts";
import {
  ARPHRD_LOOPBACK,
  IFF_LOOPBACK,
  IFF_LOWER_UP,
  IFF_RUNNING,
  IFF_UP,
  IFNAMSIZ,
  IFREQ_SIZE,
  ifconf,
  interfaceName,
  SIOCGIFADDR,
  SIOCGIFBRDADDR,
  SIOCGIFCONF,
  SIOCGIFDSTADDR,
  SIOCGIFFLAGS,
  SIOCGIFHWADDR,
  SIOCGIFINDEX,
  SIOCGIFMAP,
  SIOCGIFMETRIC,
  SIOCGIFMTU,
  SIOCGIFNAME,
  SIOCGIFNETMASK,
  SIOCGIFTXQLEN,
  SIOCSIFFLAGS,
  SIOCSIFMTU,
} from "../abi/netdevice.ts";
import { AF_INET } from "../abi/socket.ts";
import { encode, i32, u16 } from "../abi/struct.ts";
import type { Caller } from "../core/caller.ts";
import { encodeEndpoint } from "./inet/address.ts";
import type { LoopbackState } from "./loopback.ts";

export const LOOPBACK = {
  name: "lo",
  index: 1,
  flags: IFF_UP | IFF_LOOPBACK | IFF_RUNNING | IFF_LOWER_UP,
  type: ARPHRD_LOOPBACK,
  mtu: 65536,
  queueLength: 1000,
  address: "7f000001",
  netmask: "ff000000",
  address6: `${"0".repeat(31)}1`,
} as const;

const sockaddr = (ip: string): Uint8Array => encodeEndpoint({ ip, port: 0 }, AF_INET);

/** What each request answers for `lo`, as bytes of the union in struct ifreq. */
const answers: ReadonlyMap<number, (state: LoopbackState) => Uint8Array> = new Map<
  number,
  (state: LoopbackState) => Uint8Array
>([
  [SIOCGIFFLAGS, (state) => encode(u16, state.flags & 0xffff)],
  [SIOCGIFMETRIC, () => encode(i32, 0)],
  [SIOCGIFMTU, (state) => encode(i32, state.mtu)],
  [SIOCGIFINDEX, () => encode(i32, LOOPBACK.index)],
  [SIOCGIFTXQLEN, () => encode(i32, LOOPBACK.queueLength)],
  [SIOCGIFMAP, () => new Uint8Array(21)],
  [SIOCGIFHWADDR, () => Uint8Array.of(LOOPBACK.type & 0xff, LOOPBACK.type >> 8, 0, 0, 0, 0, 0, 0)],
]);

/** Those that AF_INET sockets answer alone. */
const inetAnswers: ReadonlyMap<number, () => Uint8Array> = new Map([
  [SIOCGIFADDR, () => sockaddr(LOOPBACK.address)],
  [SIOCGIFDSTADDR, () => sockaddr(LOOPBACK.address)],
  [SIOCGIFBRDADDR, () => sockaddr("00000000")],
  [SIOCGIFNETMASK, () => sockaddr(LOOPBACK.netmask)],
]);

/** Answers a request about interfaces on a socket of `family`; false when it is another one. EFAULT, ENODEV. */
export const interfaceIoctl = (
  caller: Caller,
  state: LoopbackState,
  family: number,
  request: number,
  argument: number,
): boolean => {
  const { memory } = caller;
  if (request === SIOCGIFCONF) {
    listInterfaces(caller, state, argument);
    return true;
  }
  if (request === SIOCGIFNAME) {
    memory.readBytes(argument, IFREQ_SIZE);
    if (memory.read(i32, argument + IFNAMSIZ) !== LOOPBACK.index) throw ENODEV;
    memory.write(interfaceName, argument, nameBytes());
    return true;
  }
  if (request === SIOCSIFFLAGS || request === SIOCSIFMTU) {
    change(caller, state, request, argument);
    return true;
  }
  const answer = answers.get(request) ?? (family === AF_INET ? inetAnswers.get(request) : undefined);
  if (answer === undefined) return false;
  memory.readBytes(argument, IFREQ_SIZE);
  if (nameIn(memory.read(interfaceName, argument)) !== LOOPBACK.name) throw ENODEV;
  if (inetAnswers.has(request) && !state.hasAddress) throw EADDRNOTAVAIL;
  memory.writeBytes(argument + IFNAMSIZ, answer(state));
  return true;
};

/** Raising, lowering, resizing: takes CAP_NET_ADMIN, and that before the name is looked at (dev_ioctl). */
const change = (caller: Caller, state: LoopbackState, request: number, argument: number): void => {
  const { memory } = caller;
  memory.readBytes(argument, IFREQ_SIZE);
  state.checkMayChange(caller.credentials);
  if (nameIn(memory.read(interfaceName, argument)) !== LOOPBACK.name) throw ENODEV;
  if (request === SIOCSIFFLAGS) state.setFlags(memory.read(u16, argument + IFNAMSIZ));
  else state.setMtu(memory.read(i32, argument + IFNAMSIZ));
};

/** SIOCGIFCONF: as many whole ifreqs with IPv4 addresses as fit; without a buffer, the room they would need. */
const listInterfaces = (caller: Caller, state: LoopbackState, argument: number): void => {
  const { memory } = caller;
  const { len, buf } = memory.read(ifconf, argument);
  let used = 0;
  if (!state.hasAddress) used = 0;
  else if (buf === 0) used = IFREQ_SIZE;
  else if (len >= IFREQ_SIZE) {
    const request = new Uint8Array(IFREQ_SIZE);
    request.set(nameBytes());
    request.set(sockaddr(LOOPBACK.address), IFNAMSIZ);
    memory.writeBytes(buf, request);
    used = IFREQ_SIZE;
  }
  memory.write(i32, argument, used);
};

const nameBytes = (): Uint8Array => Uint8Array.from(LOOPBACK.name, (character) => character.charCodeAt(0));

/** The text of a NUL-terminated name. */
export const nameIn = (raw: Uint8Array): string => {
  const end = raw.indexOf(0);
  return String.fromCharCode(...raw.subarray(0, end < 0 ? raw.length : end));
};
