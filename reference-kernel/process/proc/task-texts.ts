/** Texts of /proc/PID: stat, status, statm, limits and the like (proc(5), fs/proc/array.c). */

import { ESRCH } from "../../abi/errors.ts";
import { NSIG } from "../../abi/signal.ts";
import { makeDevice } from "../../abi/stat.ts";
import type { AddressSpace } from "../../memory/address-space.ts";
import { dataBytes, lockedBytes } from "../../memory/limits.ts";
import { FRAME_SIZE } from "../../memory/physical.ts";
import { usageOf } from "../../memory/usage.ts";
import { TASK_SIZE } from "../../memory/user-memory.ts";
import { VMA } from "../../memory/vma.ts";
import { SLAVE_MAJOR } from "../../tty/ioctls.ts";
import { RLIMIT } from "../limits.ts";
import type { Process } from "../process.ts";
import type { SignalAction } from "../signals/handlers.ts";
import type { Task } from "../task.ts";

/** Ids as the reader of a text is shown them. */
export interface Seen {
  pid(id: number): number;
  /** In the namespace of the /proc and in each below it down to the process's own. */
  everywhere(id: number): string;
  uid(id: number): number;
  gid(id: number): number;
}

/** One tick of times in stat (USER_HZ is 100), in nanoseconds. */
const TICK = 10_000_000;

const ticks = (nanoseconds: number): number => Math.floor(nanoseconds / TICK);

/** The letter and the word of a task's state. */
const stateOf = (process: Process, task: Task | null): readonly [string, string] => {
  if (process.isZombie || task === null || task.isExited) return ["Z", "zombie"];
  if (task.state === "stopped") return ["T", "stopped"];
  if (task.state === "traced") return task.tracing?.isListening ? ["T", "stopped"] : ["t", "tracing stop"];
  if (task.state === "sleeping" || task.state === "frozen") return ["S", "sleeping"];
  return ["R", "running"];
};

/** A name as it may stand in a line: backslash and newline escaped (proc_task_name). */
const escapedName = (name: string): string => name.replace(/\\/g, "\\\\").replace(/\n/g, "\\n");

interface Memory {
  /** Bytes. */
  readonly total: number;
  readonly resident: number;
  readonly shared: number;
  readonly data: number;
  readonly stack: number;
  readonly text: number;
}

const memoryOf = (task: Task): Memory => {
  const { space } = task;
  const { resident, anonymous } = usageOf(space, 0, TASK_SIZE);
  let stack = 0;
  let text = 0;
  for (const vma of space.areas) {
    if (vma.has(VMA.growsDown)) stack += vma.end - vma.start;
    if (vma.backing !== null && (vma.prot & 4) !== 0) text += vma.end - vma.start;
  }
  const shared = resident - anonymous;
  return { total: space.totalBytes(), resident, shared, data: dataBytes(space), stack, text };
};

/** /proc/PID/stat; `id` is the thread's. Addresses are for those who may look into the process (`isOpen`). */
export const statText = (process: Process, task: Task | null, id: number, seen: Seen, isOpen: boolean): string => {
  const [letter] = stateOf(process, task);
  const alive = task !== null && !process.isZombie;
  const memory = alive ? memoryOf(task) : null;
  const times = process.cpu.times;
  const place = (address: number): number => (isOpen ? address : 0);
  const fields = [
    seen.pid(id),
    `(${escapedName(task?.name ?? "init")})`,
    letter,
    seen.pid(process.parent?.pid ?? 0),
    seen.pid(process.groupId),
    seen.pid(process.sessionId),
    process.terminal === null ? 0 : makeDevice(SLAVE_MAJOR, process.terminal.index),
    process.terminal === null ? -1 : seen.pid(process.terminal.foreground),
    0x400000,
    process.usage.minorFaults,
    process.childUsage.minorFaults,
    0,
    0,
    ticks(times.user),
    ticks(times.system),
    ticks(process.childUsage.user),
    ticks(process.childUsage.system),
    20 + (task?.nice ?? 0),
    task?.nice ?? 0,
    Math.max(process.tasks.size, 1),
    0,
    ticks(process.startTime),
    memory?.total ?? 0,
    (memory?.resident ?? 0) / FRAME_SIZE,
    "18446744073709551615",
    0,
    0,
    alive ? place(task.space.stackStart) : 0,
    0,
    0,
    alive ? Number(task.signals.pending.set & 0x7fff_ffffn) : 0,
    alive ? Number(task.signals.blocked & 0x7fff_ffffn) : 0,
    alive ? Number(signalsOf(task, "ignored") & 0x7fff_ffffn) : 0,
    alive ? Number(signalsOf(task, "caught") & 0x7fff_ffffn) : 0,
    0,
    0,
    0,
    process.exitSignal === 0 ? -1 : process.exitSignal,
    0,
    0,
    task?.policy ?? 0,
    0,
    0,
    0,
    0,
    0,
    alive ? place(task.space.heapStart) : 0,
    alive ? place(task.space.argStart) : 0,
    alive ? place(task.space.argEnd) : 0,
    alive ? place(task.space.envStart) : 0,
    alive ? place(task.space.envEnd) : 0,
    place(process.exitStatus ?? 0),
  ];
  return `${fields.join(" ")}\n`;
};

const signalsOf = (task: Task, kind: "ignored" | "caught"): bigint => {
  let set = 0n;
  for (let signal = 1; signal <= NSIG; signal++) {
    const action: SignalAction = task.handlers.get(signal);
    const is = action.handler === 1 ? "ignored" : action.handler === 0 ? "default" : "caught";
    if (is === kind) set |= 1n << BigInt(signal - 1);
  }
  return set;
};

const mask = (set: bigint): string => set.toString(16).padStart(16, "0");
const kib = (bytes: number): string => `${String(Math.floor(bytes / 1024)).padStart(8)} kB`;

/** /proc/PID/status. */
export const statusText = (process: Process, task: Task | null, id: number, seen: Seen): string => {
  const [letter, word] = stateOf(process, task);
  const lines = [
    `Name:\t${escapedName(task?.name ?? "init")}`,
    ...(task === null ? [] : [`Umask:\t${task.umask.toString(8).padStart(4, "0")}`]),
    `State:\t${letter} (${word})`,
    `Tgid:\t${seen.pid(process.pid)}`,
    "Ngid:\t0",
    `Pid:\t${seen.pid(id)}`,
    `PPid:\t${seen.pid(process.parent?.pid ?? 0)}`,
    `TracerPid:\t${seen.pid(task?.tracing?.tracer.tid ?? 0)}`,
  ];
  if (task === null) return `${lines.join("\n")}\n`;
  const c = task.credentials;
  lines.push(
    `Uid:\t${[c.uid, c.euid, c.suid, c.fsuid].map(seen.uid).join("\t")}`,
    `Gid:\t${[c.gid, c.egid, c.sgid, c.fsgid].map(seen.gid).join("\t")}`,
    "FDSize:\t256",
    `Groups:\t${c.groups.map(seen.gid).join(" ")} `,
    `NStgid:\t${seen.everywhere(process.pid)}`,
    `NSpid:\t${seen.everywhere(id)}`,
    `NSpgid:\t${seen.everywhere(process.groupId)}`,
    `NSsid:\t${seen.everywhere(process.sessionId)}`,
    "Kthread:\t0",
  );
  if (!process.isZombie && !task.isExited) {
    const memory = memoryOf(task);
    lines.push(
      `VmPeak:\t${kib(task.space.areas.peak)}`,
      `VmSize:\t${kib(memory.total)}`,
      `VmLck:\t${kib(lockedBytes(task.space))}`,
      `VmPin:\t${kib(0)}`,
      `VmHWM:\t${kib(Math.max(task.space.peakPages * FRAME_SIZE, memory.resident))}`,
      `VmRSS:\t${kib(memory.resident)}`,
      `RssAnon:\t${kib(memory.resident - memory.shared)}`,
      `RssFile:\t${kib(0)}`,
      `RssShmem:\t${kib(memory.shared)}`,
      `VmData:\t${kib(memory.data)}`,
      `VmStk:\t${kib(memory.stack)}`,
      `VmExe:\t${kib(memory.text)}`,
      `VmLib:\t${kib(0)}`,
      `VmPTE:\t${kib(FRAME_SIZE)}`,
      `VmSwap:\t${kib(0)}`,
      `HugetlbPages:\t${kib(0)}`,
      "CoreDumping:\t0",
      `THP_enabled:\t${(task?.space.hugePagesOff ?? 0) === 0 ? 1 : 0}`,
      "untag_mask:\t0xffffffffffffffff",
    );
  }
  const { pending } = process;
  lines.push(
    `Threads:\t${Math.max(process.tasks.size, 1)}`,
    `SigQ:\t${task.system.users.of(task.credentials.uid).queuedSignals}/${process.limits[RLIMIT.SIGPENDING]?.soft ?? 0}`,
    `SigPnd:\t${mask(task.signals.pending.set)}`,
    `ShdPnd:\t${mask(pending.set)}`,
    `SigBlk:\t${mask(task.signals.blocked)}`,
    `SigIgn:\t${mask(signalsOf(task, "ignored"))}`,
    `SigCgt:\t${mask(signalsOf(task, "caught"))}`,
    `CapInh:\t${mask(c.inheritable)}`,
    `CapPrm:\t${mask(c.permitted)}`,
    `CapEff:\t${mask(c.effective)}`,
    `CapBnd:\t${mask(c.bounding)}`,
    `CapAmb:\t${mask(c.ambient)}`,
    `NoNewPrivs:\t${task.noNewPrivileges ? 1 : 0}`,
    `Seccomp:\t${task.seccomp?.mode ?? 0}`,
    `Seccomp_filters:\t${task.seccomp?.filter?.depth ?? 0}`,
    "Cpus_allowed:\t1",
    "Cpus_allowed_list:\t0",
    "Mems_allowed:\t00000001",
    "Mems_allowed_list:\t0",
    `voluntary_ctxt_switches:\t${task?.usage.voluntarySwitches ?? 0}`,
    `nonvoluntary_ctxt_switches:\t${task?.usage.involuntarySwitches ?? 0}`,
  );
  return `${lines.join("\n")}\n`;
};

/** /proc/PID/statm, in pages. */
export const statmText = (task: Task | null): string => {
  if (task === null || task.isExited) return "0 0 0 0 0 0 0\n";
  const { total, resident, shared, text, data, stack } = memoryOf(task);
  return `${[total, resident, shared, text, 0, data + stack, 0].map((bytes) => bytes / FRAME_SIZE).join(" ")}\n`;
};

/** maps, smaps and the like: empty once the task has given up its memory. */
export const memoryText = (task: Task | null, describe: (space: AddressSpace) => string): string =>
  task === null || task.isExited ? "" : describe(task.space);

/** The strings of argv or envp as they lie in the program's memory now, each with its NUL. */
export const stringsText = (task: Task | null, which: "arguments" | "environment"): string => {
  if (task === null || task.isExited) return "";
  const { argStart, argEnd, envStart, envEnd } = task.space;
  const [start, end] = which === "arguments" ? [argStart, argEnd] : [envStart, envEnd];
  const bytes = new Uint8Array(Math.max(end - start, 0));
  const count = task.memory.copyIn(start, bytes, 0, bytes.length);
  let text = "";
  for (let i = 0; i < count; i++) text += String.fromCharCode(bytes[i]!);
  return text;
};

export const auxvText = (task: Task | null): string => {
  if (task === null || task.isExited) throw ESRCH;
  return String.fromCharCode(...task.space.auxv);
};

/** Names and units of /proc/PID/limits, by number (fs/proc/base.c, lnames). */
const LIMIT_LABELS: readonly (readonly [name: string, unit: string])[] = [
  ["Max cpu time", "seconds"],
  ["Max file size", "bytes"],
  ["Max data size", "bytes"],
  ["Max stack size", "bytes"],
  ["Max core file size", "bytes"],
  ["Max resident set", "bytes"],
  ["Max processes", "processes"],
  ["Max open files", "files"],
  ["Max locked memory", "bytes"],
  ["Max address space", "bytes"],
  ["Max file locks", "locks"],
  ["Max pending signals", "signals"],
  ["Max msgqueue size", "bytes"],
  ["Max nice priority", ""],
  ["Max realtime priority", ""],
  ["Max realtime timeout", "us"],
];

export const limitsText = (process: Process): string => {
  const row = (name: string, soft: string, hard: string, unit: string): string =>
    `${name.padEnd(25)} ${soft.padEnd(20)} ${hard.padEnd(20)} ${unit === "" ? "" : unit.padEnd(10)}\n`;
  const shown = (value: number): string => (Number.isFinite(value) ? String(value) : "unlimited");
  let text = row("Limit", "Soft Limit", "Hard Limit", "Units");
  LIMIT_LABELS.forEach(([name, unit], index) => {
    const limit = process.limits[index];
    if (limit !== undefined) text += row(name, shown(limit.soft), shown(limit.hard), unit);
  });
  return text;
};
