/** timer_create(2), timer_settime(2) and their family. */

import { EAGAIN, EBUSY, EINVAL, EOPNOTSUPP } from "../abi/errors.ts";
import { NSIG, SIGALRM } from "../abi/signal.ts";
import { i32, struct, u64 } from "../abi/struct.ts";
import {
  CLOCK_BOOTTIME,
  CLOCK_BOOTTIME_ALARM,
  CLOCK_MONOTONIC,
  CLOCK_MONOTONIC_COARSE,
  CLOCK_MONOTONIC_RAW,
  CLOCK_REALTIME,
  CLOCK_REALTIME_ALARM,
  CLOCK_REALTIME_COARSE,
  CLOCK_TAI,
  itimerspec,
  TIMER_ABSTIME,
  timespec,
} from "../abi/time.ts";
import { RLIMIT } from "../process/limits.ts";
import { namedPid } from "../process/pids.ts";
import { PosixTimer, type TimerEvent } from "../process/posix-timer.ts";
import { sendToProcess, sendToTask } from "../process/signals/send.ts";
import type { Task } from "../process/task.ts";
import { int, pointer } from "./arguments.ts";
import { cpuClock } from "./cpu-clock.ts";
import { call } from "./define.ts";
import { readRealtimeDeadline, readTimespec, timespecOf } from "./time-values.ts";

const SIGEV_SIGNAL = 0;
const SIGEV_NONE = 1;
const SIGEV_THREAD = 2;
const SIGEV_THREAD_ID = 4;

/** struct sigevent with the member of its union that the kernel reads; 64 bytes in all. */
const sigevent = struct({ value: u64, signo: i32, notify: i32, tid: i32 });

const realtime = [CLOCK_REALTIME, CLOCK_REALTIME_ALARM, CLOCK_TAI];
const known = [...realtime, CLOCK_MONOTONIC, CLOCK_BOOTTIME, CLOCK_BOOTTIME_ALARM];

const eventOf = (task: Task, address: number, id: number): TimerEvent => {
  if (address === 0) {
    return {
      signo: SIGALRM,
      value: BigInt(id),
      notify: "signal",
      tid: null,
      send: (info) => sendToProcess(task.process, info),
    };
  }
  const { value, signo, notify, tid } = task.memory.read(sigevent, address);
  if (notify === SIGEV_NONE) return { signo, value, notify: "none", tid: null, send: null };
  if (notify !== SIGEV_SIGNAL && notify !== SIGEV_THREAD && notify !== (SIGEV_SIGNAL | SIGEV_THREAD_ID)) throw EINVAL;
  if (signo <= 0 || signo > NSIG) throw EINVAL;
  if (notify !== (SIGEV_SIGNAL | SIGEV_THREAD_ID))
    return {
      signo,
      value,
      notify: notify === SIGEV_THREAD ? "thread" : "signal",
      tid: null,
      send: (info) => sendToProcess(task.process, info),
    };
  const target = task.system.pids.tasks.get(namedPid(task, tid));
  if (target === undefined || target.process !== task.process) throw EINVAL;
  return { signo, value, notify: "signal", tid: target.tid, send: (info) => sendToTask(target, info) };
};

const create = (task: Task, clock: number, event: number, idAddress: number): number => {
  const cpu = cpuClock(task, clock);
  // Clocks that can be read, but not waited on.
  if ([CLOCK_MONOTONIC_RAW, CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE].includes(clock)) throw EOPNOTSUPP;
  if (cpu === null && !known.includes(clock)) throw EINVAL;
  const { process } = task;
  const id = process.restoresTimerIds ? restoredId(task, idAddress) : process.nextTimerId++;
  const user = task.system.users.of(task.credentials.uid);
  if (user.queuedSignals >= task.limit(RLIMIT.SIGPENDING)) throw EAGAIN;
  const timer = new PosixTimer(id, clock, cpu ?? task.clock, eventOf(task, event, id));
  task.memory.write(i32, idAddress, id);
  process.addTimer(timer, user);
  return 0;
};

/** The id that is asked for; later ones go on from there. */
const restoredId = (task: Task, address: number): number => {
  const id = task.memory.read(i32, address);
  if (id < 0) throw EINVAL;
  if (task.process.timers.has(id)) throw EBUSY;
  task.process.nextTimerId = id + 1;
  return id;
};

const find = (task: Task, id: number): PosixTimer => {
  const timer = task.process.timers.get(id);
  if (timer === undefined) throw EINVAL;
  return timer;
};

const write = (task: Task, address: number, { left, interval }: { left: number; interval: number }): void =>
  task.memory.write(itimerspec, address, { interval: timespecOf(interval), value: timespecOf(left) });

const settime = (task: Task, id: number, flags: number, next: number, old: number): number => {
  if (next === 0) throw EINVAL;
  const interval = readTimespec(task, next);
  const at = next + timespec.size;
  const value = readTimespec(task, at);
  const timer = find(task, id);
  const before = timer.get();
  const isAbsolute = (flags & TIMER_ABSTIME) !== 0;
  const deadline =
    value === 0
      ? Number.POSITIVE_INFINITY
      : !isAbsolute
        ? timer.clock.now + value
        : realtime.includes(timer.clockId)
          ? readRealtimeDeadline(task, at)
          : value - task.namespaces.time.offsetOf(timer.clockId);
  timer.set(deadline, interval);
  if (old !== 0) write(task, old, before);
  return 0;
};

export const posixTimerCalls = [
  call("timer_create", [int("clockid"), pointer("sevp"), pointer("timerid")], create),
  call(
    "timer_settime",
    [int("timerid"), int("flags"), pointer("new_value"), pointer("old_value")],
    settime,
    "clock_settime does not move timers that run",
  ),
  call("timer_gettime", [int("timerid"), pointer("curr_value")], (task, id, value) => {
    write(task, value, find(task, id).get());
    return 0;
  }),
  call("timer_getoverrun", [int("timerid")], (task, id) => find(task, id).overrun),
  call("timer_delete", [int("timerid")], (task, id) => {
    find(task, id).cancel();
    task.process.deleteTimer(id);
    return 0;
  }),
];
