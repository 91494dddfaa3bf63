/** Resource limits: getrlimit(2), prlimit(2). What they limit is seen to where it is used. */
import { EINVAL, EPERM, ESRCH } from "../abi/errors.ts";
import { struct, u64 } from "../abi/struct.ts";
import { armCpuLimit } from "../process/cpu-limit.ts";
import { type Limit, RLIM_NLIMITS, RLIMIT } from "../process/limits.ts";
import type { Task } from "../process/task.ts";
import { oneOf, pid, pointer } from "./arguments.ts";
import { call } from "./define.ts";

const rlimitLayout = struct({ soft: u64, hard: u64 });
const RLIM_INFINITY = 0xffff_ffff_ffff_ffffn;

const names =
  "CPU FSIZE DATA STACK CORE RSS NPROC NOFILE MEMLOCK AS LOCKS SIGPENDING MSGQUEUE NICE RTPRIO RTTIME".split(" ");
const resource = oneOf("resource", Object.fromEntries(names.map((name, number) => [number, `RLIMIT_${name}`])));

const toNumber = (value: bigint): number => (value === RLIM_INFINITY ? Number.POSITIVE_INFINITY : Number(value));
const toWord = (value: number): bigint => (value === Number.POSITIVE_INFINITY ? RLIM_INFINITY : BigInt(value));

const prlimit = (task: Task, target: Task, which: number, next: number, old: number): number => {
  if (which < 0 || which >= RLIM_NLIMITS) throw EINVAL;
  const given = next === 0 ? null : task.memory.read(rlimitLayout, next);
  const before = target.process.limits[which] as Limit;
  if (given !== null) {
    if (given.soft > given.hard) throw EINVAL;
    const limit: Limit = { soft: toNumber(given.soft), hard: toNumber(given.hard) };
    // Raising a hard limit takes CAP_SYS_RESOURCE in the first user namespace, which no guest has.
    if (limit.hard > before.hard) throw EPERM;
    target.process.limits = target.process.limits.map((value, index) => (index === which ? limit : value));
    if (which === RLIMIT.CPU) armCpuLimit(target.process);
  }
  if (old !== 0) task.memory.write(rlimitLayout, old, { soft: toWord(before.soft), hard: toWord(before.hard) });
  return 0;
};

export const limitCalls = [
  call("getrlimit", [resource, pointer("rlim")], (task, which, address) => {
    if (which < 0 || which >= RLIM_NLIMITS) throw EINVAL;
    const { soft, hard } = task.process.limits[which] as Limit;
    task.memory.write(rlimitLayout, address, { soft: toWord(soft), hard: toWord(hard) });
    return 0;
  }),
  call("setrlimit", [resource, pointer("rlim")], (task, which, address) => {
    task.memory.read(rlimitLayout, address);
    return prlimit(task, task, which, address, 0);
  }),
  call("prlimit64", [pid(), resource, pointer("new_limit"), pointer("old_limit")], (task, who, which, next, old) => {
    const target = who === 0 ? task : task.system.pids.tasks.get(who);
    if (target === undefined) throw ESRCH;
    return prlimit(task, target, which, next, old);
  }),
];
