/** write(2) on a terminal: piece by piece, each as far as the other end has room (tty_write, n_tty_write). */
import { EAGAIN, EFAULT, EIO, Errno } from "../abi/errors.ts";
import { POLLOUT } from "../abi/poll.ts";
import { TOSTOP } from "../abi/termios.ts";
import type { Blocking } from "../core/thread.ts";
import type { Source } from "../memory/io.ts";
import { checkForeground } from "./job-control.ts";
import type { TtyCaller } from "./sessions.ts";
import type { Tty } from "./tty.ts";
import { takeTurn } from "./turns.ts";

/** Bytes that the line discipline gets at once (iterate_tty_write). */
const PIECE = 2048;

export interface WritingFile {
  readonly isHungUp: boolean;
}

export function* writeTerminal(
  tty: Tty,
  file: WritingFile,
  caller: TtyCaller,
  source: Source,
  nonBlocking: boolean,
): Blocking<number> {
  yield* takeTurn(tty, "isBeingWritten", caller, nonBlocking);
  let done = 0;
  try {
    do {
      const piece = new Uint8Array(Math.min(source.remaining, PIECE));
      if (source.take(piece, 0, piece.length) < piece.length) throw EFAULT;
      for (let at = 0; at < piece.length; ) {
        const written = yield* writePiece(tty, file, caller, piece.subarray(at), nonBlocking);
        at += written;
        done += written;
      }
    } while (source.remaining > 0);
  } catch (error) {
    if (done === 0 || !(error instanceof Errno)) throw error;
  } finally {
    tty.isBeingWritten = false;
    tty.turns.wakeAll();
    tty.writeWait.wake(POLLOUT);
  }
  return done;
}

/** All of a piece, or as much as went before a signal or the end of the line. */
function* writePiece(
  tty: Tty,
  file: WritingFile,
  caller: TtyCaller,
  piece: Uint8Array,
  nonBlocking: boolean,
): Blocking<number> {
  if ((tty.termios.lflag & TOSTOP) !== 0) checkForeground(tty, caller);
  tty.input.output.process();
  let done = 0;
  const isOver = (): boolean => file.isHungUp || tty.link.openCount === 0;
  const attempt = (): true | undefined => {
    if (isOver()) throw EIO;
    done += tty.input.output.write(piece, done, piece.length);
    return done === piece.length ? true : undefined;
  };
  try {
    if (attempt() === undefined) {
      if (nonBlocking) throw EAGAIN;
      yield* caller.thread.waitEvent([tty.writeWait], attempt, { reason: "tty_write" });
    }
  } catch (error) {
    if (done === 0 || !(error instanceof Errno)) throw error;
  } finally {
    if (done < piece.length && !tty.async.isEmpty) tty.owesWriteSignal = true;
  }
  return done;
}
