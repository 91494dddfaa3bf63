/** Control messages (cmsg(3)) that sockets put beside what was received. */
import { IPV6_PKTINFO, in6Pktinfo } from "../abi/inet.ts";
import { SO_MARK, SO_RXQ_OVFL, SO_TIMESTAMP, SO_TIMESTAMP_NEW, SOL_IPV6, SOL_SOCKET } from "../abi/socket.ts";
import { type Codec, encode, i32, u32 } from "../abi/struct.ts";
import { timespec, timeval } from "../abi/time.ts";
import { BOOT_REALTIME_SECONDS, type Clock } from "../core/clock.ts";
import type { SocketOptions } from "./options.ts";

export interface ControlMessage {
  readonly level: number;
  readonly type: number;
  readonly data: Uint8Array;
}

export const control = <T>(level: number, type: number, codec: Codec<T>, value: T): ControlMessage => ({
  level,
  type,
  data: encode(codec, value),
});

/** What `clock` showed as CLOCK_REALTIME at `at` nanoseconds since boot. */
export const realtimeAt = (clock: Clock, at: number): { readonly sec: number; readonly nsec: number } => {
  const beyond = at + clock.realtimeOffset;
  const sec = Math.floor(beyond / 1e9);
  return { sec: BOOT_REALTIME_SECONDS + sec, nsec: beyond - sec * 1e9 };
};

/** The time of arrival, in the form that was asked for (SO_TIMESTAMP and its kin name the answer, too). */
export const arrival = (clock: Clock, option: number, at: number): ControlMessage => {
  const { sec, nsec } = realtimeAt(clock, at);
  return option === SO_TIMESTAMP || option === SO_TIMESTAMP_NEW
    ? control(SOL_SOCKET, option, timeval, { sec, usec: Math.floor(nsec / 1000) })
    : control(SOL_SOCKET, option, timespec, { sec, nsec });
};

/** What SOL_SOCKET tells of a datagram besides its time: how many were lost before it, and its mark. */
export const datagramControl = (options: SocketOptions, lost: number, mark: number): readonly ControlMessage[] => {
  const messages: ControlMessage[] = [];
  if (options.tellsOverflow && lost > 0) messages.push(control(SOL_SOCKET, SO_RXQ_OVFL, u32, lost));
  if (options.tellsMark) messages.push(control(SOL_SOCKET, SO_MARK, i32, mark));
  return messages;
};

export const ipv6PacketInfo = (addr: Uint8Array, ifindex: number): ControlMessage =>
  control(SOL_IPV6, IPV6_PKTINFO, in6Pktinfo, { addr, ifindex });
