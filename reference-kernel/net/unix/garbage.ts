/**
 * Descriptors in flight (SCM_RIGHTS; net/unix/garbage.c): a socket that only lies in the queues of sockets that nobody
 * can reach any more is collected, with everything that waits to be received from it.
 */
import { errors } from "../../abi/errors.ts";
import type { Caller } from "../../core/caller.ts";
import type { UnixSocket } from "./unix-socket.ts";

const RLIMIT_NOFILE = 7;

export class InFlight {
  /** Sockets whose queues have held descriptors; those that do not any more leave at the next look. */
  readonly #carriers = new Set<UnixSocket>();
  #isCollecting = false;

  /** Descriptors came into the queue of `carrier`. */
  carries(carrier: UnixSocket): void {
    this.#carriers.add(carrier);
  }

  /** ETOOMANYREFS when more are on their way than the sender may have open (too_many_unix_fds). */
  checkLimit(caller: Caller): void {
    let count = 0;
    for (const { received } of this.#loaded()) for (const { rights } of received) count += rights.length;
    if (count > caller.limit(RLIMIT_NOFILE)) throw errors.ETOOMANYREFS;
  }

  /** A socket is gone: what could be reached through it alone goes, too. */
  collect(isSocket: (file: object) => file is UnixSocket): void {
    if (this.#isCollecting || this.#carriers.size === 0) return;
    this.#isCollecting = true;
    try {
      const carriers = this.#loaded();
      const inFlight = new Map<UnixSocket, number>();
      for (const { received } of carriers)
        for (const { rights } of received)
          for (const file of rights) if (isSocket(file)) inFlight.set(file, (inFlight.get(file) ?? 0) + 1);
      const alive = new Set<UnixSocket>();
      const visit = (socket: UnixSocket): void => {
        if (alive.has(socket)) return;
        alive.add(socket);
        for (const { rights } of socket.received) for (const file of rights) if (isSocket(file)) visit(file);
        for (const waiting of socket.waiting) visit(waiting);
      };
      const isHeld = (socket: UnixSocket): boolean => socket.references > (inFlight.get(socket) ?? 0);
      for (const carrier of carriers) {
        const holder: UnixSocket = carrier.embryoOf ?? carrier;
        if (isHeld(holder)) visit(holder);
      }
      for (const socket of inFlight.keys()) if (isHeld(socket)) visit(socket);
      for (const carrier of carriers) if (!alive.has(carrier)) carrier.dropReceived();
    } finally {
      this.#isCollecting = false;
    }
  }

  #loaded(): readonly UnixSocket[] {
    for (const carrier of this.#carriers)
      if (!carrier.received.some(({ rights }) => rights.length > 0)) this.#carriers.delete(carrier);
    return [...this.#carriers];
  }
}
