/** read(2) on a terminal: lines in canonical mode, else by VMIN and VTIME (tty_read, n_tty_read). */
import { EAGAIN, EIO, ERESTARTSYS, Errno } from "../abi/errors.ts";
import { SIGTTIN } from "../abi/signal.ts";
import { EXTPROC, TIOCPKT_DATA, VMIN, VTIME } from "../abi/termios.ts";
import type { Blocking } from "../core/thread.ts";
import type { Sink } from "../memory/io.ts";
import type { ReadChunk } from "./input-queue.ts";
import { checkForeground } from "./job-control.ts";
import type { TtyCaller } from "./sessions.ts";
import type { Tty } from "./tty.ts";
import { takeTurn } from "./turns.ts";

/** Bytes go to the reader so many at a time; no rule looks further than that (iterate_tty_read). */
const CHUNK = 64;
/** VTIME counts tenths of a second. */
const TENTH = 100_000_000;

/** Who reads, and how. */
export interface ReadingFile {
  readonly isHungUp: boolean;
}

export function* readTerminal(
  tty: Tty,
  file: ReadingFile,
  caller: TtyCaller,
  sink: Sink,
  nonBlocking: boolean,
): Blocking<number> {
  checkForeground(tty, caller, SIGTTIN);
  yield* takeTurn(tty, "isBeingRead", caller, nonBlocking);
  let done = 0;
  try {
    const chunk = newChunk(sink.remaining);
    let isMore = yield* firstChunk(tty, file, caller, chunk, nonBlocking);
    done = deliver(sink, chunk);
    while (isMore) {
      const next = newChunk(done < chunk.used ? 0 : sink.remaining);
      isMore = furtherChunk(tty, next);
      done += deliver(sink, next);
    }
  } catch (error) {
    if (done === 0 || !(error instanceof Errno)) throw error;
  } finally {
    tty.isBeingRead = false;
    tty.turns.wakeAll();
  }
  return done;
}

const newChunk = (wanted: number): ReadChunk => {
  const limit = Math.min(wanted, CHUNK);
  return { buffer: new Uint8Array(limit), used: 0, limit };
};

const deliver = (sink: Sink, { buffer, used }: ReadChunk): number => (used === 0 ? 0 : sink.put(buffer, 0, used));

/** Waits for input and takes a first chunk of it. True when there is more for the same read. */
function* firstChunk(
  tty: Tty,
  file: ReadingFile,
  caller: TtyCaller,
  chunk: ReadChunk,
  nonBlocking: boolean,
): Blocking<boolean> {
  const { cc } = tty.termios;
  const { clock } = tty.services;
  const byBytes = !tty.input.isCanonical;
  const least = byBytes ? Math.max(cc[VMIN]!, 1) : 0;
  const time = byBytes ? cc[VTIME]! * TENTH : 0;
  // With VMIN the time runs between bytes; without, from the start of the read on.
  const isBetween = cc[VMIN]! > 0;
  let deadline = byBytes && !isBetween ? clock.now + time : Number.POSITIVE_INFINITY;
  const { isPacket } = tty;
  const start = tty.input.queue.tail;
  const isReady = (): true | undefined =>
    tty.hasInput() || tty.isOtherClosed || file.isHungUp || (isPacket && tty.link.packetStatus !== 0)
      ? true
      : undefined;
  let error: Errno | null = null;
  while (chunk.used < chunk.limit) {
    if (isPacket && tty.link.packetStatus !== 0) {
      if (chunk.used === 0) {
        chunk.buffer[chunk.used++] = tty.link.packetStatus;
        tty.link.packetStatus = 0;
      }
      break;
    }
    if (!tty.hasInput()) {
      if (tty.isOtherClosed) error = EIO;
      else if (!file.isHungUp && clock.now < deadline) {
        if (!nonBlocking) {
          error = yield* sleep(tty, caller, isReady, deadline);
          if (error === null) continue;
        } else error = EAGAIN;
      }
      break;
    }
    const { input } = tty;
    if (input.readsLines) {
      if (input.queue.copyLine(chunk)) return true;
    } else {
      if (isPacket && chunk.used === 0) chunk.buffer[chunk.used++] = TIOCPKT_DATA;
      if (input.takeBytes(chunk) && chunk.used >= least) return true;
    }
    tty.afterRead();
    if (chunk.used >= least) break;
    if (time > 0 && isBetween) deadline = clock.now + time;
  }
  if (tty.input.queue.tail !== start) tty.input.restart();
  if (error !== null && chunk.used === 0) throw error;
  return false;
}

/** Null when something came or the time is over. */
function* sleep(
  tty: Tty,
  caller: TtyCaller,
  isReady: () => true | undefined,
  deadline: number,
): Blocking<Errno | null> {
  const options = { deadline, reason: "tty_read", interrupt: ERESTARTSYS };
  try {
    yield* caller.thread.waitEvent([tty.readWait], isReady, options);
    return null;
  } catch (error) {
    if (error === ERESTARTSYS) return ERESTARTSYS;
    throw error;
  }
}

/** What else is there for a read that has got something already. */
const furtherChunk = (tty: Tty, chunk: ReadChunk): boolean => {
  const { input } = tty;
  const byLines = input.isCanonical && (tty.termios.lflag & EXTPROC) === 0;
  if (byLines && chunk.limit === 0) input.queue.skipEndOfFile();
  else if (byLines ? input.queue.copyLine(chunk) : input.takeBytes(chunk)) return true;
  input.restart();
  tty.afterRead();
  return false;
};
