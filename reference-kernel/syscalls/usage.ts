/** CPU time as calls report it: getrusage(2), times(2). The scheduler knows it exactly, in nanoseconds. */
import { EINVAL } from "../abi/errors.ts";
import type { Decoded } from "../abi/struct.ts";
import { rusage, tms } from "../abi/time.ts";
import type { CpuTimes } from "../process/process.ts";
import type { Task } from "../process/task.ts";
import { int, pointer } from "./arguments.ts";
import { call } from "./define.ts";

const RUSAGE_SELF = 0;
const RUSAGE_CHILDREN = -1;
const RUSAGE_THREAD = 1;
/** Nanoseconds of a clock tick: sysconf(_SC_CLK_TCK) is 100. */
const TICK = 1e7;

export const timevalOf = (nanoseconds: number): { sec: number; usec: number } => ({
  sec: Math.floor(nanoseconds / 1e9),
  usec: Math.floor((nanoseconds % 1e9) / 1e3),
});

export const rusageOf = (times: CpuTimes): Decoded<typeof rusage> => ({
  utime: timevalOf(times.user),
  stime: timevalOf(times.system),
  maxrss: 0,
  ixrss: 0,
  idrss: 0,
  isrss: 0,
  minflt: 0,
  majflt: 0,
  nswap: 0,
  inblock: 0,
  oublock: 0,
  msgsnd: 0,
  msgrcv: 0,
  nsignals: 0,
  nvcsw: 0,
  nivcsw: 0,
});

const timesOf = (task: Task, who: number): CpuTimes => {
  if (who === RUSAGE_SELF) return task.process.cpu.times;
  if (who === RUSAGE_CHILDREN) return task.process.childTimes;
  if (who === RUSAGE_THREAD) return task.cpu.times;
  throw EINVAL;
};

export const usageCalls = [
  call(
    "getrusage",
    [int("who"), pointer("usage")],
    (task, who, usage) => {
      task.memory.write(rusage, usage, rusageOf(timesOf(task, who)));
      return 0;
    },
    "times only; faults, sizes and switches are 0",
  ),
  call("times", [pointer("buf")], (task, buffer) => {
    const own = task.process.cpu.times;
    const { childTimes } = task.process;
    const ticks = (nanoseconds: number): number => Math.floor(nanoseconds / TICK);
    if (buffer !== 0) {
      task.memory.write(tms, buffer, {
        utime: ticks(own.user),
        stime: ticks(own.system),
        cutime: ticks(childTimes.user),
        cstime: ticks(childTimes.system),
      });
    }
    return ticks(task.clock.now);
  }),
];
