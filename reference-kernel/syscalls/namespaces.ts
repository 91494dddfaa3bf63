/** unshare(2), setns(2), and the requests of ioctl_ns(2). */
import { CAP_SYS_ADMIN, CAP_SYS_CHROOT } from "../abi/capabilities.ts";
import { EINVAL, ENOTTY, EPERM, ESRCH, errors } from "../abi/errors.ts";
import { O_RDONLY } from "../abi/open.ts";
import {
  CLONE_FILES,
  CLONE_FS,
  CLONE_NEWCGROUP,
  CLONE_NEWIPC,
  CLONE_NEWNET,
  CLONE_NEWNS,
  CLONE_NEWPID,
  CLONE_NEWTIME,
  CLONE_NEWUSER,
  CLONE_NEWUTS,
  CLONE_SIGHAND,
  CLONE_SYSVSEM,
  CLONE_THREAD,
  CLONE_VM,
} from "../abi/sched.ts";
import { u32, u64 } from "../abi/struct.ts";
import type { Namespace, NamespaceKind } from "../core/namespace.ts";
import { capableIn, UserNamespace } from "../core/user-namespace.ts";
import { MountNamespace } from "../fs/mount-namespace.ts";
import { NsFile } from "../fs/nsfs.ts";
import { inNewUserNamespace, inUserNamespace, namespacesFor } from "../process/namespaces/make.ts";
import { PidNamespace } from "../process/namespaces/pid-namespace.ts";
import type { CgroupNamespace, NetNamespace } from "../process/namespaces/task-namespaces.ts";
import { settle, type TimeNamespace } from "../process/namespaces/time-namespace.ts";
import { PidFile } from "../process/pidfd.ts";
import type { Task } from "../process/task.ts";
import type { UtsNamespace } from "../process/uts.ts";
import { fd, flags } from "./arguments.ts";
import { call } from "./define.ts";
import { install } from "./install.ts";

const FLAG_OF: Readonly<Record<NamespaceKind, number>> = {
  time: CLONE_NEWTIME,
  mnt: CLONE_NEWNS,
  cgroup: CLONE_NEWCGROUP,
  uts: CLONE_NEWUTS,
  ipc: CLONE_NEWIPC,
  user: CLONE_NEWUSER,
  pid: CLONE_NEWPID,
  net: CLONE_NEWNET,
};
const ALL_KINDS = Object.values(FLAG_OF).reduce((all, flag) => all | flag, 0);
const UNSHAREABLE = CLONE_THREAD | CLONE_FS | CLONE_SIGHAND | CLONE_VM | CLONE_FILES | CLONE_SYSVSEM | ALL_KINDS;

const flagNames = [
  [CLONE_NEWTIME, "CLONE_NEWTIME"],
  [CLONE_VM, "CLONE_VM"],
  [CLONE_FS, "CLONE_FS"],
  [CLONE_FILES, "CLONE_FILES"],
  [CLONE_SIGHAND, "CLONE_SIGHAND"],
  [CLONE_THREAD, "CLONE_THREAD"],
  [CLONE_NEWNS, "CLONE_NEWNS"],
  [CLONE_SYSVSEM, "CLONE_SYSVSEM"],
  [CLONE_NEWCGROUP, "CLONE_NEWCGROUP"],
  [CLONE_NEWUTS, "CLONE_NEWUTS"],
  [CLONE_NEWIPC, "CLONE_NEWIPC"],
  [CLONE_NEWUSER, "CLONE_NEWUSER"],
  [CLONE_NEWPID, "CLONE_NEWPID"],
  [CLONE_NEWNET, "CLONE_NEWNET"],
] as const;

/** A flag implies what cannot be shared across it (ksys_unshare). */
const implied = (given: number): number => {
  let all = given;
  if ((all & CLONE_NEWUSER) !== 0) all |= CLONE_THREAD | CLONE_FS;
  if ((all & CLONE_VM) !== 0) all |= CLONE_SIGHAND;
  if ((all & CLONE_SIGHAND) !== 0) all |= CLONE_THREAD;
  if ((all & CLONE_NEWNS) !== 0) all |= CLONE_FS;
  return all;
};

const isAlone = (task: Task): boolean => task.process.tasks.size === 1;

const unshare = (task: Task, given: number): number => {
  if ((given & ~UNSHAREABLE) !== 0) throw EINVAL;
  const wanted = implied(given);
  if ((wanted & (CLONE_THREAD | CLONE_SIGHAND | CLONE_VM)) !== 0 && !isAlone(task)) throw EINVAL;
  if ((wanted & (CLONE_SIGHAND | CLONE_VM)) !== 0 && task.handlers.isShared) throw EINVAL;
  if ((wanted & CLONE_VM) !== 0 && task.space.users > 1) throw EINVAL;
  const credentials = (wanted & CLONE_NEWUSER) !== 0 ? inNewUserNamespace(task) : task.credentials;
  const namespaces = namespacesFor(task, wanted, credentials);
  if ((wanted & (CLONE_SYSVSEM | CLONE_NEWIPC)) !== 0) undoSemaphores(task);
  if ((wanted & CLONE_FS) !== 0 && task.fs.isShared) {
    const own = task.fs.copy();
    task.fs.leave();
    task.fs = own;
  }
  if ((wanted & CLONE_FILES) !== 0 && task.files.isShared) {
    const own = task.files.copy();
    task.files.leave(task);
    task.files = own;
  }
  task.credentials = credentials;
  task.namespaces = namespaces;
  if ((wanted & CLONE_NEWNS) !== 0) task.fs.enterCopy(credentials.userNs);
  return 0;
};

/** What is to be undone when the task ends is undone now (exit_sem). */
const undoSemaphores = (task: Task): void => {
  task.undo?.leave(task);
  task.undo = null;
};

/** Rights over a namespace and, with them, in one's own user namespace: what entering nearly every kind takes. */
const checkMayEnter = (task: Task, namespace: Namespace, own: UserNamespace, ...more: readonly number[]): void => {
  const { credentials } = task;
  const over = namespace.userNs;
  if (over === null || !capableIn(credentials, over, CAP_SYS_ADMIN)) throw EPERM;
  for (const capability of [CAP_SYS_ADMIN, ...more]) if (!capableIn(credentials, own, capability)) throw EPERM;
};

/** Enters one namespace (the `install` of its kind). `own`: the user namespace that the call will leave one in. */
const enter = (task: Task, namespace: Namespace, own: UserNamespace): void => {
  const { process, namespaces } = task;
  switch (namespace.kind) {
    case "user":
      enterUser(task, namespace as UserNamespace);
      return;
    case "mnt":
      checkMayEnter(task, namespace, own, CAP_SYS_CHROOT);
      if (task.fs.isShared) throw EINVAL;
      task.fs.enter(namespace as MountNamespace);
      return;
    case "pid":
      checkMayEnter(task, namespace, own);
      if (!(namespace as PidNamespace).isWithin(process.pidNs)) throw EINVAL;
      task.namespaces = { ...namespaces, pidForChildren: namespace as PidNamespace };
      return;
    case "time": {
      if (!isAlone(task) || task.space.users > 1) throw errors.EUSERS;
      checkMayEnter(task, namespace, own);
      const time = namespace as TimeNamespace;
      settle(time, task.system);
      task.namespaces = { ...namespaces, time, timeForChildren: time };
      return;
    }
    case "uts":
      checkMayEnter(task, namespace, own);
      task.namespaces = { ...namespaces, uts: namespace as UtsNamespace };
      return;
    case "net":
      checkMayEnter(task, namespace, own);
      task.namespaces = { ...namespaces, net: namespace as NetNamespace };
      return;
    case "ipc":
    case "cgroup":
      checkMayEnter(task, namespace, own);
      if (namespace.kind === "ipc") undoSemaphores(task);
      task.namespaces = { ...namespaces, [namespace.kind]: namespace as CgroupNamespace };
  }
};

/** userns_install. */
const enterUser = (task: Task, namespace: UserNamespace): void => {
  if (namespace === task.credentials.userNs || !isAlone(task) || task.fs.isShared) throw EINVAL;
  if (!capableIn(task.credentials, namespace, CAP_SYS_ADMIN)) throw EPERM;
  task.credentials = inUserNamespace(task.credentials, namespace);
};

const setns = (task: Task, number: number, kinds: number): number => {
  const file = task.files.get(number);
  if (file instanceof NsFile) {
    const { namespace } = file;
    if (kinds !== 0 && kinds !== FLAG_OF[namespace.kind]) throw EINVAL;
    enter(task, namespace, namespace.kind === "user" ? (namespace as UserNamespace) : task.credentials.userNs);
    return 0;
  }
  if (!(file instanceof PidFile)) throw EINVAL;
  if (kinds === 0 || (kinds & ~ALL_KINDS) !== 0) throw EINVAL;
  enterAllOf(task, file, kinds);
  return 0;
};

/** Several namespaces of another process, all or none (validate_nsset). */
const enterAllOf = (task: Task, file: PidFile, kinds: number): void => {
  const target = (file.thread ?? file.process.mainTask) as Task | null;
  if (target === null || target.isExited || file.process.isZombie) throw ESRCH;
  const { uts, ipc, net, cgroup, time } = target.namespaces;
  const all: readonly Namespace[] = [
    target.credentials.userNs,
    target.fs.mountNs,
    uts,
    ipc,
    target.process.pidNs,
    cgroup,
    net,
    time,
  ];
  const wanted = all.filter(({ kind }) => (kinds & FLAG_OF[kind]) !== 0);
  const before = { credentials: task.credentials, namespaces: task.namespaces, root: task.fs.root, cwd: task.fs.cwd };
  const { mountNs } = task.fs;
  try {
    for (const namespace of wanted) enter(task, namespace, task.credentials.userNs);
  } catch (error) {
    task.credentials = before.credentials;
    task.namespaces = before.namespaces;
    task.fs.mountNs = mountNs;
    task.fs.root = before.root;
    task.fs.cwd = before.cwd;
    throw error;
  }
};

const NS_GET_USERNS = 0xb701;
const NS_GET_PARENT = 0xb702;
const NS_GET_NSTYPE = 0xb703;
const NS_GET_OWNER_UID = 0xb704;
const NS_GET_MNTNS_ID = 0x8008_b705;
const NS_GET_PID_FROM_PIDNS = 0x8004_b706;
const NS_GET_TGID_FROM_PIDNS = 0x8004_b707;
const NS_GET_PID_IN_PIDNS = 0x8004_b708;
const NS_GET_TGID_IN_PIDNS = 0x8004_b709;

/** A descriptor for a namespace related to the file's; EPERM for one outside of what the caller can see. */
const open = (task: Task, namespace: Namespace | null, isVisible: boolean): number => {
  if (namespace === null || !isVisible) throw EPERM;
  const path = task.fs.vfs.nsfs.pathTo(namespace);
  return install(task, path.inode.open(task, O_RDONLY, path) as NsFile, true);
};

const parentOf = (task: Task, namespace: Namespace): number => {
  if (namespace instanceof UserNamespace) {
    const { parent } = namespace;
    return open(task, parent, parent?.isWithin(task.credentials.userNs) === true);
  }
  if (!(namespace instanceof PidNamespace)) throw EINVAL;
  const { parent } = namespace;
  return open(task, parent, parent?.isWithin(task.process.pidNs) === true);
};

export const namespaceIoctl = (task: Task, { namespace }: NsFile, request: number, argument: number): number => {
  switch (request) {
    case NS_GET_USERNS: {
      const { userNs } = namespace;
      return open(task, userNs, userNs?.isWithin(task.credentials.userNs) === true);
    }
    case NS_GET_PARENT:
      return parentOf(task, namespace);
    case NS_GET_NSTYPE:
      return FLAG_OF[namespace.kind];
    case NS_GET_OWNER_UID:
      if (!(namespace instanceof UserNamespace)) throw EINVAL;
      task.memory.write(u32, argument, ownerShown(task, namespace));
      return 0;
    case NS_GET_MNTNS_ID:
      if (!(namespace instanceof MountNamespace)) throw EINVAL;
      task.memory.write(u64, argument, BigInt(namespace.ino));
      return 0;
    case NS_GET_PID_FROM_PIDNS:
    case NS_GET_TGID_FROM_PIDNS:
    case NS_GET_PID_IN_PIDNS:
    case NS_GET_TGID_IN_PIDNS:
      return translated(task, namespace, request, argument | 0);
    default:
      throw ENOTTY;
  }
};

const ownerShown = (task: Task, namespace: UserNamespace): number =>
  // The outermost one was made by a user of the machine.
  namespace.parent === null ? OVERFLOW : task.credentials.userNs.uids.show(namespace.owner);
const OVERFLOW = 65534;

/** A thread's number in one pid namespace, given by its number in the other. */
const translated = (task: Task, namespace: Namespace, request: number, number: number): number => {
  if (!(namespace instanceof PidNamespace)) throw EINVAL;
  const { pids } = task.system;
  const isFrom = request === NS_GET_PID_FROM_PIDNS || request === NS_GET_TGID_FROM_PIDNS;
  const target = pids.tasks.get(pids.named(number, isFrom ? namespace : task.process.pidNs));
  if (target === undefined) throw ESRCH;
  const isProcess = request === NS_GET_TGID_FROM_PIDNS || request === NS_GET_TGID_IN_PIDNS;
  const shown = pids.shown(isProcess ? target.process.pid : target.tid, isFrom ? task.process.pidNs : namespace);
  if (shown === 0) throw ESRCH;
  return shown;
};

export const namespaceCalls = [
  call("unshare", [flags("flags", flagNames)], unshare),
  call("setns", [fd(), flags("nstype", flagNames)], setns),
];
