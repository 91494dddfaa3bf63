/** Clocks, sleeping and interval timers: clock_gettime(2), nanosleep(2), setitimer(2). All time is virtual. */
import { CAP_SYS_TIME } from "../abi/capabilities.ts";
import { EINTR, EINVAL, EOPNOTSUPP, EPERM, ERESTART_RESTARTBLOCK, ERESTARTNOHAND } from "../abi/errors.ts";
import { SIGALRM, SIGPROF, SIGVTALRM } from "../abi/signal.ts";
import { i64 } from "../abi/struct.ts";
import {
  CLOCK_BOOTTIME,
  CLOCK_BOOTTIME_ALARM,
  CLOCK_MONOTONIC,
  CLOCK_MONOTONIC_COARSE,
  CLOCK_MONOTONIC_RAW,
  CLOCK_PROCESS_CPUTIME_ID,
  CLOCK_REALTIME,
  CLOCK_REALTIME_ALARM,
  CLOCK_REALTIME_COARSE,
  CLOCK_TAI,
  CLOCK_THREAD_CPUTIME_ID,
  ITIMER_REAL,
  itimerval,
  TIMER_ABSTIME,
  timespec,
  timeval,
} from "../abi/time.ts";
import type { Clock } from "../core/clock.ts";
import type { Blocking } from "../core/thread.ts";
import { capableOverall } from "../core/user-namespace.ts";
import { WaitQueue } from "../core/wait-queue.ts";
import { IntervalTimer } from "../process/interval-timer.ts";
import { sendToProcess } from "../process/signals/send.ts";
import { kernelInfo } from "../process/signals/siginfo.ts";
import type { Task } from "../process/task.ts";
import { int, oneOf, pointer, uint } from "./arguments.ts";
import { cpuClock } from "./cpu-clock.ts";
import { call } from "./define.ts";
import { readRealtimeDeadline, readTimespec, readTimeval, timespecOf } from "./time-values.ts";
import { timevalOf } from "./usage.ts";

const clockNames: Readonly<Record<number, string>> = {
  [CLOCK_REALTIME]: "CLOCK_REALTIME",
  [CLOCK_MONOTONIC]: "CLOCK_MONOTONIC",
  [CLOCK_PROCESS_CPUTIME_ID]: "CLOCK_PROCESS_CPUTIME_ID",
  [CLOCK_THREAD_CPUTIME_ID]: "CLOCK_THREAD_CPUTIME_ID",
  [CLOCK_MONOTONIC_RAW]: "CLOCK_MONOTONIC_RAW",
  [CLOCK_REALTIME_COARSE]: "CLOCK_REALTIME_COARSE",
  [CLOCK_MONOTONIC_COARSE]: "CLOCK_MONOTONIC_COARSE",
  [CLOCK_BOOTTIME]: "CLOCK_BOOTTIME",
  [CLOCK_REALTIME_ALARM]: "CLOCK_REALTIME_ALARM",
  [CLOCK_BOOTTIME_ALARM]: "CLOCK_BOOTTIME_ALARM",
  [CLOCK_TAI]: "CLOCK_TAI",
};

const clockId = (name: string) => oneOf(name, clockNames);

/** Resolution of the coarse clocks: a tick of CONFIG_HZ=250. */
const COARSE_NS = 4_000_000;

const isRealtime = (clock: number): boolean =>
  clock === CLOCK_REALTIME || clock === CLOCK_REALTIME_COARSE || clock === CLOCK_REALTIME_ALARM || clock === CLOCK_TAI;

const readClock = (task: Task, clock: number): { sec: number; nsec: number } => {
  switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_ALARM:
    case CLOCK_TAI:
      return task.clock.realtime();
    case CLOCK_REALTIME_COARSE: {
      const { sec, nsec } = task.clock.realtime();
      return { sec, nsec: nsec - (nsec % COARSE_NS) };
    }
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_BOOTTIME:
    case CLOCK_BOOTTIME_ALARM:
      return timespecOf(task.clock.now + task.namespaces.time.offsetOf(clock));
    case CLOCK_MONOTONIC_COARSE:
      return timespecOf(task.clock.now - (task.clock.now % COARSE_NS) + task.namespaces.time.offsetOf(clock));
    default: {
      const cpu = cpuClock(task, clock);
      if (cpu === null) throw EINVAL;
      return timespecOf(cpu.now);
    }
  }
};

/** Sleeps until `deadline`; a signal breaks it off and, for a relative sleep, the time left is written back. */
function* sleepUntil(task: Task, deadline: number, remaining: number, isAbsolute: boolean): Blocking<number> {
  const interrupt = isAbsolute ? ERESTARTNOHAND : ERESTART_RESTARTBLOCK;
  try {
    yield* task.waitEvent([], () => undefined, { deadline, interrupt, reason: "nanosleep" });
  } catch (error) {
    if (error === ERESTART_RESTARTBLOCK) {
      if (remaining !== 0) task.memory.write(timespec, remaining, timespecOf(Math.max(deadline - task.clock.now, 0)));
      task.restartCall = () => sleepUntil(task, deadline, remaining, false);
    }
    throw error;
  }
  return 0;
}

/** Sleeps until a CPU clock shows `deadline`: other threads must run for that. */
function* sleepOnCpu(
  task: Task,
  clock: Clock,
  deadline: number,
  remaining: number,
  isAbsolute: boolean,
): Blocking<number> {
  const queue = new WaitQueue();
  const timer = clock.arm(deadline, () => queue.wakeAll());
  const interrupt = isAbsolute ? ERESTARTNOHAND : ERESTART_RESTARTBLOCK;
  try {
    const reason = "clock_nanosleep on a CPU clock";
    yield* task.waitEvent([queue], () => (clock.now >= deadline ? true : undefined), { interrupt, reason });
  } catch (error) {
    if (error === ERESTART_RESTARTBLOCK) {
      if (remaining !== 0) task.memory.write(timespec, remaining, timespecOf(Math.max(deadline - clock.now, 0)));
      task.restartCall = () => sleepOnCpu(task, clock, deadline, remaining, false);
    }
    throw error;
  } finally {
    clock.cancel(timer);
  }
  return 0;
}

const clockNanosleep = (task: Task, clock: number, flags: number, request: number, remaining: number) => {
  const cpu = cpuClock(task, clock);
  // A thread may not sleep on its own CPU clock; under this name it has no way to sleep at all.
  if (clock === CLOCK_THREAD_CPUTIME_ID) throw EOPNOTSUPP;
  if (cpu === task.cpu.total || (cpu === null && !(clock in clockNames))) throw EINVAL;
  if (clock === CLOCK_MONOTONIC_RAW || clock === CLOCK_REALTIME_COARSE || clock === CLOCK_MONOTONIC_COARSE)
    throw EOPNOTSUPP;
  const isAbsolute = (flags & TIMER_ABSTIME) !== 0;
  const left = isAbsolute ? 0 : remaining;
  if (cpu !== null) {
    const time = readTimespec(task, request);
    return sleepOnCpu(task, cpu, isAbsolute ? time : cpu.now + time, left, isAbsolute);
  }
  const deadline = !isAbsolute
    ? task.clock.now + readTimespec(task, request)
    : isRealtime(clock)
      ? readRealtimeDeadline(task, request)
      : readTimespec(task, request) - task.namespaces.time.offsetOf(clock);
  return sleepUntil(task, deadline, left, isAbsolute);
};

/** What each timer of setitimer(2) counts, and the signal that it sends. */
const intervalTimers = [
  { clock: (task: Task): Clock => task.clock, signal: SIGALRM },
  { clock: (task: Task): Clock => task.process.cpu.user, signal: SIGVTALRM },
  { clock: (task: Task): Clock => task.process.cpu.total, signal: SIGPROF },
] as const;

const intervalTimer = (task: Task, which: number): IntervalTimer => {
  const kind = intervalTimers[which];
  if (kind === undefined) throw EINVAL;
  const { process } = task;
  const timer =
    process.intervalTimers[which] ??
    new IntervalTimer(kind.clock(task), () => void sendToProcess(process, kernelInfo(kind.signal)));
  process.intervalTimers[which] = timer;
  return timer;
};

const writeTimer = (task: Task, address: number, { left, interval }: { left: number; interval: number }): void =>
  task.memory.write(itimerval, address, { interval: timevalOf(interval), value: timevalOf(left) });

const setitimer = (task: Task, which: number, next: number, old: number): number => {
  const value = next === 0 ? 0 : readTimeval(task, next + timeval.size);
  const interval = next === 0 ? 0 : readTimeval(task, next);
  const timer = intervalTimer(task, which);
  const before = timer.get();
  timer.set(value, interval);
  if (old !== 0) writeTimer(task, old, before);
  return 0;
};

/** Seconds left of the alarm before: rounded to the nearest, but never down to 0 (alarm_setitimer). */
const alarm = (task: Task, seconds: number): number => {
  const timer = intervalTimer(task, ITIMER_REAL);
  const { left } = timer.get();
  timer.set(seconds * 1e9, 0);
  const whole = Math.floor(left / 1e9);
  const rest = left - whole * 1e9;
  return (whole === 0 && rest > 0) || rest >= 5e8 ? whole + 1 : whole;
};

/** do_settimeofday64: the clock is the machine's, so only a capability over that counts. */
const setRealtime = (task: Task, sec: number, nsec: number): number => {
  if (!capableOverall(task.credentials, CAP_SYS_TIME)) throw EPERM;
  if (!task.clock.setRealtime(sec, nsec)) throw EINVAL;
  return 0;
};

export const timeCalls = [
  call("clock_gettime", [clockId("clockid"), pointer("tp")], (task, clock, time) => {
    task.memory.write(timespec, time, readClock(task, clock));
    return 0;
  }),
  call("clock_getres", [clockId("clockid"), pointer("res")], (task, clock, resolution) => {
    if (!(clock in clockNames) && cpuClock(task, clock) === null) throw EINVAL;
    const isCoarse = clock === CLOCK_REALTIME_COARSE || clock === CLOCK_MONOTONIC_COARSE;
    if (resolution !== 0) task.memory.write(timespec, resolution, { sec: 0, nsec: isCoarse ? COARSE_NS : 1 });
    return 0;
  }),
  call("clock_settime", [clockId("clockid"), pointer("tp")], (task, clock, time) => {
    if (clock !== CLOCK_REALTIME) throw EINVAL;
    readTimespec(task, time);
    const { sec, nsec } = task.memory.read(timespec, time);
    return setRealtime(task, sec, nsec);
  }),
  call("settimeofday", [pointer("tv"), pointer("tz")], (task, time, zone) => {
    if (time !== 0) readTimeval(task, time);
    if (zone !== 0) task.memory.readBytes(zone, 8);
    if (!capableOverall(task.credentials, CAP_SYS_TIME)) throw EPERM;
    if (time === 0) return 0;
    const { sec, usec } = task.memory.read(timeval, time);
    return setRealtime(task, sec, usec * 1000);
  }),
  call("gettimeofday", [pointer("tv"), pointer("tz")], (task, time, zone) => {
    const { sec, nsec } = task.clock.realtime();
    if (time !== 0) task.memory.write(timeval, time, { sec, usec: Math.floor(nsec / 1e3) });
    if (zone !== 0) task.memory.write(i64, zone, 0n);
    return 0;
  }),
  call("time", [pointer("tloc")], (task, location) => {
    const { sec } = task.clock.realtime();
    if (location !== 0) task.memory.write(i64, location, BigInt(sec));
    return sec;
  }),
  call("nanosleep", [pointer("req"), pointer("rem")], (task, request, remaining) =>
    sleepUntil(task, task.clock.now + readTimespec(task, request), remaining, false),
  ),
  call(
    "clock_nanosleep",
    [clockId("clockid"), int("flags"), pointer("request"), pointer("remain")],
    clockNanosleep,
    "clock_settime does not move a sleep that has begun",
  ),
  call("restart_syscall", [], (task) => {
    const restart = task.restartCall;
    task.restartCall = null;
    if (restart === null) throw EINTR;
    return restart();
  }),
  call("setitimer", [int("which"), pointer("new_value"), pointer("old_value")], setitimer),
  call("getitimer", [int("which"), pointer("curr_value")], (task, which, value) => {
    writeTimer(task, value, intervalTimer(task, which).get());
    return 0;
  }),
  call("alarm", [uint("seconds")], alarm),
];
