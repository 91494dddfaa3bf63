/**
 * How many namespaces there may be (/proc/sys/user/max_*_namespaces; kernel/ucount.c). Each user namespace limits what is
 * made in it and below it. They are counted when one is to be made where a limit was set: those that a task stands in.
 */
import { errors } from "../../abi/errors.ts";
import type { Namespace, NamespaceKind } from "../../core/namespace.ts";
import { UserNamespace } from "../../core/user-namespace.ts";
import type { Task } from "../task.ts";

/** All that keep a task's namespaces alive, the parents of nested ones included. */
const livingOf = (task: Task): Namespace[] => {
  const { uts, ipc, net, cgroup, time, timeForChildren, pidForChildren } = task.namespaces;
  const found: Namespace[] = [uts, ipc, net, cgroup, time, timeForChildren, task.fs.mountNs];
  for (const pid of [pidForChildren, task.process.pidNs]) {
    for (let at: typeof pid | null = pid; at !== null; at = at.parent) found.push(at);
  }
  for (let at: UserNamespace | null = task.credentials.userNs; at !== null; at = at.parent) found.push(at);
  return found;
};

const living = (task: Task, kind: NamespaceKind): ReadonlySet<Namespace> => {
  const found = new Set<Namespace>();
  for (const other of task.system.pids.tasks.values()) {
    if (other.isExited) continue;
    for (const namespace of livingOf(other)) if (namespace.kind === kind) found.add(namespace);
  }
  return found;
};

/** ENOSPC where one more of this kind, made in `userNs`, would be too many (inc_ucount). */
export const checkNamespaceLimit = (task: Task, kind: NamespaceKind, userNs: UserNamespace): void => {
  for (let at: UserNamespace | null = userNs; at !== null; at = at.parent) {
    const limit = at.limits.get(kind);
    if (limit === undefined) continue;
    const level = at;
    const count = [...living(task, kind)].filter((one) => {
      // Who stands in a user namespace was counted in the one above it.
      const home = one instanceof UserNamespace ? one.parent : one.userNs;
      return home?.isWithin(level) === true && isMade(task, one);
    }).length;
    if (count >= limit) throw errors.ENOSPC;
  }
};

/** The namespaces that the first process found are not of the guest's making. */
const isMade = (task: Task, namespace: Namespace): boolean => {
  const { uts, ipc, net, cgroup, time, pidForChildren } = task.system.namespaces;
  return ![uts, ipc, net, cgroup, time, pidForChildren, task.fs.vfs.mountNs].includes(namespace as never);
};
