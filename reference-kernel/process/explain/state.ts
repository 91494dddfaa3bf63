/**
 * A snapshot of a kernel in words: threads and what they wait for, signals, descriptors, epoll interests and ready lists,
 * memory maps. The same state gives the same text. It only looks; nothing is changed by it.
 */
import { NSIG, SIG_DFL, SIG_IGN, type SignalSet, signalName } from "../../abi/signal.ts";
import { Epoll } from "../../files/epoll.ts";
import { describeMaps } from "../../memory/maps.ts";
import type { System } from "../system.ts";
import type { Task } from "../task.ts";
import { describeCall } from "./calls.ts";
import { describeInstruction } from "./code.ts";
import { describeEpoll, findWaits, livingTasks } from "./waits.ts";

export const describeState = (system: System): string => {
  const tasks = livingTasks(system);
  const waits = new Map(findWaits(system).map((wait) => [wait.task, wait]));
  const lines: string[] = [`time ${Math.floor(system.clock.now)} ns, ${system.machine.instructions} instructions`];
  for (const task of tasks) {
    const wait = waits.get(task);
    lines.push("", `thread ${task.tid} of process ${task.pid} (${task.name}): ${task.state}`);
    lines.push(`  in ${describeCall(task)}`, `  ${describeInstruction(task)}`);
    if (wait !== undefined) lines.push(`  waits for ${wait.what}`, ...wait.notes.map((note) => `    ${note}`));
    lines.push(...signals(task));
    lines.push(...once(task, tasks, "files", "descriptors:", descriptors));
    lines.push(...once(task, tasks, "space", "memory map:", maps));
  }
  const zombies = [...system.pids.processes.values()].filter((process) => process.isZombie);
  if (zombies.length > 0)
    lines.push(
      "",
      `ended, not waited for: ${zombies
        .map(({ pid }) => pid)
        .sort((a, b) => a - b)
        .join(", ")}`,
    );
  return lines.join("\n");
};

/** What threads share is told of the first of them. */
const once = (
  task: Task,
  tasks: readonly Task[],
  what: "files" | "space",
  title: string,
  tell: (task: Task) => readonly string[],
): readonly string[] => {
  const first = tasks.find((other) => other[what] === task[what]) ?? task;
  if (first !== task) return [`  ${title} those of thread ${first.tid}`];
  return [`  ${title}`, ...tell(task).map((line) => `    ${line}`)];
};

const descriptors = (task: Task): readonly string[] =>
  task.files.numbers().flatMap((fd) => {
    const file = task.files.getAny(fd);
    const facts = [
      `flags 0${file.flags.toString(8)}`,
      ...(task.files.closeOnExec(fd) ? ["close-on-exec"] : []),
      ...(file.isSeekable ? [`offset ${file.offset}`] : []),
      ...(file.isPollable && !(file instanceof Epoll) ? [`poll 0x${(file.poll() >>> 0).toString(16)}`] : []),
      `${file.references} references`,
    ];
    const inside = file instanceof Epoll ? describeEpoll(file).map((line) => `  ${line}`) : [];
    return [`${fd}: ${file.describe()} (${facts.join(", ")})`, ...inside];
  });

const maps = (task: Task): readonly string[] => describeMaps(task.space).trimEnd().split("\n");

const signals = (task: Task): readonly string[] => {
  const caught: number[] = [];
  const ignored: number[] = [];
  for (let signal = 1; signal <= NSIG; signal++) {
    const { handler } = task.handlers.get(signal);
    if (handler === SIG_IGN) ignored.push(signal);
    else if (handler !== SIG_DFL) caught.push(signal);
  }
  const parts: readonly (readonly [string, string])[] = [
    ["blocked", setText(task.signals.blocked)],
    ["pending", setText(task.signals.pending.set)],
    ["pending for the process", setText(task.signals.shared.set)],
    ["handled", caught.map(signalName).join(" ")],
    ["ignored", ignored.map(signalName).join(" ")],
  ];
  const told = parts.filter(([, text]) => text !== "");
  return told.length === 0 ? [] : [`  signals: ${told.map(([name, text]) => `${name} ${text}`).join("; ")}`];
};

/** Names, or all but some names where most are set. */
const setText = (set: SignalSet): string => {
  const members: number[] = [];
  const others: number[] = [];
  for (let signal = 1; signal <= NSIG; signal++) {
    ((set >> BigInt(signal - 1)) & 1n) === 1n ? members.push(signal) : others.push(signal);
  }
  if (members.length <= NSIG / 2) return members.map(signalName).join(" ");
  return `all but ${others.map(signalName).join(" ")}`;
};
