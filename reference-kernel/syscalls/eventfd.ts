/** eventfd(2), timerfd_create(2) and relatives, signalfd(2). */
import { EINVAL, EPERM } from "../abi/errors.ts";
import { O_CLOEXEC, O_NONBLOCK, O_RDWR } from "../abi/open.ts";
import { SIGKILL, SIGSTOP, setOf } from "../abi/signal.ts";
import { u64 } from "../abi/struct.ts";
import {
  CLOCK_BOOTTIME,
  CLOCK_BOOTTIME_ALARM,
  CLOCK_MONOTONIC,
  CLOCK_REALTIME,
  CLOCK_REALTIME_ALARM,
  itimerspec,
} from "../abi/time.ts";
import { EventFile } from "../files/eventfd.ts";
import { SignalFile } from "../files/signalfd.ts";
import { TimerFile, type TimerSetting } from "../files/timerfd.ts";
import { TaskSignalSource } from "../process/signals/signalfd-source.ts";
import { Task } from "../process/task.ts";
import { fd, flags, oneOf, size, uint } from "./arguments.ts";
import { call, type Syscall } from "./define.ts";
import { install } from "./install.ts";
import { signalMask } from "./readiness-arguments.ts";
import { inStruct, outStruct } from "./structures.ts";
import { readRealtimeDeadline, readTimespec, timespecOf } from "./time-values.ts";
import { formatTimespec } from "./timeouts.ts";

const EFD_SEMAPHORE = 1;
const TFD_TIMER_ABSTIME = 1;
const TFD_TIMER_CANCEL_ON_SET = 2;

const eventfd = (task: Task, initial: number, bits: number): number => {
  if ((bits & ~(EFD_SEMAPHORE | O_CLOEXEC | O_NONBLOCK)) !== 0) throw EINVAL;
  const file = new EventFile(initial, O_RDWR | (bits & O_NONBLOCK), (bits & EFD_SEMAPHORE) !== 0);
  return install(task, file, (bits & O_CLOEXEC) !== 0);
};

const eventfdFlags = flags("flags", [
  [O_CLOEXEC, "EFD_CLOEXEC"],
  [O_NONBLOCK, "EFD_NONBLOCK"],
  [EFD_SEMAPHORE, "EFD_SEMAPHORE"],
]);

const timerClocks: Readonly<Record<number, string>> = {
  [CLOCK_REALTIME]: "CLOCK_REALTIME",
  [CLOCK_MONOTONIC]: "CLOCK_MONOTONIC",
  [CLOCK_BOOTTIME]: "CLOCK_BOOTTIME",
  [CLOCK_REALTIME_ALARM]: "CLOCK_REALTIME_ALARM",
  [CLOCK_BOOTTIME_ALARM]: "CLOCK_BOOTTIME_ALARM",
};

/** Waking the machine takes CAP_WAKE_ALARM over it, which no user namespace gives. */
const isAlarm = (clock: number): boolean => clock === CLOCK_REALTIME_ALARM || clock === CLOCK_BOOTTIME_ALARM;
const isRealtime = (clock: number): boolean => clock === CLOCK_REALTIME || clock === CLOCK_REALTIME_ALARM;

const timerfdCreate = (task: Task, clock: number, bits: number): number => {
  if ((bits & ~(O_CLOEXEC | O_NONBLOCK)) !== 0 || timerClocks[clock] === undefined) throw EINVAL;
  if (isAlarm(clock)) throw EPERM;
  return install(task, new TimerFile(clock, task.clock, bits & O_NONBLOCK), (bits & O_CLOEXEC) !== 0);
};

const timerOf = (task: Task, descriptor: number): TimerFile => {
  const file = task.files.get(descriptor);
  if (!(file instanceof TimerFile)) throw EINVAL;
  return file;
};

const writeSetting = (task: Task, address: number, { value, interval }: TimerSetting): void =>
  task.memory.write(itimerspec, address, { value: timespecOf(value), interval: timespecOf(interval) });

/** The new setting is in force even if the old one cannot be written. */
const timerfdSettime = (task: Task, descriptor: number, bits: number, address: number, old: number): number => {
  task.memory.read(itimerspec, address);
  if ((bits & ~(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET)) !== 0) throw EINVAL;
  const valueAddress = address + itimerspec.offsets.value;
  const interval = readTimespec(task, address + itimerspec.offsets.interval);
  const value = readTimespec(task, valueAddress);
  const file = timerOf(task, descriptor);
  const absolute = (bits & TFD_TIMER_ABSTIME) !== 0;
  const expiry = !absolute
    ? task.clock.now + value
    : isRealtime(file.clockId)
      ? readRealtimeDeadline(task, valueAddress)
      : value - task.namespaces.time.offsetOf(file.clockId);
  const followsClock = absolute && isRealtime(file.clockId);
  const cancels = followsClock && (bits & TFD_TIMER_CANCEL_ON_SET) !== 0;
  const before = file.set(value === 0 ? null : expiry, interval, { followsClock, cancels });
  file.settimeFlags = bits;
  if (old !== 0) writeSetting(task, old, before);
  return 0;
};

const formatSetting = (setting: ReturnType<typeof itimerspec.read>): string =>
  `{it_interval=${formatTimespec(setting.interval)}, it_value=${formatTimespec(setting.value)}}`;

const signalfd = (task: Task, descriptor: number, address: number, length: number, bits: number): number => {
  if (length !== 8) throw EINVAL;
  const mask = task.memory.read(u64, address) & ~setOf(SIGKILL, SIGSTOP);
  if ((bits & ~(O_CLOEXEC | O_NONBLOCK)) !== 0) throw EINVAL;
  if (descriptor === -1) {
    const current = (): TaskSignalSource => {
      const thread = task.scheduler.current;
      return new TaskSignalSource((thread instanceof Task ? thread : task).signals);
    };
    return install(task, new SignalFile(mask, bits & O_NONBLOCK, current), (bits & O_CLOEXEC) !== 0);
  }
  const file = task.files.get(descriptor);
  if (!(file instanceof SignalFile)) throw EINVAL;
  file.mask = mask;
  task.signals.arrivals.wakeAll();
  return descriptor;
};

const signalfdFlags = flags("flags", [
  [O_CLOEXEC, "SFD_CLOEXEC"],
  [O_NONBLOCK, "SFD_NONBLOCK"],
]);

export const eventFileCalls: readonly Syscall[] = [
  call("eventfd", [uint("initval")], (task, initial) => eventfd(task, initial, 0)),
  call("eventfd2", [uint("initval"), eventfdFlags], eventfd),
  call(
    "timerfd_create",
    [
      oneOf("clockid", timerClocks),
      flags("flags", [
        [O_CLOEXEC, "TFD_CLOEXEC"],
        [O_NONBLOCK, "TFD_NONBLOCK"],
      ]),
    ],
    timerfdCreate,
  ),
  call(
    "timerfd_settime",
    [
      fd(),
      flags("flags", [
        [TFD_TIMER_ABSTIME, "TFD_TIMER_ABSTIME"],
        [TFD_TIMER_CANCEL_ON_SET, "TFD_TIMER_CANCEL_ON_SET"],
      ]),
      inStruct("new_value", itimerspec, formatSetting),
      outStruct("old_value", itimerspec, formatSetting),
    ],
    timerfdSettime,
  ),
  call("timerfd_gettime", [fd(), outStruct("curr_value", itimerspec, formatSetting)], (task, descriptor, address) => {
    writeSetting(task, address, timerOf(task, descriptor).setting);
    return 0;
  }),
  call("signalfd", [fd(), signalMask("mask"), size("sizemask")], (task, descriptor, mask, length) =>
    signalfd(task, descriptor, mask, length, 0),
  ),
  call("signalfd4", [fd(), signalMask("mask"), size("sizemask"), signalfdFlags], signalfd),
];
