/**
 * Policies: sched_setscheduler(2), sched_setparam(2), sched_setattr(2) (kernel/sched/syscalls.c). They are kept and
 * reported; the scheduler gives every thread the same turns. Guests never have CAP_SYS_NICE over the machine, and their
 * limits of RTPRIO and NICE are 0, so what needs them is EPERM.
 */
import { E2BIG, EINVAL, EPERM, ESRCH } from "../abi/errors.ts";
import { i32, struct, u32, u64 } from "../abi/struct.ts";
import type { Task } from "../process/task.ts";
import { int, pid, pointer, uint } from "./arguments.ts";
import { call } from "./define.ts";

export const SCHED_OTHER = 0;
const SCHED_FIFO = 1;
const SCHED_RR = 2;
const SCHED_BATCH = 3;
const SCHED_IDLE = 5;
const SCHED_DEADLINE = 6;
const SCHED_EXT = 7;
const SCHED_RESET_ON_FORK = 0x4000_0000;
const policies = [SCHED_OTHER, SCHED_FIFO, SCHED_RR, SCHED_BATCH, SCHED_IDLE, SCHED_DEADLINE, SCHED_EXT];
const schedParam = struct({ priority: i32 });

const FLAG_RESET_ON_FORK = 1;
const FLAG_KEEP_POLICY = 8;
const FLAG_KEEP_PARAMS = 16;
const FLAGS_KNOWN = 0x7f;

const schedAttr = struct({
  size: u32,
  policy: u32,
  flags: u64,
  nice: i32,
  priority: u32,
  runtime: u64,
  deadline: u64,
  period: u64,
  utilMin: u32,
  utilMax: u32,
});
/** The first version of the struct ends before utilMin. */
const ATTR_SIZE_VER0 = 48;
const PAGE = 4096;

/** EINVAL for negative ids, as most of these calls have it; ESRCH. */
export const findThread = (task: Task, tid: number): Task => {
  if (tid < 0) throw EINVAL;
  return findTask(task, tid);
};

/** ESRCH where there is none, negative ids included, as calls about affinity have it. */
export const findTask = (task: Task, tid: number): Task => {
  const target = tid === 0 ? task : task.system.pids.tasks.get(tid);
  if (target === undefined) throw ESRCH;
  return target;
};

const isRealtime = (policy: number): boolean => policy === SCHED_FIFO || policy === SCHED_RR;

interface Wanted {
  readonly policy: number;
  readonly resetOnFork: boolean;
  readonly priority: number;
  readonly nice: number;
}

/** __sched_setscheduler: what fits together, then what one may. */
const setPolicy = (target: Task, wanted: Wanted): number => {
  const { policy, resetOnFork, priority, nice } = wanted;
  if (!policies.includes(policy)) throw EINVAL;
  if (priority < 0 || priority > 99 || isRealtime(policy) !== (priority !== 0)) throw EINVAL;
  if (policy === SCHED_EXT) {
    target.system.unsupported.add("SCHED_EXT");
    throw EINVAL;
  }
  if (isRealtime(policy) || policy === SCHED_DEADLINE || nice < target.nice) throw EPERM;
  if (target.policy === SCHED_IDLE && policy !== SCHED_IDLE) throw EPERM;
  if (target.resetsOnFork && !resetOnFork) throw EPERM;
  target.policy = policy;
  target.resetsOnFork = resetOnFork;
  target.nice = nice;
  return 0;
};

const setScheduler = (task: Task, tid: number, given: number, param: number): number => {
  if (given < 0 || param === 0 || tid < 0) throw EINVAL;
  const { priority } = task.memory.read(schedParam, param);
  const target = findThread(task, tid);
  const resetOnFork = (given & SCHED_RESET_ON_FORK) !== 0;
  return setPolicy(target, { policy: given & ~SCHED_RESET_ON_FORK, resetOnFork, priority, nice: target.nice });
};

const setParam = (task: Task, tid: number, param: number): number => {
  if (param === 0 || tid < 0) throw EINVAL;
  const { priority } = task.memory.read(schedParam, param);
  const target = findThread(task, tid);
  const { policy, resetsOnFork, nice } = target;
  return setPolicy(target, { policy, resetOnFork: resetsOnFork, priority, nice });
};

/** The struct of the caller, whose size may be another than ours (sched_copy_attr). */
const readAttr = (task: Task, address: number) => {
  const size = task.memory.read(u32, address) || ATTR_SIZE_VER0;
  const isLarger = (): boolean =>
    task.memory.readBytes(address + schedAttr.size, size - schedAttr.size).some((byte) => byte !== 0);
  if (size < ATTR_SIZE_VER0 || size > PAGE || (size > schedAttr.size && isLarger())) {
    task.memory.write(u32, address, schedAttr.size);
    throw E2BIG;
  }
  const padded = new Uint8Array(schedAttr.size);
  padded.set(task.memory.readBytes(address, Math.min(size, schedAttr.size)));
  return schedAttr.read(new DataView(padded.buffer), 0);
};

const setAttr = (task: Task, tid: number, address: number, callFlags: number): number => {
  if (address === 0 || tid < 0 || callFlags !== 0) throw EINVAL;
  const attr = readAttr(task, address);
  if (attr.policy >= 0x8000_0000) throw EINVAL;
  const flags = attr.flags;
  const target = findThread(task, tid);
  if ((flags & ~BigInt(FLAGS_KNOWN)) !== 0n) throw EINVAL;
  const has = (bit: number): boolean => (Number(flags) & bit) !== 0;
  if (Number(flags) > FLAG_RESET_ON_FORK && !has(FLAG_KEEP_POLICY) && !has(FLAG_KEEP_PARAMS)) {
    task.system.unsupported.add("sched_setattr: bandwidth and utilization flags");
    throw EINVAL;
  }
  const nice = Math.min(Math.max(attr.nice, -20), 19);
  return setPolicy(target, {
    policy: has(FLAG_KEEP_POLICY) ? target.policy : attr.policy,
    resetOnFork: has(FLAG_KEEP_POLICY) ? target.resetsOnFork : has(FLAG_RESET_ON_FORK),
    priority: has(FLAG_KEEP_PARAMS) ? 0 : attr.priority,
    nice: has(FLAG_KEEP_PARAMS) ? target.nice : nice,
  });
};

const getAttr = (task: Task, tid: number, address: number, size: number, callFlags: number): number => {
  if (address === 0 || tid < 0 || size > PAGE || size < ATTR_SIZE_VER0 || callFlags !== 0) throw EINVAL;
  const { policy, resetsOnFork, nice, system } = findThread(task, tid);
  const told = new Uint8Array(schedAttr.size);
  schedAttr.write(new DataView(told.buffer), 0, {
    size: Math.min(size, schedAttr.size),
    policy,
    flags: resetsOnFork ? BigInt(FLAG_RESET_ON_FORK) : 0n,
    nice,
    priority: 0,
    runtime: BigInt(system.quantum),
    deadline: 0n,
    period: 0n,
    utilMin: 0,
    utilMax: 1024,
  });
  task.memory.writeBytes(address, told.subarray(0, Math.min(size, schedAttr.size)));
  return 0;
};

const rangeOf = (policy: number): [low: number, high: number] => {
  if (!policies.includes(policy)) throw EINVAL;
  return isRealtime(policy) ? [1, 99] : [0, 0];
};

export const schedulingPolicyCalls = [
  call("sched_getscheduler", [pid()], (task, tid) => {
    const { policy, resetsOnFork } = findThread(task, tid);
    return policy | (resetsOnFork ? SCHED_RESET_ON_FORK : 0);
  }),
  call("sched_setscheduler", [pid(), int("policy"), pointer("param")], setScheduler),
  call("sched_getparam", [pid(), pointer("param")], (task, tid, param) => {
    if (param === 0) throw EINVAL;
    findThread(task, tid);
    task.memory.write(schedParam, param, { priority: 0 });
    return 0;
  }),
  call("sched_setparam", [pid(), pointer("param")], setParam),
  call("sched_getattr", [pid(), pointer("attr"), uint("size"), uint("flags")], getAttr),
  call("sched_setattr", [pid(), pointer("attr"), uint("flags")], setAttr, "without bandwidth and utilization"),
  call("sched_get_priority_min", [int("policy")], (_task, policy) => rangeOf(policy)[0]),
  call("sched_get_priority_max", [int("policy")], (_task, policy) => rangeOf(policy)[1]),
];
