/** Who a task is: process ids, groups, sessions (setpgid(2), setsid(2)) and credentials (credentials(7)). */
import { EACCES, EINVAL, EPERM, ESRCH } from "../abi/errors.ts";
import { u32 } from "../abi/struct.ts";
import { type Credentials, hasCapability } from "../core/caller.ts";
import { type IdMapping, NO_ID } from "../core/user-namespace.ts";
import { shownPid } from "../process/pids.ts";
import type { Process } from "../process/process.ts";
import type { Task } from "../process/task.ts";
import { int, pid, pointer, uint } from "./arguments.ts";
import { call } from "./define.ts";

const CAP_SETGID = 6;
const CAP_SETUID = 7;
const UNCHANGED = 0xffff_ffff;

const findProcess = (task: Task, pid: number): Process => {
  const process = pid === 0 ? task.process : task.system.pids.processes.get(pid);
  if (process === undefined) throw ESRCH;
  return process;
};

const moveToGroup = (task: Task, process: Process, groupId: number): void => {
  task.system.pids.hold(groupId);
  task.system.pids.letGo(process.groupId);
  process.groupId = groupId;
};

const setpgid = (task: Task, pid: number, group: number): number => {
  // The pid stands in for a group of 0 before anything is looked at, so a negative pid is EINVAL, too.
  if ((group === 0 ? pid : group) < 0) throw EINVAL;
  const process = findProcess(task, pid);
  const isChild = process.parent === task.process;
  if (isChild) {
    if (process.sessionId !== task.process.sessionId) throw EPERM;
    if (process.hasExecuted) throw EACCES;
  } else if (process !== task.process) throw ESRCH;
  if (process.sessionId === process.pid) throw EPERM;
  const groupId = group === 0 ? process.pid : group;
  if (groupId !== process.pid) {
    const members = [...task.system.pids.processes.values()].filter((other) => other.groupId === groupId);
    if (!members.some((other) => other.sessionId === task.process.sessionId)) throw EPERM;
  }
  moveToGroup(task, process, groupId);
  return 0;
};

const setsid = (task: Task): number => {
  const { process, system } = task;
  for (const other of system.pids.processes.values()) if (other.groupId === process.pid) throw EPERM;
  system.pids.hold(process.pid);
  system.pids.letGo(process.sessionId);
  process.sessionId = process.pid;
  process.terminal = null;
  moveToGroup(task, process, process.pid);
  return shownPid(task, process.pid);
};

/** Ids as a task names them are the kernel's only where its user namespace maps them; the others are EINVAL (make_kuid). */
const kernelUid = (task: Task, id: number): number => known(task.credentials.userNs.uids, id);
const kernelGid = (task: Task, id: number): number => known(task.credentials.userNs.gids, id);

const known = (ids: IdMapping, id: number): number => {
  if (id === UNCHANGED) return UNCHANGED;
  const kernel = ids.toKernel(id);
  if (kernel === NO_ID) throw EINVAL;
  return kernel;
};

const change = (task: Task, parts: Partial<Credentials>): number => {
  task.credentials = { ...task.credentials, ...parts };
  return 0;
};

const hasRoot = ({ uid, euid, suid }: Credentials, root: number): boolean =>
  uid === root || euid === root || suid === root;

const SECBIT_NO_SETUID_FIXUP = 1 << 2;
const SECBIT_KEEP_CAPS = 1 << 4;

/** Who stops being user 0 loses what that gave, and who becomes it again may use it again (cap_emulate_setxuid). */
const changeUids = (task: Task, parts: Partial<Credentials>): number => {
  const old = task.credentials;
  const next = { ...old, ...parts };
  if ((task.securebits & SECBIT_NO_SETUID_FIXUP) !== 0) {
    task.credentials = next;
    return 0;
  }
  let { permitted, effective, ambient } = next;
  const root = old.userNs.uids.toKernel(0);
  if (hasRoot(old, root) && !hasRoot(next, root)) {
    if ((task.securebits & SECBIT_KEEP_CAPS) === 0) {
      permitted = 0n;
      effective = 0n;
    }
    ambient = 0n;
  }
  if (old.euid === root && next.euid !== root) effective = 0n;
  if (old.euid !== root && next.euid === root) effective = permitted;
  task.credentials = { ...next, permitted, effective, ambient };
  return 0;
};

/** Capabilities over files (CAP_FS_SET): CHOWN, DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER, FSETID, LINUX_IMMUTABLE, MKNOD, MAC_OVERRIDE. */
const FILE_CAPABILITIES = 0x1_0800_021fn;

const setuid = (task: Task, shown: number): number => {
  if (shown === UNCHANGED) throw EINVAL;
  const uid = kernelUid(task, shown);
  const { credentials } = task;
  if (hasCapability(credentials, CAP_SETUID)) return changeUids(task, { uid, euid: uid, suid: uid, fsuid: uid });
  if (uid !== credentials.uid && uid !== credentials.suid) throw EPERM;
  return changeUids(task, { euid: uid, fsuid: uid });
};

const setgid = (task: Task, shown: number): number => {
  if (shown === UNCHANGED) throw EINVAL;
  const gid = kernelGid(task, shown);
  const { credentials } = task;
  if (hasCapability(credentials, CAP_SETGID)) return change(task, { gid, egid: gid, sgid: gid, fsgid: gid });
  if (gid !== credentials.gid && gid !== credentials.sgid) throw EPERM;
  return change(task, { egid: gid, fsgid: gid });
};

const or = (id: number, current: number): number => (id === UNCHANGED ? current : id);

/** Without the capability, each id must be one of those it has already. */
const checkAmong = (task: Task, capability: number, ids: readonly number[], own: readonly number[]): void => {
  if (hasCapability(task.credentials, capability)) return;
  for (const id of ids) if (id !== UNCHANGED && !own.includes(id)) throw EPERM;
};

const setresuid = (task: Task, ...shown: readonly [number, number, number]): number => {
  const [uid, euid, suid] = shown.map((id) => kernelUid(task, id)) as [number, number, number];
  const old = task.credentials;
  checkAmong(task, CAP_SETUID, [uid, euid, suid], [old.uid, old.euid, old.suid]);
  const effective = or(euid, old.euid);
  return changeUids(task, { uid: or(uid, old.uid), euid: effective, suid: or(suid, old.suid), fsuid: effective });
};

const setresgid = (task: Task, ...shown: readonly [number, number, number]): number => {
  const [gid, egid, sgid] = shown.map((id) => kernelGid(task, id)) as [number, number, number];
  const old = task.credentials;
  checkAmong(task, CAP_SETGID, [gid, egid, sgid], [old.gid, old.egid, old.sgid]);
  const effective = or(egid, old.egid);
  return change(task, { gid: or(gid, old.gid), egid: effective, sgid: or(sgid, old.sgid), fsgid: effective });
};

/** setreuid also moves the saved id when the real one is set or the effective one leaves the old real one. */
const savedAfter = (real: number, effective: number, oldReal: number, newEffective: number, saved: number): number =>
  real !== UNCHANGED || (effective !== UNCHANGED && newEffective !== oldReal) ? newEffective : saved;

const setreuid = (task: Task, ...shown: readonly [number, number]): number => {
  const [uid, euid] = shown.map((id) => kernelUid(task, id)) as [number, number];
  const old = task.credentials;
  checkAmong(task, CAP_SETUID, [uid], [old.uid, old.euid]);
  checkAmong(task, CAP_SETUID, [euid], [old.uid, old.euid, old.suid]);
  const effective = or(euid, old.euid);
  const suid = savedAfter(uid, euid, old.uid, effective, old.suid);
  return changeUids(task, { uid: or(uid, old.uid), euid: effective, suid, fsuid: effective });
};

const setregid = (task: Task, ...shown: readonly [number, number]): number => {
  const [gid, egid] = shown.map((id) => kernelGid(task, id)) as [number, number];
  const old = task.credentials;
  checkAmong(task, CAP_SETGID, [gid], [old.gid, old.egid]);
  checkAmong(task, CAP_SETGID, [egid], [old.gid, old.egid, old.sgid]);
  const effective = or(egid, old.egid);
  const sgid = savedAfter(gid, egid, old.gid, effective, old.sgid);
  return change(task, { gid: or(gid, old.gid), egid: effective, sgid, fsgid: effective });
};

/** setfsuid, setfsgid: answer the old id whether or not they changed it. */
const setfsuid = (task: Task, shown: number): number => {
  const { fsuid, uid: real, euid, suid, effective, permitted, userNs } = task.credentials;
  const uid = userNs.uids.toKernel(shown);
  const before = userNs.uids.show(fsuid);
  const root = userNs.uids.toKernel(0);
  const isOwn = [real, euid, suid, fsuid].includes(uid) || hasCapability(task.credentials, CAP_SETUID);
  if (uid === NO_ID || !isOwn) return before;
  let left = effective;
  if (fsuid === root && uid !== root) left &= ~FILE_CAPABILITIES;
  if (fsuid !== root && uid === root) left |= FILE_CAPABILITIES & permitted;
  change(task, { fsuid: uid, effective: left });
  return before;
};

const setfsgid = (task: Task, shown: number): number => {
  const { fsgid, gid: real, egid, sgid, userNs } = task.credentials;
  const gid = userNs.gids.toKernel(shown);
  const isOwn = [real, egid, sgid, fsgid].includes(gid) || hasCapability(task.credentials, CAP_SETGID);
  if (gid !== NO_ID && isOwn) change(task, { fsgid: gid });
  return userNs.gids.show(fsgid);
};

const write3 = (task: Task, addresses: readonly number[], values: readonly number[]): number => {
  addresses.forEach((address, index) => {
    task.memory.write(u32, address, values[index] ?? 0);
  });
  return 0;
};

const getgroups = (task: Task, size: number, list: number): number => {
  const { groups } = task.credentials;
  if (size < 0) throw EINVAL;
  if (size === 0) return groups.length;
  if (size < groups.length) throw EINVAL;
  groups.forEach((group, index) => {
    task.memory.write(u32, list + index * 4, task.credentials.userNs.gids.show(group));
  });
  return groups.length;
};

const NGROUPS_MAX = 65536;

/** In a user namespace made without rights over it, it is denied (user_namespaces(7), /proc/PID/setgroups). */
const setgroups = (task: Task, size: number, list: number): number => {
  const { userNs } = task.credentials;
  if (!userNs.allowsSetgroups || !hasCapability(task.credentials, CAP_SETGID)) throw EPERM;
  if (size < 0 || size > NGROUPS_MAX) throw EINVAL;
  const groups = Array.from({ length: size }, (_, index) => task.memory.read(u32, list + index * 4));
  const kernel = groups.map((group) => userNs.gids.toKernel(group));
  if (kernel.includes(NO_ID)) throw EINVAL;
  return change(task, { groups: kernel.sort((a, b) => a - b) });
};

export const identityCalls = [
  call("getpid", [], (task) => shownPid(task, task.pid)),
  call("gettid", [], (task) => shownPid(task, task.tid)),
  call("getppid", [], (task) => shownPid(task, task.process.parent?.pid ?? 0)),
  call("getpgrp", [], (task) => shownPid(task, task.process.groupId)),
  call("getpgid", [pid()], (task, which) => shownPid(task, findProcess(task, which).groupId)),
  call("setpgid", [pid(), pid("pgid")], setpgid),
  call("getsid", [pid()], (task, which) => shownPid(task, findProcess(task, which).sessionId)),
  call("setsid", [], setsid),
  call("getuid", [], (task) => task.credentials.userNs.uids.show(task.credentials.uid)),
  call("geteuid", [], (task) => task.credentials.userNs.uids.show(task.credentials.euid)),
  call("getgid", [], (task) => task.credentials.userNs.gids.show(task.credentials.gid)),
  call("getegid", [], (task) => task.credentials.userNs.gids.show(task.credentials.egid)),
  call("getresuid", [pointer("ruid"), pointer("euid"), pointer("suid")], (task, ruid, euid, suid) => {
    const { credentials: own } = task;
    return write3(
      task,
      [ruid, euid, suid],
      [own.uid, own.euid, own.suid].map((id) => own.userNs.uids.show(id)),
    );
  }),
  call("getresgid", [pointer("rgid"), pointer("egid"), pointer("sgid")], (task, rgid, egid, sgid) => {
    const { credentials: own } = task;
    return write3(
      task,
      [rgid, egid, sgid],
      [own.gid, own.egid, own.sgid].map((id) => own.userNs.gids.show(id)),
    );
  }),
  call("setuid", [uint("uid")], setuid),
  call("setgid", [uint("gid")], setgid),
  call("setreuid", [uint("ruid"), uint("euid")], setreuid),
  call("setregid", [uint("rgid"), uint("egid")], setregid),
  call("setresuid", [uint("ruid"), uint("euid"), uint("suid")], setresuid),
  call("setresgid", [uint("rgid"), uint("egid"), uint("sgid")], setresgid),
  call("setfsuid", [uint("uid")], setfsuid),
  call("setfsgid", [uint("gid")], setfsgid),
  call("getgroups", [int("size"), pointer("list")], getgroups),
  call("setgroups", [int("size"), pointer("list")], setgroups),
];
