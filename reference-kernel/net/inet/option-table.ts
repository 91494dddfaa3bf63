/** How the whole-number options of IP, IPv6 and TCP are described, and the usual kinds of them. Data for the tables. */
import { EADDRNOTAVAIL, EINVAL, ENODEV, ENOPROTOOPT, EPERM } from "../../abi/errors.ts";
import { type Caller, hasCapability } from "../../core/caller.ts";
import { LOOPBACK } from "../interfaces.ts";
import type { InetSocket } from "./inet-socket.ts";

export interface IntegerOption {
  /** As getsockopt answers it before anything was set, or always when it depends on the socket. */
  readonly initial: number | ((socket: InetSocket) => number);
  /** What `keep` answers is not kept: `initial` answers always. */
  readonly isComputed?: boolean;
  /** What is kept of a value; throws for what is out of bounds. Without it nothing can be set. */
  readonly keep?: (value: number, socket: InetSocket, caller: Caller) => number;
}

export type OptionTable = ReadonlyMap<number, IntegerOption>;

const CAP_NET_ADMIN = 12;
const CAP_NET_RAW = 13;

export const truth = (initial = 0): IntegerOption => ({ initial, keep: (value) => (value === 0 ? 0 : 1) });

/** A whole number within bounds; `standard` stands for a value of -1. */
export const bounded = (initial: number, least: number, most: number, standard?: number): IntegerOption => ({
  initial,
  keep: (value) => {
    if (standard !== undefined && value === -1) return standard;
    if (value < least || value > most) throw EINVAL;
    return value;
  },
});

/** Nobody sets it here; `error` says so. */
export const fixed = (initial: number, error = ENOPROTOOPT): IntegerOption => ({
  initial,
  keep: () => {
    throw error;
  },
});

/** Takes rights over the network namespace. */
export const privileged = (option: IntegerOption): IntegerOption => ({
  initial: option.initial,
  keep: (value, socket, caller) => {
    const { credentials } = caller;
    const may = hasCapability(credentials, CAP_NET_RAW) || hasCapability(credentials, CAP_NET_ADMIN);
    if (value !== 0 && !may) throw EPERM;
    return option.keep?.(value, socket, caller) ?? 0;
  },
});

/** The index of an interface, or 0 for none. */
export const interfaceIndex = (error = ENODEV): IntegerOption => ({
  initial: 0,
  keep: (value) => {
    if (value !== 0 && value !== LOOPBACK.index) throw error;
    return value;
  },
});

/** The same in the order of the network (IP_UNICAST_IF). */
export const swappedInterfaceIndex: IntegerOption = {
  initial: 0,
  keep: (value) => {
    if (value !== 0 && value !== LOOPBACK.index << 24) throw EADDRNOTAVAIL;
    return value;
  },
};
