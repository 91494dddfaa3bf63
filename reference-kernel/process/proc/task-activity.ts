/** What a task is doing and has done, as /proc/PID/syscall, schedstat and io tell it (proc(5)). */
import { REG } from "../../cpu/layout.ts";
import type { Process } from "../process.ts";
import type { Task } from "../task.ts";

const hex = (value: bigint): string => `0x${value.toString(16)}`;

/** Number and arguments of the call it is in, stack pointer and program counter; "running" outside of calls. */
export const syscallText = (task: Task): string => {
  const { registers, call } = task;
  const stopped = task.state === "traced" ? task.tracing : null;
  const number = stopped === null ? call?.number : Number(BigInt.asIntN(32, stopped.originalCall));
  if (number === undefined) return "running\n";
  const place = `${hex(BigInt(registers.rsp))} ${hex(BigInt(registers.rip))}\n`;
  // Stopped, and not in a call.
  if (number < 0) return `${number} ${place}`;
  const given = [REG.rdi, REG.rsi, REG.rdx, REG.r10, REG.r8, REG.r9].map((register) => hex(registers.big(register)));
  return `${number} ${given.join(" ")} ${place}`;
};

/** Nanoseconds on the processor, nanoseconds waiting for it, turns. */
export const schedstatText = (process: Process, task: Task | null): string => {
  const used = task === null ? process.cpu.times : task.cpu.times;
  return `${Math.floor(used.user + used.system)} 0 1\n`;
};

/** Bytes and calls of read(2) and write(2) and their kin; nothing here comes from a disk. */
export const accountingText = ({ transfers: { rchar, wchar, syscr, syscw } }: Process): string =>
  `rchar: ${rchar}\nwchar: ${wchar}\nsyscr: ${syscr}\nsyscw: ${syscw}\n` +
  "read_bytes: 0\nwrite_bytes: 0\ncancelled_write_bytes: 0\n";

const LINE = "-".repeat(67);
/** SCHED_OTHER's priority in the kernel at nice 0. */
const DEFAULT_PRIORITY = 120;

/** What the scheduler knows of a thread (proc_sched_show_task); times in milliseconds. `id` as the reader sees it. */
export const schedText = (task: Task, id: number): string => {
  const { usage, process, cpu, nice, policy, clock } = task;
  const used = cpu.total.now;
  const row = (name: string, value: string | number): string => `${name.padEnd(45)}:${String(value).padStart(21)}\n`;
  const milliseconds = (nanoseconds: number): string => (nanoseconds / 1e6).toFixed(6);
  const { voluntarySwitches: slept, involuntarySwitches: preempted } = usage;
  return (
    `${task.name} (${id}, #threads: ${process.tasks.size})\n${LINE}\n` +
    row("se.exec_start", milliseconds(clock.now)) +
    row("se.vruntime", milliseconds(used)) +
    row("se.sum_exec_runtime", milliseconds(used)) +
    row("se.nr_migrations", 0) +
    row("nr_switches", slept + preempted) +
    row("nr_voluntary_switches", slept) +
    row("nr_involuntary_switches", preempted) +
    row("se.load.weight", 1048576) +
    row("policy", policy) +
    row("prio", DEFAULT_PRIORITY + nice)
  );
};

/** /proc/PID/timers: those of timer_create(2), the youngest first (show_timer). */
export const timersText = (process: Process, shown: (id: number) => number): string =>
  [...process.timers.values()]
    .reverse()
    .map(({ id, clockId, event: { signo, value, notify, tid } }) => {
      const target = tid === null ? `pid.${shown(process.pid)}` : `tid.${shown(tid)}`;
      const data = BigInt.asUintN(64, value).toString(16).padStart(16, "0");
      return `ID: ${id}\nsignal: ${signo}/${data}\nnotify: ${notify}/${target}\nClockID: ${clockId}\n`;
    })
    .join("");
