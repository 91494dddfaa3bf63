/** Readers, and writers, of one terminal come one after the other (atomic_read_lock, atomic_write_lock). */
import { EAGAIN } from "../abi/errors.ts";
import type { Blocking } from "../core/thread.ts";
import type { TtyCaller } from "./sessions.ts";
import type { Tty } from "./tty.ts";

/** Waits for one's turn and takes it; whoever is done sets the flag back and wakes `turns`. */
export function* takeTurn(
  tty: Tty,
  which: "isBeingRead" | "isBeingWritten",
  caller: TtyCaller,
  nonBlocking: boolean,
): Blocking<void> {
  if (tty[which]) {
    if (nonBlocking) throw EAGAIN;
    yield* caller.thread.waitEvent([tty.turns], () => (tty[which] ? undefined : true), { reason: "tty_turn" });
  }
  tty[which] = true;
}
