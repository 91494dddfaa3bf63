/** What came back about datagrams that could not be delivered (IP_RECVERR in ip(7); ip_icmp_error, ip_recv_error). */
import type { Errno } from "../../abi/errors.ts";
import { IP_RECVERR, IPV6_RECVERR, SO_EE_ORIGIN_ICMP, SO_EE_ORIGIN_ICMP6, sockExtendedErr } from "../../abi/inet.ts";
import { AF_INET, AF_INET6, SOL_IP, SOL_IPV6 } from "../../abi/socket.ts";
import { encode } from "../../abi/struct.ts";
import type { ControlMessage } from "../control.ts";
import { type Endpoint, encodeEndpoint, isV4 } from "./address.ts";

/** Destination unreachable, port unreachable: as ICMP and as ICMPv6 say it. */
const PORT_UNREACHABLE = { type: 3, code: 3 };
const PORT_UNREACHABLE6 = { type: 1, code: 4 };

export interface Failure {
  readonly error: Errno;
  /** The datagram, and where it went. */
  readonly data: Uint8Array;
  readonly to: Endpoint;
}

export class ErrorQueue {
  readonly #failures: Failure[] = [];

  get isEmpty(): boolean {
    return this.#failures.length === 0;
  }

  push(failure: Failure): void {
    this.#failures.push(failure);
  }

  /** The first, and the error of the one behind it, which is the socket's then. */
  shift(): { readonly failure: Failure; readonly next: Errno | null } | null {
    const failure = this.#failures.shift();
    return failure === undefined ? null : { failure, next: this.#failures[0]?.error ?? null };
  }

  clear(): void {
    this.#failures.length = 0;
  }
}

/** struct sock_extended_err and the address of who complained, as a socket of `family` hears it. */
export const failureControl = ({ error, to }: Failure, family: number): ControlMessage => {
  const isFour = isV4(to.ip);
  const { type, code } = isFour ? PORT_UNREACHABLE : PORT_UNREACHABLE6;
  const head = encode(sockExtendedErr, {
    errno: error.number,
    origin: isFour ? SO_EE_ORIGIN_ICMP : SO_EE_ORIGIN_ICMP6,
    type,
    code,
    pad: 0,
    info: 0,
    data: 0,
  });
  const offender = encodeEndpoint({ ip: to.ip, port: 0 }, family);
  const data = new Uint8Array(head.length + offender.length);
  data.set(head);
  data.set(offender, head.length);
  return family === AF_INET || family !== AF_INET6
    ? { level: SOL_IP, type: IP_RECVERR, data }
    : { level: SOL_IPV6, type: IPV6_RECVERR, data };
};
