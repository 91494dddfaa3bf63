/** What System V shared memory, semaphores and message queues have in common: key, owner, mode, id (struct kern_ipc_perm). */
import { CAP_IPC_OWNER, CAP_SYS_ADMIN } from "../abi/capabilities.ts";
import { EACCES, EPERM } from "../abi/errors.ts";
import { IPC_PRIVATE } from "../abi/ipc.ts";
import type { Caller, Credentials } from "../core/caller.ts";
import { capableIn, type UserNamespace } from "../core/user-namespace.ts";

const PERMISSIONS = 0o777;

/** What IPC_SET changes of every kind. */
export interface OwnerChange {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/** Whole seconds of CLOCK_REALTIME, as the times of these objects are kept. */
export const secondsNow = (caller: Caller): number => caller.clock.realtime().sec;

const inGroup = (credentials: Credentials, gid: number): boolean =>
  credentials.fsgid === gid || credentials.groups.includes(gid);

export abstract class IpcObject {
  /** The key it can be found by; IPC_PRIVATE for none. */
  key: number;
  uid: number;
  gid: number;
  readonly cuid: number;
  readonly cgid: number;
  /** Permission bits, and above them flags of the kind. */
  mode: number;
  /** Seconds since 1970 of its making or last change. */
  ctime: number;
  /** @internal Given by its table. */ id = -1;
  /** @internal */ sequence = 0;
  /** IPC_RMID has taken it out of its table: who sleeps on it gets EIDRM. */
  isRemoved = false;
  /** Whose rights count over it: the user namespace of its IPC namespace. */
  readonly userNs: UserNamespace;

  constructor(caller: Caller, userNs: UserNamespace, key: number, mode: number) {
    this.userNs = userNs;
    this.key = key;
    this.uid = this.cuid = caller.credentials.euid;
    this.gid = this.cgid = caller.credentials.egid;
    this.mode = mode & PERMISSIONS;
    this.ctime = secondsNow(caller);
  }

  /** EACCES unless all rights of `wanted` (as in a mode, any of the three triples) are granted (ipcperms). */
  checkAccess(caller: Caller, wanted: number): void {
    const asked = ((wanted >> 6) | (wanted >> 3) | wanted) & 7;
    const { credentials } = caller;
    let granted = this.mode;
    if (credentials.euid === this.cuid || credentials.euid === this.uid) granted >>= 6;
    else if (inGroup(credentials, this.cgid) || inGroup(credentials, this.gid)) granted >>= 3;
    if ((asked & ~granted) !== 0 && !capableIn(credentials, this.userNs, CAP_IPC_OWNER)) throw EACCES;
  }

  isOwner(caller: Caller): boolean {
    return caller.credentials.euid === this.cuid || caller.credentials.euid === this.uid;
  }

  /** EPERM unless the caller may change or remove it (ipcctl_obtain_check). */
  checkOwner(caller: Caller): void {
    if (!this.isOwner(caller) && !capableIn(caller.credentials, this.userNs, CAP_SYS_ADMIN)) throw EPERM;
  }

  change(caller: Caller, { uid, gid, mode }: OwnerChange): void {
    this.uid = uid;
    this.gid = gid;
    this.mode = (this.mode & ~PERMISSIONS) | (mode & PERMISSIONS);
    this.ctime = secondsNow(caller);
  }

  /** The part of the *_ds structures that all kinds share, with ids as the caller's user namespace has them. */
  permissions({ credentials: { userNs } }: Caller) {
    const { key, mode, sequence: seq } = this;
    const uid = userNs.uids.show(this.uid);
    const gid = userNs.gids.show(this.gid);
    const cuid = userNs.uids.show(this.cuid);
    const cgid = userNs.gids.show(this.cgid);
    return { key, uid, gid, cuid, cgid, mode, seq, pad: 0, unused1: 0, unused2: 0 };
  }

  get isPrivate(): boolean {
    return this.key === IPC_PRIVATE;
  }
}
