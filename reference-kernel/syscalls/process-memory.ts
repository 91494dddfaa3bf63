/** process_vm_readv and process_vm_writev: memory of another process, read and written (mm/process_vm_access.c). */
import { EFAULT, EINVAL, ENOMEM, EPERM, ESRCH } from "../abi/errors.ts";
import type { AddressSpace } from "../memory/address-space.ts";
import { FAULT_NO_MEMORY, READ, WRITE } from "../memory/mmu.ts";
import { FRAME_SIZE, inPageOf } from "../memory/physical.ts";
import { UserBuffer } from "../memory/user-io.ts";
import { type IoVector, TASK_SIZE } from "../memory/user-memory.ts";
import { mayAccess } from "../process/access.ts";
import type { Task } from "../process/task.ts";
import { pid, pointer, size } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";

const spaceOf = (task: Task, pid: number): AddressSpace => {
  const target = task.system.pids.tasks.get(pid);
  if (target === undefined) throw ESRCH;
  if (!mayAccess(task, target, "real")) throw EPERM;
  if (target.isExited) throw ESRCH;
  return target.space;
};

const transfer = (
  task: Task,
  pid: number,
  local: readonly [address: number, count: number],
  remote: readonly [address: number, count: number],
  flags: number,
  access: typeof READ | typeof WRITE,
): number => {
  if (flags !== 0) throw EINVAL;
  const buffer = UserBuffer.over(task.memory, task.memory.readIovecs(...local));
  if (buffer.remaining === 0) return 0;
  const vectors = task.memory.readIovecs(...remote, false);
  if (vectors.every((vector) => vector.length === 0)) return 0;
  const space = spaceOf(task, pid);
  let done = 0;
  for (const vector of vectors) {
    const moved = moveVector(space, buffer, vector, access, done > 0);
    done += moved;
    if (moved < vector.length) break;
  }
  return done;
};

/** Moves one remote vector; answers how many bytes went. EFAULT at the first byte, unless some went before. */
const moveVector = (
  space: AddressSpace,
  buffer: UserBuffer,
  vector: IoVector,
  access: typeof READ | typeof WRITE,
  hasMoved: boolean,
): number => {
  const { physical } = space;
  let done = 0;
  while (done < vector.length && buffer.remaining > 0) {
    const address = vector.base + done;
    const inPage = inPageOf(address);
    const frame = address < TASK_SIZE ? space.translate(address - inPage, access) : -1;
    if (frame < 0) {
      if (done > 0 || hasMoved) return done;
      throw frame === FAULT_NO_MEMORY ? ENOMEM : EFAULT;
    }
    const count = Math.min(vector.length - done, FRAME_SIZE - inPage, buffer.remaining);
    const start = frame + inPage;
    if (access === WRITE) physical.touch(frame / FRAME_SIZE);
    const moved =
      access === WRITE ? buffer.take(physical.u8, start, start + count) : buffer.put(physical.u8, start, start + count);
    done += moved;
    if (moved < count) break;
  }
  return done;
};

const shape = [
  pid(),
  pointer("local_iov"),
  size("liovcnt"),
  pointer("remote_iov"),
  size("riovcnt"),
  size("flags"),
] as const;

export const processMemoryCalls: readonly Syscall[] = [
  call("process_vm_readv", shape, (task, pid, local, localCount, remote, remoteCount, flags) =>
    transfer(task, pid, [local, localCount], [remote, remoteCount], flags, READ),
  ),
  call("process_vm_writev", shape, (task, pid, local, localCount, remote, remoteCount, flags) =>
    transfer(task, pid, [local, localCount], [remote, remoteCount], flags, WRITE),
  ),
];
