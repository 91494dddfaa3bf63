/** Owners and signals of asynchronous I/O: F_SETOWN, F_SETOWN_EX, F_SETSIG, O_ASYNC (f_setown, send_sigio in fs/fcntl.c). */

import { EBADF, EINVAL, ESRCH } from "../abi/errors.ts";
import * as fcntl from "../abi/fcntl.ts";
import { FIOSETOWN, SIOCSPGRP } from "../abi/ioctl.ts";
import { O_ASYNC } from "../abi/open.ts";
import {
  NSIG,
  POLL_ERR,
  POLL_HUP,
  POLL_IN,
  POLL_MSG,
  POLL_OUT,
  POLL_PRI,
  SI_SIGIO,
  SIGBUS,
  SIGCHLD,
  SIGFPE,
  SIGILL,
  SIGIO,
  SIGSEGV,
  SIGSYS,
  SIGTRAP,
  SIGURG,
} from "../abi/signal.ts";
import { i32, struct } from "../abi/struct.ts";
import { AsyncIo, type IoOwner } from "../files/async-io.ts";
import type { OpenFile } from "../files/open-file.ts";
import { namedPid, shownPid } from "../process/pids.ts";
import { sendToGroup, sendToTask } from "../process/signals/send.ts";
import { kernelInfo, type SignalInfo } from "../process/signals/siginfo.ts";
import type { System } from "../process/system.ts";
import type { Task } from "../process/task.ts";

/** struct f_owner_ex. */
const ownerLayout = struct({ type: i32, pid: i32 });

/** si_band by reason (band_table): what poll would show. */
const bands: Readonly<Record<number, number>> = {
  [POLL_IN]: 0x41,
  [POLL_OUT]: 0x304,
  [POLL_MSG]: 0x441,
  [POLL_ERR]: 0x8,
  [POLL_PRI]: 0x82,
  [POLL_HUP]: 0x18,
};

/** Signals whose si_code means something else already (sig_specific_sicodes). */
const ownCodes: ReadonlySet<number> = new Set([SIGILL, SIGFPE, SIGSEGV, SIGBUS, SIGTRAP, SIGCHLD, SIGSYS]);

export const asyncOf = (task: Task, file: OpenFile): AsyncIo => {
  file.async ??= new AsyncIo(
    (self, reason, fd = self.fd) => send(task.system, self, reason, fd),
    ({ owner }) => {
      if (owner !== null) deliver(task.system, owner, kernelInfo(SIGURG));
    },
  );
  return file.async;
};

const send = (system: System, { owner, signal }: AsyncIo, reason: number, fd: number): void => {
  // Urgent data has a signal of its own, unless another was chosen.
  if (owner === null || (reason === POLL_PRI && signal === 0)) return;
  const info: SignalInfo =
    signal === 0
      ? kernelInfo(SIGIO)
      : {
          kind: "poll",
          signo: signal,
          code: signal !== SIGIO && ownCodes.has(signal) ? SI_SIGIO : reason,
          band: bands[reason] ?? 0,
          fd,
        };
  deliver(system, owner, info);
};

const deliver = (system: System, owner: IoOwner, info: SignalInfo): void => {
  const { tasks, processes } = system.pids;
  if (owner.kind === fcntl.F_OWNER_TID) {
    const task = tasks.get(owner.id);
    if (task !== undefined && mayTell(owner, task)) sendToTask(task, info);
    return;
  }
  const members = [...processes.values()].filter((process) =>
    owner.kind === fcntl.F_OWNER_PID ? process.pid === owner.id : process.groupId === owner.id,
  );
  sendToGroup(
    members.filter(({ mainTask }) => mainTask !== null && mayTell(owner, mainTask)),
    info,
  );
};

/** Whoever named the owner could have sent it a signal (sigio_perm). */
const mayTell = ({ uid, euid }: IoOwner, { credentials: own }: Task): boolean =>
  euid === 0 || euid === own.suid || euid === own.uid || uid === own.suid || uid === own.uid;

/** O_ASYNC on or off; `fd` is what si_fd will say. */
export const setAsync = (task: Task, file: OpenFile, fd: number, on: boolean): void => {
  if (on) asyncOf(task, file).fd = fd;
  if (on === ((file.flags & O_ASYNC) !== 0)) return;
  file.asyncChanged(on);
  file.flags = on ? file.flags | O_ASYNC : file.flags & ~O_ASYNC;
  if (on) asyncOf(task, file).owner ??= file.defaultOwner(task);
};

const exists = ({ system: { pids } }: Task, kind: IoOwner["kind"], id: number): boolean => {
  if (kind === fcntl.F_OWNER_TID) return pids.tasks.has(id);
  if (kind === fcntl.F_OWNER_PID) return pids.processes.has(id) || pids.tasks.has(id);
  for (const process of pids.processes.values()) if (process.groupId === id) return true;
  return false;
};

/** Names an owner; 0 names nobody. ESRCH unless it is there. */
const setOwner = (task: Task, file: OpenFile, kind: IoOwner["kind"], given: number): number => {
  const id = namedPid(task, given);
  if (id !== 0 && !exists(task, kind, id)) throw ESRCH;
  const { uid, euid } = task.credentials;
  asyncOf(task, file).owner = id === 0 ? null : { kind, id, uid, euid };
  return 0;
};

/** F_SETOWN's way to name owners: a process, or a group by its negative number. */
const setSignedOwner = (task: Task, file: OpenFile, who: number): number => {
  if (who === -0x8000_0000) throw EINVAL;
  return who < 0 ? setOwner(task, file, fcntl.F_OWNER_PGRP, -who) : setOwner(task, file, fcntl.F_OWNER_PID, who);
};

/** The owner if it still lives. */
const ownerOf = (task: Task, file: OpenFile): IoOwner | null => {
  const owner = file.async?.owner ?? null;
  return owner !== null && exists(task, owner.kind, owner.id) ? owner : null;
};

const signedOwner = (task: Task, file: OpenFile): number => {
  const owner = ownerOf(task, file);
  if (owner === null) return 0;
  return owner.kind === fcntl.F_OWNER_PGRP ? -shownPid(task, owner.id) : shownPid(task, owner.id);
};

export const ownerCommand = (task: Task, file: OpenFile, command: number, argument: number): number => {
  const low = (argument % 0x1_0000_0000) | 0;
  switch (command) {
    case fcntl.F_SETOWN:
      return setSignedOwner(task, file, low);
    case fcntl.F_GETOWN:
      return signedOwner(task, file);
    case fcntl.F_SETOWN_EX: {
      const { type, pid } = task.memory.read(ownerLayout, argument);
      if (type !== fcntl.F_OWNER_TID && type !== fcntl.F_OWNER_PID && type !== fcntl.F_OWNER_PGRP) throw EINVAL;
      return setOwner(task, file, type, pid);
    }
    case fcntl.F_GETOWN_EX: {
      const owner = ownerOf(task, file);
      const type = file.async?.owner?.kind ?? fcntl.F_OWNER_TID;
      task.memory.write(ownerLayout, argument, { type, pid: owner === null ? 0 : shownPid(task, owner.id) });
      return 0;
    }
    case fcntl.F_SETSIG:
      if (low < 0 || low > NSIG) throw EINVAL;
      asyncOf(task, file).signal = low;
      return 0;
    case fcntl.F_GETSIG:
      return file.async?.signal ?? 0;
    default:
      throw EBADF;
  }
};

/** FIOSETOWN, SIOCSPGRP, FIOGETOWN, SIOCGPGRP: the same owner, by ioctl on a socket. */
export const socketOwner = (task: Task, file: OpenFile, request: number, address: number): number => {
  if (request === FIOSETOWN || request === SIOCSPGRP) return setSignedOwner(task, file, task.memory.read(i32, address));
  task.memory.write(i32, address, signedOwner(task, file));
  return 0;
};
