/**
 * Who waits for what, and who could wake it: the wait graph. A sleeping thread stands in wait queues; the objects that
 * they belong to are found by looking through what the tasks hold.
 */
import { u32 } from "../../abi/struct.ts";
import type { WaitQueue } from "../../core/wait-queue.ts";
import { Epoll, type Interest } from "../../files/epoll.ts";
import type { OpenFile } from "../../files/open-file.ts";
import { PipeEnd } from "../../files/pipe-end.ts";
import { UnixSocket } from "../../net/unix/unix-socket.ts";
import type { Process } from "../process.ts";
import type { System } from "../system.ts";
import type { Task } from "../task.ts";
import { argumentOf, describeCall } from "./calls.ts";

/** A thread that sleeps or is stopped. */
export interface Wait {
  readonly task: Task;
  /** `thread 2 of process 2 (contract), in read(3, …)`. */
  readonly who: string;
  /** `pipe:[5] (fd 3), which is empty`. */
  readonly what: string;
  /** Who could end it, and what else there is to say; a line each. */
  readonly notes: readonly string[];
  /** Threads that could end it. */
  readonly wakers: readonly Task[];
}

/** A descriptor of some task. */
interface Holder {
  readonly task: Task;
  readonly fd: number;
  readonly file: OpenFile;
}

export const livingTasks = (system: System): readonly Task[] =>
  [...system.pids.tasks.values()]
    .filter((task) => !task.isExited && !task.process.isInit)
    .sort((a, b) => a.tid - b.tid);

/** Every thread that is not runnable, by its id. */
export const findWaits = (system: System): readonly Wait[] => {
  const tasks = livingTasks(system);
  const holders = tasks.flatMap((task) =>
    // Threads that share a table hold the same descriptors: the first speaks for all.
    tasks.find((other) => other.files === task.files) === task
      ? task.files.numbers().map((fd): Holder => ({ task, fd, file: task.files.getAny(fd) }))
      : [],
  );
  return tasks
    .filter((task) => task.state !== "runnable" && task.state !== "dead")
    .map((task) => waitOf(task, tasks, holders));
};

/** Threads that wait for one another in a circle, or null. */
export const findCircle = (waits: readonly Wait[]): readonly Task[] | null => {
  const byTask = new Map(waits.map((wait) => [wait.task, wait]));
  for (const { task } of waits) {
    const path: Task[] = [];
    const seen = new Set<Task>();
    const walk = (at: Task): boolean => {
      path.push(at);
      for (const next of byTask.get(at)?.wakers ?? []) {
        if (next === task && path.length > 1) return true;
        if (next === task || seen.has(next)) continue;
        seen.add(next);
        if (walk(next)) return true;
      }
      path.pop();
      return false;
    };
    if (walk(task)) return path;
  }
  return null;
};

const waitOf = (task: Task, tasks: readonly Task[], holders: readonly Holder[]): Wait => {
  const base = { task, who: `thread ${task.tid} of process ${task.pid} (${task.name}), in ${describeCall(task)}` };
  const nobody = { notes: [], wakers: [] };
  if (task.state === "stopped") return { ...base, what: "a signal that lets it go on (SIGCONT)", ...nobody };
  if (task.state === "traced") {
    const tracer = task.tracing?.tracer;
    return { ...base, what: "its tracer to let it go on", notes: [], wakers: tracer === undefined ? [] : [tracer] };
  }
  if (task.state === "frozen") return { ...base, what: "its control group to be thawed (cgroup.freeze)", ...nobody };
  const objects = task.waitingOn.flatMap((queue) => {
    const found = describeQueue(queue, task, tasks, holders);
    return found === null ? [] : [found];
  });
  if (objects.length === 0) return { ...base, ...withoutObject(task, tasks) };
  return {
    ...base,
    what: [...new Set(objects.map((object) => object.what))].join(", "),
    notes: [...new Set(objects.flatMap((object) => object.notes))],
    wakers: [...new Set(objects.flatMap((object) => object.wakers))].filter((waker) => waker !== task),
  };
};

type Waited = Pick<Wait, "what" | "notes" | "wakers">;

const describeQueue = (
  queue: WaitQueue,
  task: Task,
  tasks: readonly Task[],
  holders: readonly Holder[],
): Waited | null => {
  if (queue === task.process.childEvents) return children(task.process, tasks);
  if (queue === task.process.threadExits) {
    const others = [...task.process.tasks].filter((other) => other !== task);
    return { what: "the other threads of its process to end", notes: [], wakers: others };
  }
  if (queue === task.signals.arrivals) return { what: "a signal", notes: signalNotes(task), wakers: [] };
  const child = tasks.find((other) => other.vforkDone === queue);
  if (child !== undefined) {
    return { what: `its vfork child ${child.tid} to run a program or end`, notes: [], wakers: [child] };
  }
  const own = holders.filter(({ file }) => queuesOf(file).includes(queue));
  const [first] = own.toSorted((a, b) => Number(b.task.files === task.files) - Number(a.task.files === task.files));
  return first === undefined ? null : descriptor(first, queue, holders, tasks);
};

const queuesOf = (file: OpenFile): readonly WaitQueue[] =>
  file instanceof Epoll ? [...file.waitQueues, file.sleepers] : file.waitQueues;

const descriptor = (holder: Holder, queue: WaitQueue, holders: readonly Holder[], tasks: readonly Task[]): Waited => {
  const { file, fd } = holder;
  const name = `${file.describe()} (fd ${fd})`;
  const threads = (list: readonly Holder[]): readonly Task[] =>
    tasks.filter((task) => list.some((one) => one.task.files === task.files));
  const others = (list: readonly Holder[], what: string): Waited["notes"] => [
    list.length === 0
      ? `nobody holds ${what}`
      : `${what}: ${list.map((one) => `fd ${one.fd} of process ${one.task.pid}`).join(", ")}`,
  ];
  if (file instanceof PipeEnd) {
    const reads = queue === file.pipe.readWait;
    const ends = holders.filter(
      (one) =>
        one.file instanceof PipeEnd &&
        one.file.pipe === file.pipe &&
        (reads ? one.file.isWritable : one.file.isReadable),
    );
    const state = reads ? `${file.pipe.unread} bytes unread` : "full";
    return {
      what: `${name}, ${state}`,
      notes: others(ends, reads ? "its writing end" : "its reading end"),
      wakers: threads(ends),
    };
  }
  if (file instanceof UnixSocket) {
    const ends = holders.filter((one) => file.peer !== null && one.file === file.peer);
    return {
      what: name,
      notes: file.peer === null ? ["it has no peer"] : others(ends, "its peer"),
      wakers: threads(ends),
    };
  }
  if (file instanceof Epoll) {
    const watched = [...file.interests].map((interest) => interest.file);
    const ends = holders.filter((one) => watched.some((seen) => meets(seen, one.file)));
    return { what: name, notes: describeEpoll(file), wakers: threads(ends) };
  }
  const ends = holders.filter((one) => one.file === file);
  return { what: name, notes: others(ends, "it"), wakers: threads(ends) };
};

/** Whether what is done to `other` can make `watched` ready. */
const meets = (watched: OpenFile, other: OpenFile): boolean => {
  if (watched instanceof PipeEnd && other instanceof PipeEnd) return watched !== other && watched.pipe === other.pipe;
  if (watched instanceof UnixSocket) return watched.peer === other;
  return watched === other;
};

/** Interests and the ready list, a line each. */
export const describeEpoll = (epoll: Epoll): readonly string[] => {
  const interests = [...epoll.interests];
  if (interests.length === 0) return ["it watches nothing"];
  return interests.map(
    (interest) =>
      `it watches fd ${interest.fd}, ${interest.file.describe()}: events 0x${(interest.events >>> 0).toString(16)}, ` +
      `${readyText(interest)}${interest.isListed ? ", on the ready list" : ""}`,
  );
};

/** Polling an epoll would tidy its ready list: of an inner one only that list is told. */
const readyText = (interest: Interest): string => {
  if (interest.file instanceof Epoll)
    return interest.file.hasListed ? "its ready list holds some" : "its ready list is empty";
  return `ready now 0x${(interest.poll() >>> 0).toString(16)}`;
};

const children = (process: Process, tasks: readonly Task[]): Waited => {
  const list = [...process.children].sort((a, b) => a.pid - b.pid);
  const told = list.map(
    (child) => `${child.pid} (${child.isZombie ? "ended" : child.stopSignal === null ? "lives" : "is stopped"})`,
  );
  return {
    what: "a child",
    notes: [list.length === 0 ? "it has none" : `its children: ${told.join(", ")}`],
    wakers: tasks.filter((task) => list.includes(task.process)),
  };
};

const signalNotes = (task: Task): readonly string[] => [`it blocks 0x${task.signals.blocked.toString(16)}`];

/** Sleeps whose queue is no one's that can be held: futexes, pause, locks. */
const withoutObject = (task: Task, tasks: readonly Task[]): Waited => {
  const reason = task.waitingFor ?? "nothing";
  if (reason !== "futex_wait") return { what: reason, notes: signalNotes(task), wakers: [] };
  const address = argumentOf(task, 0);
  let value = "not readable";
  try {
    value = `0x${task.memory.read(u32, address).toString(16)}`;
  } catch {
    // The memory went while it slept.
  }
  const sharing = tasks.filter((other) => other !== task && other.space === task.space);
  return {
    what: `a futex at 0x${address.toString(16)}, which holds ${value}`,
    notes: [
      sharing.length === 0
        ? "no other thread shares its memory"
        : `its memory is shared by ${sharing.map((other) => `thread ${other.tid}`).join(", ")}`,
    ],
    wakers: sharing,
  };
};
