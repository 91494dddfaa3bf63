/** Scheduling as programs see it: sched_yield(2), affinity and time slices of one processor. */
import { EINVAL } from "../abi/errors.ts";
import { u32 } from "../abi/struct.ts";
import { timespec } from "../abi/time.ts";
import type { Blocking } from "../core/thread.ts";
import type { Task } from "../process/task.ts";
import { pid, pointer, size } from "./arguments.ts";
import { call } from "./define.ts";
import { findTask, findThread } from "./scheduling-policy.ts";

/** Bytes of the kernel's CPU mask: one processor, rounded up to a long. */
const MASK_SIZE = 8;

function* yieldProcessor(task: Task): Blocking<number> {
  yield* task.yieldProcessor();
  return 0;
}

export const schedulingCalls = [
  call("sched_yield", [], yieldProcessor),
  call("sched_getaffinity", [pid(), size("cpusetsize"), pointer("mask")], (task, tid, length, mask) => {
    if (length * 8 < 1 || length % 8 !== 0) throw EINVAL;
    findTask(task, tid);
    const set = new Uint8Array(MASK_SIZE);
    set[0] = 1;
    task.memory.writeBytes(mask, set);
    return MASK_SIZE;
  }),
  call("sched_setaffinity", [pid(), size("cpusetsize"), pointer("mask")], (task, tid, length, mask) => {
    const given = task.memory.readBytes(mask, Math.min(length, MASK_SIZE));
    findTask(task, tid);
    if (((given[0] ?? 0) & 1) === 0) throw EINVAL;
    return 0;
  }),
  call("sched_rr_get_interval", [pid(), pointer("tp")], (task, tid, time) => {
    findThread(task, tid);
    task.memory.write(timespec, time, { sec: 0, nsec: task.system.quantum });
    return 0;
  }),
  call("getcpu", [pointer("cpu"), pointer("node"), pointer("tcache")], (task, cpu, node) => {
    if (cpu !== 0) task.memory.write(u32, cpu, 0);
    if (node !== 0) task.memory.write(u32, node, 0);
    return 0;
  }),
];
