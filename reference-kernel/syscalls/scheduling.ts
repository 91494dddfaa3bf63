/** Scheduling as programs see it: sched_yield(2), affinity, policies and nice values of one processor. */
import { EINVAL, EPERM, ESRCH } from "../abi/errors.ts";
import { i32, struct, u32 } from "../abi/struct.ts";
import { timespec } from "../abi/time.ts";
import type { Blocking } from "../core/thread.ts";
import type { Task } from "../process/task.ts";
import { int, pointer, size } from "./arguments.ts";
import { call } from "./define.ts";

/** Bytes of the kernel's CPU mask: one processor, rounded up to a long. */
const MASK_SIZE = 8;
const SCHED_OTHER = 0;
const SCHED_FIFO = 1;
const SCHED_RR = 2;
const SCHED_BATCH = 3;
const SCHED_IDLE = 5;
const policies = [SCHED_OTHER, SCHED_FIFO, SCHED_RR, SCHED_BATCH, SCHED_IDLE];
const schedParam = struct({ priority: i32 });

const find = (task: Task, tid: number): Task => {
  if (tid < 0) throw EINVAL;
  const target = tid === 0 ? task : task.system.pids.tasks.get(tid);
  if (target === undefined) throw ESRCH;
  return target;
};

function* yieldProcessor(task: Task): Blocking<number> {
  yield* task.yieldProcessor();
  return 0;
}

const isRealtime = (policy: number): boolean => policy === SCHED_FIFO || policy === SCHED_RR;

export const schedulingCalls = [
  call("sched_yield", [], yieldProcessor),
  call("sched_getaffinity", [int("pid"), size("cpusetsize"), pointer("mask")], (task, tid, length, mask) => {
    if (length * 8 < 1 || length % 8 !== 0) throw EINVAL;
    find(task, tid);
    const set = new Uint8Array(MASK_SIZE);
    set[0] = 1;
    task.memory.writeBytes(mask, set);
    return MASK_SIZE;
  }),
  call("sched_setaffinity", [int("pid"), size("cpusetsize"), pointer("mask")], (task, tid, length, mask) => {
    const given = task.memory.readBytes(mask, Math.min(length, MASK_SIZE));
    find(task, tid);
    if (((given[0] ?? 0) & 1) === 0) throw EINVAL;
    return 0;
  }),
  call("sched_getscheduler", [int("pid")], (task, tid) => {
    find(task, tid);
    return SCHED_OTHER;
  }),
  call("sched_getparam", [int("pid"), pointer("param")], (task, tid, param) => {
    if (param === 0) throw EINVAL;
    find(task, tid);
    task.memory.write(schedParam, param, { priority: 0 });
    return 0;
  }),
  call("sched_get_priority_max", [int("policy")], (_task, policy) => {
    if (!policies.includes(policy)) throw EINVAL;
    return isRealtime(policy) ? 99 : 0;
  }),
  call("sched_get_priority_min", [int("policy")], (_task, policy) => {
    if (!policies.includes(policy)) throw EINVAL;
    return isRealtime(policy) ? 1 : 0;
  }),
  call("sched_setscheduler", [int("pid"), int("policy"), pointer("param")], (task, tid, policy, param) => {
    if (param === 0) throw EINVAL;
    const { priority } = task.memory.read(schedParam, param);
    find(task, tid);
    if (!policies.includes(policy)) throw EINVAL;
    if (isRealtime(policy) ? priority < 1 || priority > 99 : priority !== 0) throw EINVAL;
    if (isRealtime(policy)) throw EPERM;
    if (policy !== SCHED_OTHER) {
      task.system.unsupported.add("sched_setscheduler(SCHED_BATCH, SCHED_IDLE)");
      throw EINVAL;
    }
    return 0;
  }),
  call("sched_rr_get_interval", [int("pid"), pointer("tp")], (task, tid, time) => {
    find(task, tid);
    task.memory.write(timespec, time, { sec: 0, nsec: task.system.quantum });
    return 0;
  }),
  call("getcpu", [pointer("cpu"), pointer("node"), pointer("tcache")], (task, cpu, node) => {
    if (cpu !== 0) task.memory.write(u32, cpu, 0);
    if (node !== 0) task.memory.write(u32, node, 0);
    return 0;
  }),
];
