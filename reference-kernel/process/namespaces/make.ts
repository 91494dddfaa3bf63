/** Making namespaces: those of the first process, and new ones for clone(2) and unshare(2) (create_new_namespaces). */
import { CAP_SETFCAP, CAP_SYS_ADMIN } from "../../abi/capabilities.ts";
import { EINVAL, EPERM, errors } from "../../abi/errors.ts";
import {
  CLONE_NEWCGROUP,
  CLONE_NEWIPC,
  CLONE_NEWNET,
  CLONE_NEWNS,
  CLONE_NEWPID,
  CLONE_NEWTIME,
  CLONE_NEWUTS,
} from "../../abi/sched.ts";
import type { Cgroup } from "../../cgroup/cgroup.ts";
import { type Credentials, hasCapability } from "../../core/caller.ts";
import type { NamespaceKind } from "../../core/namespace.ts";
import { capableIn, MAX_USER_LEVEL, UserNamespace } from "../../core/user-namespace.ts";
import type { FsContext } from "../../fs/context.ts";
import type { Vfs } from "../../fs/vfs.ts";
import { IpcNamespace } from "../../ipc/namespace.ts";
import { LoopbackState } from "../../net/loopback.ts";
import { Network } from "../../net/network.ts";
import { ALL_CAPABILITIES } from "../identity.ts";
import type { Task } from "../task.ts";
import { initialUts } from "../uts.ts";
import { checkNamespaceLimit } from "./limits.ts";
import { PidNamespace } from "./pid-namespace.ts";
import type { TaskNamespaces } from "./task-namespaces.ts";
import { TimeNamespace } from "./time-namespace.ts";

/** Every kind but the user namespace. */
const OTHERS =
  CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP | CLONE_NEWTIME;

/** The machine's own in nsfs (include/uapi/linux/nsfs.h): a sandbox leaves it as it is. */
const FIRST_TIME_NAMESPACE = 4026531834;

const KINDS: readonly (readonly [flag: number, kind: NamespaceKind])[] = [
  [CLONE_NEWNS, "mnt"],
  [CLONE_NEWUTS, "uts"],
  [CLONE_NEWIPC, "ipc"],
  [CLONE_NEWPID, "pid"],
  [CLONE_NEWCGROUP, "cgroup"],
  [CLONE_NEWNET, "net"],
  [CLONE_NEWTIME, "time"],
];

export const firstNamespaces = (vfs: Vfs, network: Network, root: Cgroup): TaskNamespaces => {
  const userNs = vfs.ids;
  const ino = (): number => vfs.nextNamespace();
  const time = new TimeNamespace(FIRST_TIME_NAMESPACE, null);
  time.isSettled = true;
  return {
    uts: initialUts(ino(), userNs),
    ipc: new IpcNamespace(ino(), userNs),
    net: { kind: "net", ino: ino(), userNs, network },
    cgroup: { kind: "cgroup", ino: ino(), userNs, root },
    time,
    timeForChildren: time,
    pidForChildren: new PidNamespace(null, ino(), userNs),
  };
};

/**
 * Credentials in a user namespace of their own, with every capability there (create_user_ns, set_cred_user_ns): ENOSPC
 * when it lies too deep; EPERM below a changed root, or for a maker whose ids the parent does not know.
 */
export const inNewUserNamespace = (task: Task): Credentials => {
  const old = task.credentials;
  const parent = old.userNs;
  if (parent.level > MAX_USER_LEVEL) throw errors.ENOSPC;
  if (task.fs.isChrooted) throw EPERM;
  if (!parent.hasUid(old.euid) || !parent.hasGid(old.egid)) throw EPERM;
  checkNamespaceLimit(task, "user", parent);
  const mayMapRoot = hasCapability(old, CAP_SETFCAP);
  const ino = task.fs.vfs.nextNamespace();
  const userNs = new UserNamespace(parent, ino, old.euid, parent.setgroupsAllowed, mayMapRoot, old.egid);
  return inUserNamespace(old, userNs);
};

/** The same ids with every capability in `userNs` (setns(2) into it, too). */
export const inUserNamespace = (old: Credentials, userNs: UserNamespace): Credentials => ({
  ...old,
  effective: ALL_CAPABILITIES,
  permitted: ALL_CAPABILITIES,
  inheritable: 0n,
  bounding: ALL_CAPABILITIES,
  ambient: 0n,
  userNs,
});

/** The namespaces that `flags` (CLONE_NEW*) ask for, the old ones otherwise. EPERM without rights in one's user namespace. */
export const namespacesFor = (task: Task, flags: number, credentials: Credentials): TaskNamespaces => {
  const old = task.namespaces;
  if ((flags & OTHERS) === 0) return old;
  const { userNs } = credentials;
  if (!capableIn(credentials, userNs, CAP_SYS_ADMIN)) throw EPERM;
  for (const [flag, kind] of KINDS) if ((flags & flag) !== 0) checkNamespaceLimit(task, kind, userNs);
  const { vfs } = task.fs;
  const ino = (): number => vfs.nextNamespace();
  if ((flags & CLONE_NEWPID) !== 0 && old.pidForChildren !== task.process.pidNs) throw EINVAL;
  return {
    uts: (flags & CLONE_NEWUTS) !== 0 ? { ...old.uts, ino: ino(), userNs } : old.uts,
    ipc: (flags & CLONE_NEWIPC) !== 0 ? new IpcNamespace(ino(), userNs) : old.ipc,
    pidForChildren: (flags & CLONE_NEWPID) !== 0 ? old.pidForChildren.nest(ino(), userNs) : old.pidForChildren,
    cgroup: (flags & CLONE_NEWCGROUP) !== 0 ? { kind: "cgroup", ino: ino(), userNs, root: task.cgroup } : old.cgroup,
    net: (flags & CLONE_NEWNET) !== 0 ? newNet(task, old.net.network, ino(), userNs) : old.net,
    time: old.time,
    timeForChildren:
      (flags & CLONE_NEWTIME) !== 0 ? new TimeNamespace(ino(), userNs, old.timeForChildren) : old.timeForChildren,
  };
};

const newNet = (task: Task, old: Network, ino: number, userNs: UserNamespace): TaskNamespaces["net"] => {
  const network = new Network(task.clock, LoopbackState.down(userNs), old.unix.system);
  network.loopback.cookie = ino;
  return { kind: "net", ino, userNs, network };
};

/** A file context in a new mount namespace of `credentials`' user (copy_mnt_ns). */
export const inNewMountNamespace = (context: FsContext, credentials: Credentials): void =>
  context.enterCopy(credentials.userNs);
