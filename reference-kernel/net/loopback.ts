/** The state of a network namespace's one interface: down in a new namespace until somebody raises it (drivers/net/loopback.c). */
import { CAP_NET_ADMIN } from "../abi/capabilities.ts";
import { EADDRNOTAVAIL, EINVAL, ENETUNREACH, EPERM } from "../abi/errors.ts";
import { IFF_LOOPBACK, IFF_LOWER_UP, IFF_RUNNING, IFF_UP } from "../abi/netdevice.ts";
import type { Credentials } from "../core/caller.ts";
import { capableIn, type UserNamespace } from "../core/user-namespace.ts";

/** Least of an IPv4 interface. */
const LEAST_MTU = 0;

export class LoopbackState {
  isUp = true;
  /** 127.0.0.1 and ::1 come with the first time it is up, and the first of them stays. */
  hasAddress = true;
  mtu = 65536;
  queueLength = 1000;
  /** The first port that takes no rights (net.ipv4.ip_unprivileged_port_start). */
  unprivilegedPort = 1024;
  /** SO_NETNS_COOKIE: the network namespace's number, never used again. */
  cookie = 1;
  /** Whose rights count over the network namespace; null for one that nobody may change. */
  readonly userNs: UserNamespace | null;

  constructor(userNs: UserNamespace | null = null) {
    this.userNs = userNs;
  }

  /** As the interface of a namespace that was just made. */
  static down(userNs: UserNamespace): LoopbackState {
    const state = new LoopbackState(userNs);
    state.isUp = false;
    state.hasAddress = false;
    return state;
  }

  get flags(): number {
    return IFF_LOOPBACK | (this.isUp ? IFF_UP | IFF_RUNNING | IFF_LOWER_UP : 0);
  }

  /** Takes CAP_NET_ADMIN over the network namespace. */
  checkMayChange(credentials: Credentials): void {
    if (this.userNs === null || !capableIn(credentials, this.userNs, CAP_NET_ADMIN)) throw EPERM;
  }

  setFlags(flags: number): void {
    this.isUp = (flags & IFF_UP) !== 0;
    if (this.isUp) this.hasAddress = true;
  }

  setMtu(mtu: number): void {
    if (mtu < LEAST_MTU) throw EINVAL;
    this.mtu = mtu;
  }

  /** Whether packets to oneself come anywhere: no route without the interface, no IPv6 address either. */
  checkReaches(isFour: boolean): void {
    if (!this.isUp) throw isFour ? ENETUNREACH : EADDRNOTAVAIL;
  }
}
