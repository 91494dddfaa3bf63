/**
 * The virtual file system of one kernel: its mounts and the numbers that they draw from. How a path is walked stands in
 * `walk.ts`, how one is opened in `open.ts`, what changes directories in `modify.ts` and `rename.ts`.
 */
import { makeDevice } from "../abi/stat.ts";
import type { Clock } from "../core/clock.ts";
import type { Random } from "../core/random.ts";
import { LockWaits } from "../files/record-locks.ts";
import { AnonymousFileSystems } from "./anonymous.ts";
import type { FsContext } from "./context.ts";
import type { Dentry } from "./dentry.ts";
import { Devices } from "./devices.ts";
import { Mount, type MountFlags, NO_MOUNT_FLAGS, Path } from "./mount.ts";
import type { Superblock } from "./superblock.ts";
import type { Tmpfs } from "./tmpfs/tmpfs.ts";

/** Which ids the guest's user namespace has. */
export interface IdMap {
  /** The initial user namespace, where a capability is one over the whole machine (capable(9)). */
  readonly isInitial: boolean;
  hasUid(uid: number): boolean;
  hasGid(gid: number): boolean;
  /** setgroups(2) may be called (/proc/PID/setgroups). */
  readonly allowsSetgroups: boolean;
}

/** An owner whom the user namespace does not know: root of the machine. No id of a guest is this number. */
export const UNMAPPED_ID = 0xffff_fffe;
/** What it is shown as (/proc/sys/kernel/overflowuid). */
const OVERFLOW_ID = 65534;

/** An owner as the guest sees it. */
export const shownId = (id: number): number => (id === UNMAPPED_ID ? OVERFLOW_ID : id);

/** Only id 0, as a user namespace of an ordinary user has it. */
export const ONLY_ROOT: IdMap = {
  isInitial: false,
  hasUid: (uid) => uid === 0,
  hasGid: (gid) => gid === 0,
  allowsSetgroups: false,
};

const RANGE_SIZE = 65536;

/** Ids 0 to 65535, as root (or /etc/subuid) can give them to a user namespace. */
export const ID_RANGE: IdMap = {
  isInitial: false,
  hasUid: (uid) => uid < RANGE_SIZE,
  hasGid: (gid) => gid < RANGE_SIZE,
  allowsSetgroups: true,
};

/** The first mount of a namespace under init; the host's own come before it. */
const FIRST_MOUNT_ID = 20;

export class Vfs {
  readonly clock: Clock;
  readonly ids: IdMap;
  readonly devices: Devices;
  readonly anonymous: AnonymousFileSystems;
  readonly lockWaits = new LockWaits();
  /** Of all tasks: their roots and working directories keep mounts busy. */
  readonly contexts = new Set<FsContext>();
  /** Makes the root of a further /proc; null until `mountProc` was called. */
  makeProc: (() => Dentry) | null = null;
  #memory: Tmpfs | null = null;
  /** In the order of mounting. */
  readonly mounts: Mount[] = [];
  #nextMountId = FIRST_MOUNT_ID;
  #lastCookie = 0;
  #lastAnonymousDevice = 20;
  #root: Path | null = null;

  constructor(clock: Clock, random: Random, ids: IdMap = ONLY_ROOT) {
    this.clock = clock;
    this.devices = new Devices(random);
    this.ids = ids;
    this.anonymous = new AnonymousFileSystems(clock, () => this.nextDevice());
  }

  /** The root of the namespace. */
  get root(): Path {
    if (this.#root === null) throw new Error("no root is mounted");
    return this.#root;
  }

  /** The tmpfs of memfd_create, mounted nowhere. */
  get memory(): Tmpfs {
    if (this.#memory === null) throw new Error("no tmpfs for memory files");
    return this.#memory;
  }

  set memory(memory: Tmpfs) {
    this.#memory = memory;
  }

  /** Ties the two events of a rename together. */
  nextCookie(): number {
    return ++this.#lastCookie;
  }

  /** A device number for a file system without a device (major 0). */
  nextDevice(): number {
    return makeDevice(0, ++this.#lastAnonymousDevice);
  }

  newMount(root: Dentry, source: string, flags: MountFlags = NO_MOUNT_FLAGS): Mount {
    return new Mount(this.#nextMountId++, root, source, flags);
  }

  mountRoot(superblock: Superblock, source: string): Path {
    const mount = this.newMount(superblock.root, source);
    mount.isAttached = true;
    this.mounts.push(mount);
    mount.isLocked = true;
    return this.setRoot(mount);
  }

  /** This mount is the root of the namespace from now on. */
  setRoot(mount: Mount): Path {
    mount.isAttached = true;
    if (!this.mounts.includes(mount)) this.mounts.push(mount);
    this.#root = new Path(mount, mount.root);
    return this.#root;
  }

  /** Mounts the directory (or file) `root` of a file system on `at`. */
  mount(root: Dentry, at: Path, source: string, flags: MountFlags = NO_MOUNT_FLAGS): Mount {
    const mount = this.newMount(root, source, flags);
    this.attach(mount, at);
    return mount;
  }

  attach(mount: Mount, at: Path): void {
    mount.parent = at.mount;
    mount.mountPoint = at.dentry;
    mount.isAttached = true;
    if (at.dentry.mounts === null) at.dentry.mounts = [mount];
    else at.dentry.mounts.push(mount);
    if (!this.mounts.includes(mount)) this.mounts.push(mount);
  }

  /** Takes a mount out of the tree; paths through it lead no further up than its root. */
  detach(mount: Mount): void {
    const point = mount.mountPoint;
    if (point?.mounts) {
      const left = point.mounts.filter((other) => other !== mount);
      point.mounts = left.length > 0 ? left : null;
    }
    mount.parent = null;
    mount.mountPoint = null;
    mount.isAttached = false;
    const at = this.mounts.indexOf(mount);
    if (at >= 0) this.mounts.splice(at, 1);
  }
}
