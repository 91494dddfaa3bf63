/** sendfile(2), copy_file_range(2): data from file to file without the guest's memory. */
import { EAGAIN, EBADF, EINVAL, EISDIR, EOVERFLOW, Errno, ESPIPE, EXDEV } from "../abi/errors.ts";
import { O_APPEND } from "../abi/open.ts";
import { long } from "../abi/struct.ts";
import type { Blocking } from "../core/thread.ts";
import { type OpenFile, WOULD_BLOCK } from "../files/open-file.ts";
import { KernelBuffer } from "../memory/io.ts";
import { MAX_RW_COUNT } from "../memory/user-memory.ts";
import type { Task } from "../process/task.ts";
import { fd, pointer, size, uint } from "./arguments.ts";
import { orThrow, writeTo } from "./blocking.ts";
import { call, type Syscall } from "./define.ts";

/** Bytes that are under way at one time: as many as a pipe holds. */
const CHUNK = 65536;
const MAX_OFFSET = 2 ** 63;

/** Copies from `input` at `position` to where `output` stands; what was read and not written is not taken. */
function* pump(
  task: Task,
  input: OpenFile,
  start: number,
  output: OpenFile,
  count: number,
  done: (position: number) => void,
): Blocking<number> {
  let position = start;
  let moved = 0;
  // No larger than what there is: most files are small, and a fresh buffer costs by its size.
  const there = input.inode?.isRegular ? Math.max(input.inode.size - start, 1) : CHUNK;
  const buffer = new Uint8Array(Math.min(CHUNK, count, there));
  try {
    while (moved < count) {
      const bytes = buffer.subarray(0, count - moved);
      const got = input.readAt(task, new KernelBuffer(bytes), position);
      if (got === WOULD_BLOCK || got === 0) break;
      const written = orThrow(writeTo(task, output, new KernelBuffer(bytes.subarray(0, got)), { reason: "sendfile" }));
      const taken = typeof written === "number" ? written : yield* written;
      position += taken;
      moved += taken;
      done(position);
      if (taken < got) break;
    }
  } catch (error) {
    if (moved === 0 || !(error instanceof Errno)) throw error;
  }
  return moved;
}

const sendfile = (
  task: Task,
  outNumber: number,
  inNumber: number,
  offsetAddress: number,
  count: number,
): Blocking<number> | number => {
  const given = offsetAddress === 0 ? null : task.memory.read(long, offsetAddress);
  const input = task.files.get(inNumber);
  if (!input.isReadable) throw EBADF;
  if (given !== null && !input.isSeekable) throw ESPIPE;
  const start = given ?? input.offset;
  if (start < 0 || count >= MAX_OFFSET) throw EINVAL;
  const output = task.files.get(outNumber);
  if (!output.isWritable) throw EBADF;
  if ((output.flags & O_APPEND) !== 0 || !input.isSeekable) throw EINVAL;
  if (count === 0) return 0;
  if (input.inode?.isDirectory) throw EINVAL;
  return pump(task, input, start, output, Math.min(count, MAX_RW_COUNT), (position) => {
    if (given === null) input.offset = position;
    else task.memory.write(long, offsetAddress, position);
  });
};

const copyFileRange = (
  task: Task,
  inNumber: number,
  inAddress: number,
  outNumber: number,
  outAddress: number,
  count: number,
  given: number,
): number => {
  const input = task.files.get(inNumber);
  const output = task.files.get(outNumber);
  const inStart = inAddress === 0 ? input.offset : task.memory.read(long, inAddress);
  const outStart = outAddress === 0 ? output.offset : task.memory.read(long, outAddress);
  if (given !== 0) throw EINVAL;
  const from = input.inode;
  const to = output.inode;
  if (from?.isDirectory || to?.isDirectory) throw EISDIR;
  if (!from?.isRegular || !to?.isRegular) throw EINVAL;
  if (!input.isReadable || !output.isWritable || (output.flags & O_APPEND) !== 0) throw EBADF;
  if (from.superblock !== to.superblock) throw EXDEV;
  if (inStart < 0 || outStart < 0 || inStart + count >= MAX_OFFSET || outStart + count >= MAX_OFFSET) throw EOVERFLOW;
  const wanted = Math.max(0, Math.min(count, from.size - inStart, MAX_RW_COUNT));
  if (from === to && inStart < outStart + wanted && outStart < inStart + wanted) throw EINVAL;

  let moved = 0;
  const buffer = new Uint8Array(Math.min(CHUNK, wanted));
  while (moved < wanted) {
    const bytes = buffer.subarray(0, wanted - moved);
    const got = input.readAt(task, new KernelBuffer(bytes), inStart + moved);
    if (got === WOULD_BLOCK) throw EAGAIN;
    if (got === 0) break;
    let taken: number;
    try {
      const written = output.writeAt(task, new KernelBuffer(bytes.subarray(0, got)), outStart + moved);
      if (written === WOULD_BLOCK) throw EAGAIN;
      taken = written;
    } catch (error) {
      if (moved === 0 || !(error instanceof Errno)) throw error;
      break;
    }
    moved += taken;
    if (taken < got) break;
  }
  if (moved === 0) return 0;
  if (inAddress === 0) input.offset = inStart + moved;
  else task.memory.write(long, inAddress, inStart + moved);
  if (outAddress === 0) output.offset = outStart + moved;
  else task.memory.write(long, outAddress, outStart + moved);
  return moved;
};

export const transferCalls: readonly Syscall[] = [
  call("sendfile", [fd("out_fd"), fd("in_fd"), pointer("offset"), size()], sendfile),
  call(
    "copy_file_range",
    [fd("fd_in"), pointer("off_in"), fd("fd_out"), pointer("off_out"), size(), uint("flags")],
    copyFileRange,
  ),
];
