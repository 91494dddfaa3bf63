/** Frames on interfaces: struct sockaddr_ll and the options of packet sockets (linux/if_packet.h). */
import { bytes, i32, struct, u8, u16, u32 } from "./struct.ts";

export const SOL_PACKET = 263;
export const PACKET_ADD_MEMBERSHIP = 1;
export const PACKET_DROP_MEMBERSHIP = 2;
export const PACKET_STATISTICS = 6;
export const PACKET_IGNORE_OUTGOING = 23;
export const PACKET_HOST = 0;
export const PACKET_OUTGOING = 4;
export const ETH_P_ALL = 3;
export const ETH_P_802_2 = 4;
export const ETH_P_IP = 0x0800;
export const ETH_P_IPV6 = 0x86dd;
/** Numbers from here on are types of what a frame holds, smaller ones its length. */
export const ETH_P_802_3_MIN = 0x600;

/** `protocol` is in the order of the network. */
export const sockaddrLl = struct({
  family: u16,
  protocol: u16,
  ifindex: i32,
  hatype: u16,
  pkttype: u8,
  halen: u8,
  addr: bytes(8),
});
export const packetMreq = struct({ ifindex: i32, type: u16, alen: u16, address: bytes(8) });
export const tpacketStats = struct({ packets: u32, drops: u32 });
