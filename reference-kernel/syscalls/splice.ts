/** splice(2), tee(2), vmsplice(2): pages between pipes, files and memory (fs/splice.c). */
import { EAGAIN, EBADF, EFAULT, EINVAL, EPIPE, Errno, ESPIPE } from "../abi/errors.ts";
import { O_APPEND, O_NONBLOCK } from "../abi/open.ts";
import { POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from "../abi/poll.ts";
import { SIGPIPE } from "../abi/signal.ts";
import { long } from "../abi/struct.ts";
import type { Blocking } from "../core/thread.ts";
import { type OpenFile, WOULD_BLOCK } from "../files/open-file.ts";
import type { Pipe } from "../files/pipe.ts";
import { PipeEnd } from "../files/pipe-end.ts";
import { RegularFile } from "../fs/tmpfs/regular.ts";
import { KernelBuffer } from "../memory/io.ts";
import { READ } from "../memory/mmu.ts";
import { FRAME_SIZE, inPageOf } from "../memory/physical.ts";
import { type IoVector, MAX_RW_COUNT } from "../memory/user-memory.ts";
import type { Task } from "../process/task.ts";
import { fd, flags, pointer, size } from "./arguments.ts";
import { orThrow, readFrom, writeTo } from "./blocking.ts";
import { call, type Syscall } from "./define.ts";

const SPLICE_F_MOVE = 1;
const SPLICE_F_NONBLOCK = 2;
const SPLICE_F_MORE = 4;
const SPLICE_F_GIFT = 8;
const SPLICE_F_ALL = 15;
const PIPE_BYTES = 65536;

const flagNames = [
  [SPLICE_F_MOVE, "SPLICE_F_MOVE"],
  [SPLICE_F_NONBLOCK, "SPLICE_F_NONBLOCK"],
  [SPLICE_F_MORE, "SPLICE_F_MORE"],
  [SPLICE_F_GIFT, "SPLICE_F_GIFT"],
] as const;

/** Waits for a free slot (wait_for_space); EPIPE and SIGPIPE when nobody can read. */
function* awaitRoom(task: Task, pipe: Pipe, nonBlocking: boolean): Blocking<void> {
  const look = (): true | undefined => {
    if (pipe.readers === 0) {
      task.raise(SIGPIPE);
      throw EPIPE;
    }
    return pipe.isFull ? undefined : true;
  };
  if (look() !== undefined) return;
  if (nonBlocking) throw EAGAIN;
  yield* task.waitEvent([pipe.writeWait], look, { reason: "splice" });
}

/** Waits for data; answers false at end of file. */
function* awaitData(task: Task, pipe: Pipe, nonBlocking: boolean): Blocking<boolean> {
  const look = (): boolean | undefined => (!pipe.isEmpty ? true : pipe.writers === 0 ? false : undefined);
  const first = look();
  if (first !== undefined) return first;
  if (nonBlocking) throw EAGAIN;
  return (yield* task.waitEvent([pipe.readWait], look, { reason: "splice" })) === true;
}

const tellReaders = (pipe: Pipe): void => {
  pipe.readWait.wake(POLLIN | POLLRDNORM);
};

const tellWriters = (pipe: Pipe): void => {
  pipe.writeWait.wake(POLLOUT | POLLWRNORM);
};

function* betweenPipes(task: Task, from: Pipe, to: Pipe, count: number, nonBlocking: boolean): Blocking<number> {
  for (;;) {
    const hasData = yield* awaitData(task, from, nonBlocking);
    yield* awaitRoom(task, to, nonBlocking);
    if (!hasData) return 0;
    const wasFull = from.isFull;
    const moved = from.moveTo(to, count);
    if (moved === 0) continue;
    tellReaders(to);
    if (wasFull && !from.isFull) tellWriters(from);
    return moved;
  }
}

function* toPipe(
  task: Task,
  file: OpenFile,
  offset: number,
  isOwn: boolean,
  pipe: Pipe,
  count: number,
  nonBlocking: boolean,
): Blocking<number> {
  yield* awaitRoom(task, pipe, nonBlocking);
  if (!file.canSpliceFrom) throw EINVAL;
  let moved = 0;
  if (file instanceof RegularFile) {
    for (const page of file.lend(task, offset, count, pipe.freeSlots)) {
      pipe.addPage(page);
      moved += page.length;
    }
  } else {
    const bytes = new Uint8Array(Math.min(count, pipe.freeSlots * FRAME_SIZE));
    const sink = new KernelBuffer(bytes);
    const got = file.isSeekable
      ? file.readAt(task, sink, offset)
      : orThrow(readFrom(task, file, sink, nonBlocking ? { reason: "splice", nonBlocking } : { reason: "splice" }));
    moved = got === WOULD_BLOCK ? 0 : typeof got === "number" ? got : yield* got;
    for (let at = 0; at < moved; at += FRAME_SIZE) {
      const length = Math.min(FRAME_SIZE, moved - at);
      pipe.addPage({ page: bytes.slice(at, at + FRAME_SIZE), offset: 0, length, giveBack: null });
    }
  }
  if (moved > 0) tellReaders(pipe);
  if (isOwn && file.isSeekable) file.offset = offset + moved;
  return moved;
}

/** Writes what the pipe has; once something was moved, an empty pipe ends it. `offset` null is the file's own. */
function* fromPipe(
  task: Task,
  pipe: Pipe,
  file: OpenFile,
  offset: number | null,
  count: number,
  nonBlocking: boolean,
): Blocking<number> {
  if (!file.canSpliceTo) throw EINVAL;
  let moved = 0;
  try {
    while (moved < count) {
      if (pipe.isEmpty && moved > 0) break;
      if (!(yield* awaitData(task, pipe, nonBlocking))) break;
      const slot = pipe.peek();
      if (slot === null) continue;
      const length = Math.min(slot.length, count - moved);
      const source = new KernelBuffer(slot.page.subarray(slot.offset, slot.offset + length));
      const written =
        offset === null
          ? orThrow(writeTo(task, file, source, { reason: "splice" }))
          : file.writeAt(task, source, offset + moved);
      const taken = written === WOULD_BLOCK ? 0 : typeof written === "number" ? written : yield* written;
      const wasFull = pipe.isFull;
      pipe.consume(taken);
      if (wasFull && !pipe.isFull) tellWriters(pipe);
      moved += taken;
      if (taken < length) break;
    }
  } catch (error) {
    if (moved === 0 || !(error instanceof Errno)) throw error;
  }
  return moved;
}

const asPipe = (file: OpenFile): Pipe | null => (file instanceof PipeEnd ? file.pipe : null);

function* splice(
  task: Task,
  inNumber: number,
  inAddress: number,
  outNumber: number,
  outAddress: number,
  length: number,
  given: number,
): Blocking<number> {
  if (length === 0) return 0;
  if ((given & ~SPLICE_F_ALL) !== 0) throw EINVAL;
  const input = task.files.get(inNumber);
  const output = task.files.get(outNumber);
  const from = asPipe(input);
  const to = asPipe(output);
  if ((from !== null && inAddress !== 0) || (to !== null && outAddress !== 0)) throw ESPIPE;
  const inOffset = inAddress === 0 ? null : task.memory.read(long, inAddress);
  const outOffset = outAddress === 0 ? null : task.memory.read(long, outAddress);
  if (!input.isReadable || !output.isWritable) throw EBADF;
  const count = Math.min(length, MAX_RW_COUNT);
  let nonBlocking = (given & SPLICE_F_NONBLOCK) !== 0;
  if (from !== null && to !== null) {
    if (from === to) throw EINVAL;
    nonBlocking ||= ((input.flags | output.flags) & O_NONBLOCK) !== 0;
    return yield* betweenPipes(task, from, to, count, nonBlocking);
  }
  if (from !== null) {
    if (outOffset !== null && !output.isSeekable) throw EINVAL;
    if ((output.flags & O_APPEND) !== 0 || (outOffset ?? 0) < 0) throw EINVAL;
    nonBlocking ||= input.isNonBlocking;
    const moved = yield* fromPipe(task, from, output, outOffset, count, nonBlocking);
    if (outOffset !== null) task.memory.write(long, outAddress, outOffset + moved);
    return moved;
  }
  if (to === null) throw EINVAL;
  if (inOffset !== null && !input.isSeekable) throw EINVAL;
  if ((inOffset ?? 0) < 0) throw EINVAL;
  nonBlocking ||= output.isNonBlocking;
  const start = inOffset ?? input.offset;
  const moved = yield* toPipe(task, input, start, inOffset === null, to, count, nonBlocking);
  if (inOffset !== null) task.memory.write(long, inAddress, inOffset + moved);
  return moved;
}

function* tee(task: Task, inNumber: number, outNumber: number, length: number, given: number): Blocking<number> {
  if ((given & ~SPLICE_F_ALL) !== 0) throw EINVAL;
  if (length === 0) return 0;
  const input = task.files.get(inNumber);
  const output = task.files.get(outNumber);
  if (!input.isReadable || !output.isWritable) throw EBADF;
  const from = asPipe(input);
  const to = asPipe(output);
  if (from === null || to === null || from === to) throw EINVAL;
  const nonBlocking = (given & SPLICE_F_NONBLOCK) !== 0 || ((input.flags | output.flags) & O_NONBLOCK) !== 0;
  const hasData = yield* awaitData(task, from, nonBlocking);
  yield* awaitRoom(task, to, nonBlocking);
  if (!hasData) return 0;
  const count = from.copyTo(to, length);
  if (count > 0) tellReaders(to);
  return count;
}

function* vmsplice(task: Task, number: number, address: number, count: number, given: number): Blocking<number> {
  if ((given & ~SPLICE_F_ALL) !== 0) throw EINVAL;
  const file = task.files.get(number);
  if (!file.isReadable && !file.isWritable) throw EBADF;
  const vectors = task.memory.readIovecs(address, count);
  const total = vectors.reduce((sum, { length }) => sum + length, 0);
  const pipe = asPipe(file);
  if (total === 0) return 0;
  if (pipe === null) throw EBADF;
  const nonBlocking = (given & SPLICE_F_NONBLOCK) !== 0;
  if (!file.isWritable) return yield* toUser(task, pipe, vectors, nonBlocking);
  yield* awaitRoom(task, pipe, nonBlocking);
  const moved = lendUserPages(task, pipe, vectors);
  if (moved > 0) tellReaders(pipe);
  return moved;
}

/** The guest's own pages go into the pipe: what it writes there later is read later (iter_to_pipe). */
const lendUserPages = (task: Task, pipe: Pipe, vectors: readonly IoVector[]): number => {
  const { physical } = task.space;
  let moved = 0;
  for (const { base, length } of vectors) {
    for (let done = 0; done < length && !pipe.isFull; ) {
      const address = base + done;
      const offset = inPageOf(address);
      const start = task.space.translate(address - offset, READ);
      if (start < 0) {
        if (moved === 0) throw EFAULT;
        return moved;
      }
      const part = Math.min(length - done, FRAME_SIZE - offset);
      const frame = start / FRAME_SIZE;
      physical.retain(frame);
      pipe.addPage({
        page: physical.u8.subarray(start, start + FRAME_SIZE),
        offset,
        length: part,
        giveBack: () => physical.release(frame),
      });
      done += part;
      moved += part;
    }
  }
  return moved;
};

function* toUser(task: Task, pipe: Pipe, vectors: readonly IoVector[], nonBlocking: boolean): Blocking<number> {
  if (!(yield* awaitData(task, pipe, nonBlocking))) return 0;
  let moved = 0;
  for (const { base, length } of vectors) {
    for (let done = 0; done < length; ) {
      const slot = pipe.peek();
      if (slot === null) return moved;
      const part = Math.min(slot.length, length - done, PIPE_BYTES);
      const copied = task.memory.copyOut(base + done, slot.page, slot.offset, part);
      if (copied < part) {
        if (moved + copied === 0) throw EFAULT;
        pipe.consume(copied);
        return moved + copied;
      }
      const wasFull = pipe.isFull;
      pipe.consume(part);
      if (wasFull && !pipe.isFull) tellWriters(pipe);
      done += part;
      moved += part;
    }
  }
  return moved;
}

export const spliceCalls: readonly Syscall[] = [
  call(
    "splice",
    [fd("fd_in"), pointer("off_in"), fd("fd_out"), pointer("off_out"), size("len"), flags("flags", flagNames)],
    splice,
  ),
  call("tee", [fd("fd_in"), fd("fd_out"), size("len"), flags("flags", flagNames)], tee),
  call("vmsplice", [fd(), pointer("iov"), size("nr_segs"), flags("flags", flagNames)], vmsplice),
];
