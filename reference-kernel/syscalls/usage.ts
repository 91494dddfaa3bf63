/** What was used, as calls report it: getrusage(2), times(2). The scheduler knows it exactly, in nanoseconds. */
import { EINVAL } from "../abi/errors.ts";
import type { Decoded } from "../abi/struct.ts";
import { rusage, tms } from "../abi/time.ts";
import { FRAME_SIZE } from "../memory/physical.ts";
import type { Task } from "../process/task.ts";
import type { TotalUsage } from "../process/usage.ts";
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

export const rusageOf = (usage: TotalUsage): Decoded<typeof rusage> => ({
  utime: timevalOf(usage.user),
  stime: timevalOf(usage.system),
  maxrss: (usage.peakPages * FRAME_SIZE) / 1024,
  ixrss: 0,
  idrss: 0,
  isrss: 0,
  minflt: usage.minorFaults,
  majflt: 0,
  nswap: 0,
  inblock: 0,
  oublock: 0,
  msgsnd: 0,
  msgrcv: 0,
  nsignals: 0,
  nvcsw: usage.voluntarySwitches,
  nivcsw: usage.involuntarySwitches,
});

const usageOf = (task: Task, who: number): TotalUsage => {
  task.system.faults.settle(task);
  if (who === RUSAGE_SELF) return task.process.ownUsage;
  if (who === RUSAGE_CHILDREN) return task.process.childUsage;
  if (who !== RUSAGE_THREAD) throw EINVAL;
  return { ...task.process.ownUsage, ...task.cpu.times, ...task.usage };
};

export const usageCalls = [
  call("getrusage", [int("who"), pointer("usage")], (task, who, usage) => {
    task.memory.write(rusage, usage, rusageOf(usageOf(task, who)));
    return 0;
  }),
  call("times", [pointer("buf")], (task, buffer) => {
    const own = task.process.cpu.times;
    const { childUsage } = task.process;
    const ticks = (nanoseconds: number): number => Math.floor(nanoseconds / TICK);
    if (buffer !== 0) {
      task.memory.write(tms, buffer, {
        utime: ticks(own.user),
        stime: ticks(own.system),
        cutime: ticks(childUsage.user),
        cstime: ticks(childUsage.system),
      });
    }
    return ticks(task.clock.now);
  }),
];
