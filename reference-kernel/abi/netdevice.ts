/** Interfaces as ioctl(2) shows them (netdevice(7)), and the messages of rtnetlink(7). */
import { bytes, i32, struct, u8, u16, u32, ulong } from "./struct.ts";

export const SIOCGIFNAME = 0x8910;
export const SIOCGIFCONF = 0x8912;
export const SIOCGIFFLAGS = 0x8913;
export const SIOCSIFFLAGS = 0x8914;
export const SIOCGIFADDR = 0x8915;
export const SIOCGIFDSTADDR = 0x8917;
export const SIOCGIFBRDADDR = 0x8919;
export const SIOCGIFNETMASK = 0x891b;
export const SIOCGIFMETRIC = 0x891d;
export const SIOCGIFMTU = 0x8921;
export const SIOCSIFMTU = 0x8922;
export const SIOCGIFHWADDR = 0x8927;
export const SIOCGIFINDEX = 0x8933;
export const SIOCGIFTXQLEN = 0x8942;
export const SIOCGIFMAP = 0x8970;

export const IFF_UP = 0x1;
export const IFF_LOOPBACK = 0x8;
export const IFF_RUNNING = 0x40;
export const IFF_LOWER_UP = 0x10000;
export const ARPHRD_LOOPBACK = 772;

/** struct ifreq: a name and a union of 24 bytes. */
export const IFNAMSIZ = 16;
export const IFREQ_SIZE = 40;
export const ifconf = struct({ len: i32, buf: ulong });

export const NETLINK_ROUTE = 0;
export const NLM_F_REQUEST = 0x1;
export const NLM_F_MULTI = 0x2;
export const NLM_F_ACK = 0x4;
/** Of requests that change: what to do with what is there. */
export const NLM_F_REPLACE = 0x100;
export const NLM_F_EXCL = 0x200;
export const NLM_F_DUMP = 0x300;
/** Of NLMSG_ERROR: only the header of the request is repeated. */
export const NLM_F_CAPPED = 0x100;
export const NLMSG_ERROR = 2;
export const NLMSG_DONE = 3;
export const RTM_NEWLINK = 16;
export const RTM_GETLINK = 18;
export const RTM_NEWADDR = 20;
export const RTM_GETADDR = 22;
export const RTM_NEWROUTE = 24;
export const RTM_GETROUTE = 26;

export const sockaddrNl = struct({ family: u16, pad: u16, pid: u32, groups: u32 });
export const nlmsghdr = struct({ len: u32, type: u16, flags: u16, seq: u32, pid: u32 });
export const ifinfomsg = struct({ family: u8, pad: u8, type: u16, index: i32, flags: u32, change: u32 });
export const ifaddrmsg = struct({ family: u8, prefixlen: u8, flags: u8, scope: u8, index: u32 });
export const rtmsg = struct({
  family: u8,
  dst_len: u8,
  src_len: u8,
  tos: u8,
  table: u8,
  protocol: u8,
  scope: u8,
  type: u8,
  flags: u32,
});
export const rtattr = struct({ len: u16, type: u16 });
/** The value of an IFLA_IFNAME attribute or of ifr_name. */
export const interfaceName = bytes(IFNAMSIZ);
