/** Control messages of sendmsg and recvmsg (cmsg(3); __scm_send, scm_recv, put_cmsg in net/core/scm.c). */
import { EBADF, EINVAL, EPERM, errors } from "../abi/errors.ts";
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  cmsghdr,
  MSG_CMSG_CLOEXEC,
  MSG_CTRUNC,
  SCM_CREDENTIALS,
  SCM_MAX_FD,
  SCM_PIDFD,
  SCM_RIGHTS,
  SOL_SOCKET,
  ucred,
} from "../abi/socket.ts";
import { decode, encode, i32 } from "../abi/struct.ts";
import { hasCapability } from "../core/caller.ts";
import { capableIn, NO_ID } from "../core/user-namespace.ts";
import type { OpenFile } from "../files/open-file.ts";
import type { ControlMessage } from "../net/control.ts";
import { type InMessage, NO_PEER, type Sender } from "../net/message.ts";
import type { SocketOptions } from "../net/options.ts";
import type { Socket } from "../net/socket.ts";
import { RLIMIT } from "../process/limits.ts";
import { namedPid, shownPid } from "../process/pids.ts";
import type { Task } from "../process/task.ts";
import { installPidfd } from "./pidfd.ts";

const CAP_SETGID = 6;
const CAP_SETUID = 7;
const CAP_SYS_ADMIN = 21;
/** /proc/sys/net/core/optmem_max. */
const OPTMEM_MAX = 131072;

const align = (length: number): number => Math.ceil(length / 8) * 8;

/** What a message sends along. Each file is held; the caller releases them after the call. */
export interface SentControl {
  readonly rights: OpenFile[];
  /** Of other levels than SOL_SOCKET. */
  readonly others: ControlMessage[];
  sender: Sender | null;
}

/** Reads a control buffer: EINVAL for a malformed one, EBADF, EPERM for other people's credentials. */
export const readControl = (task: Task, socket: Socket, address: number, length: number): SentControl => {
  const control: SentControl = { rights: [], others: [], sender: null };
  if (length > OPTMEM_MAX) throw errors.ENOBUFS;
  if (length === 0) return control;
  const buffer = task.memory.readBytes(address, length);
  try {
    for (let at = 0; at + cmsghdr.size <= length; ) {
      const header = decode(cmsghdr, buffer, at);
      if (header.len < cmsghdr.size || header.len > length - at) throw EINVAL;
      const data = buffer.subarray(at + cmsghdr.size, at + header.len);
      if (header.level === SOL_SOCKET) addControl(task, socket, control, header.type, data);
      else control.others.push({ level: header.level, type: header.type, data: data.slice() });
      at += align(header.len);
    }
  } catch (error) {
    for (const file of control.rights) file.release();
    throw error;
  }
  return control;
};

/** Internet sockets pass over the messages of AF_UNIX (__sock_cmsg_send). */
const isPassedOver = ({ family }: Socket, type: number): boolean =>
  (family === AF_INET || family === AF_INET6) && (type === SCM_RIGHTS || type === SCM_CREDENTIALS);

const addControl = (task: Task, socket: Socket, control: SentControl, type: number, data: Uint8Array): void => {
  if (isPassedOver(socket, type)) return;
  if (type === SCM_RIGHTS && socket.family === AF_UNIX) {
    const count = Math.floor(data.length / 4);
    if (control.rights.length + count > SCM_MAX_FD) throw EINVAL;
    for (let i = 0; i < count; i++) {
      const fd = decode(i32, data, i * 4);
      if (fd < 0) throw EBADF;
      control.rights.push(task.files.getAny(fd).retain());
    }
  } else if (type === SCM_CREDENTIALS) {
    if (data.length !== ucred.size) throw EINVAL;
    const sender = namedSender(task, decode(ucred, data));
    checkSender(task, sender);
    control.sender = sender;
  } else throw EINVAL;
};

/** The kernel's ids of what a sender says of itself; EINVAL for ids that its user namespace does not have. */
const namedSender = (task: Task, { pid, uid, gid }: Sender): Sender => {
  const { uids, gids } = task.credentials.userNs;
  const sender = { pid: namedPid(task, pid), uid: uids.toKernel(uid), gid: gids.toKernel(gid) };
  if (sender.uid === NO_ID || sender.gid === NO_ID) throw EINVAL;
  return sender;
};

/** One may claim to be oneself; anything else takes a capability (scm_check_creds). */
const checkSender = (task: Task, { pid, uid, gid }: Sender): void => {
  const { credentials: own } = task;
  const may = (capability: number): boolean => hasCapability(own, capability);
  if (pid !== task.pid && !capableIn(own, task.process.pidNs.userNs, CAP_SYS_ADMIN)) throw EPERM;
  if (uid !== own.uid && uid !== own.euid && uid !== own.suid && !may(CAP_SETUID)) throw EPERM;
  if (gid !== own.gid && gid !== own.egid && gid !== own.sgid && !may(CAP_SETGID)) throw EPERM;
};

/** Who sent a message, in the terms of the namespaces of who receives it (cred_to_ucred). */
export const senderFor = (task: Task, { pid, uid, gid }: Sender): Sender => {
  const { uids, gids } = task.credentials.userNs;
  return {
    pid: shownPid(task, pid),
    uid: uid === NO_PEER.uid ? uid : uids.show(uid),
    gid: gid === NO_PEER.gid ? gid : gids.show(gid),
  };
};

/** Where control messages for the guest go, and what is left of that room. */
export class ControlBuffer {
  readonly #task: Task;
  #address: number;
  #room: number;
  /** Bytes written, as msg_controllen tells. */
  used = 0;

  constructor(task: Task, address: number, room: number) {
    this.#task = task;
    this.#address = address;
    this.#room = address === 0 ? 0 : room;
  }

  /** Writes what came with a message; answers MSG_CTRUNC when something had no room, else 0. */
  putAll(message: InMessage, flags: number, options: SocketOptions): number {
    let result = 0;
    for (const { level, type, data } of message.control) result |= this.#put(type, data, level);
    const { sender } = message;
    if (sender !== null && options.passCredentials)
      result |= this.#put(SCM_CREDENTIALS, encode(ucred, senderFor(this.#task, sender)));
    if (sender !== null && options.passPidfd) result |= this.#putPidfd(sender.pid);
    if (message.rights.length > 0) result |= this.#putRights(message.rights, (flags & MSG_CMSG_CLOEXEC) !== 0);
    return result;
  }

  /** A pidfd of the sender, -1 with the reason's negative number where there is none (scm_pidfd_recv). */
  #putPidfd(pid: number): number {
    if (this.#room < cmsghdr.size + i32.size) return MSG_CTRUNC;
    const process = this.#task.system.pids.processes.get(pid);
    let fd = -errors.ESRCH.number;
    if (process !== undefined) fd = installPidfd(this.#task, process, null, 0);
    return this.#put(SCM_PIDFD, encode(i32, fd));
  }

  #put(type: number, data: Uint8Array, level = SOL_SOCKET): number {
    if (this.#room < cmsghdr.size) return MSG_CTRUNC;
    const whole = cmsghdr.size + data.length;
    const length = Math.min(whole, this.#room);
    this.#task.memory.write(cmsghdr, this.#address, { len: length, level, type });
    this.#task.memory.writeBytes(this.#address + cmsghdr.size, data.subarray(0, length - cmsghdr.size));
    this.#advance(align(whole));
    return length < whole ? MSG_CTRUNC : 0;
  }

  /** Installs as many files as there is room and are descriptors for; the others are lost (scm_detach_fds). */
  #putRights(files: readonly OpenFile[], closeOnExec: boolean): number {
    const { memory } = this.#task;
    const room = Math.max(0, Math.floor((this.#room - cmsghdr.size) / 4));
    const start = this.#address + cmsghdr.size;
    let count = 0;
    for (const file of files) {
      if (count < room && this.#install(file, closeOnExec, start + count * 4)) count++;
      else break;
    }
    for (const file of files) file.release();
    if (count > 0) {
      const length = cmsghdr.size + count * 4;
      memory.write(cmsghdr, this.#address, { len: length, level: SOL_SOCKET, type: SCM_RIGHTS });
      this.#advance(align(length));
    }
    return count < files.length ? MSG_CTRUNC : 0;
  }

  #install(file: OpenFile, closeOnExec: boolean, address: number): boolean {
    const { files, memory } = this.#task;
    try {
      const limit = this.#task.limit(RLIMIT.NOFILE);
      memory.write(i32, address, files.lowestFree(limit));
      files.install(file.retain(), closeOnExec, limit);
      return true;
    } catch {
      return false;
    }
  }

  #advance(bytes: number): void {
    const step = Math.min(bytes, this.#room);
    this.#address += step;
    this.#room -= step;
    this.used += step;
  }
}
