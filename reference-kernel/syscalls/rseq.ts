/** rseq(2): a thread registers the area of its restartable sequences, or gives it up. */
import { EBUSY, EFAULT, EINVAL, EPERM } from "../abi/errors.ts";
import { TASK_SIZE } from "../memory/user-memory.ts";
import { RSEQ_ALIGN, RSEQ_CPU_UNINITIALIZED, RSEQ_IN_USE, RSEQ_ORIGINAL_SIZE, rseqArea } from "../process/rseq.ts";
import type { Task } from "../process/task.ts";
import { hexUint, pointer, uint } from "./arguments.ts";
import { call } from "./define.ts";

const UNREGISTER = 1;

const unregister = (task: Task, address: number, length: number, flags: number, signature: number): void => {
  const { rseq } = task;
  if ((flags & ~UNREGISTER) !== 0 || rseq === null || rseq.address !== address || rseq.length !== length) throw EINVAL;
  if (rseq.signature !== signature) throw EPERM;
  const area = task.memory.read(rseqArea, address);
  task.memory.write(rseqArea, address, { ...area, cpuIdStart: 0, cpuId: RSEQ_CPU_UNINITIALIZED, nodeId: 0, mmCid: 0 });
  task.rseq = null;
};

const register = (task: Task, address: number, length: number, flags: number, signature: number): void => {
  if (flags !== 0) throw EINVAL;
  const { rseq } = task;
  if (rseq !== null) {
    if (rseq.address !== address || rseq.length !== length) throw EINVAL;
    throw rseq.signature === signature ? EBUSY : EPERM;
  }
  const isOriginal = length === RSEQ_ORIGINAL_SIZE;
  if (length < RSEQ_ORIGINAL_SIZE || address % RSEQ_ALIGN !== 0 || (!isOriginal && length < RSEQ_IN_USE)) throw EINVAL;
  if (address > TASK_SIZE - length) throw EFAULT;
  const area = task.memory.read(rseqArea, address);
  task.memory.write(rseqArea, address, { ...area, sequence: 0 });
  task.rseq = { address, length, signature, isNew: true };
};

export const rseqCalls = [
  call(
    "rseq",
    [pointer("rseq"), uint("rseq_len"), hexUint("flags"), hexUint("sig")],
    (task, address, length, flags, signature) => {
      const change = (flags & UNREGISTER) !== 0 ? unregister : register;
      change(task, address, length, flags, signature);
      return 0;
    },
  ),
];
