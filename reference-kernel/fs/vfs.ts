/**
 * The virtual file system of one kernel: its mounts and the numbers that they draw from. How a path is walked stands in
 * `walk.ts`, how one is opened in `open.ts`, what changes directories in `modify.ts` and `rename.ts`.
 */
import { makeDevice } from "../abi/stat.ts";
import type { Clock } from "../core/clock.ts";
import type { Random } from "../core/random.ts";
import { type IdMap, OVERFLOW_ID, UserNamespace } from "../core/user-namespace.ts";
import { LockWaits } from "../files/record-locks.ts";
import { AnonymousFileSystems } from "./anonymous.ts";
import type { FsCaller, FsContext } from "./context.ts";
import type { Dentry } from "./dentry.ts";
import { Devices } from "./devices.ts";
import { Mount, type MountFlags, NO_MOUNT_FLAGS, type Path } from "./mount.ts";
import { MountNamespace } from "./mount-namespace.ts";
import { Nsfs } from "./nsfs.ts";
import type { Superblock } from "./superblock.ts";
import type { Tmpfs } from "./tmpfs/tmpfs.ts";
import { letGoOfNamespace } from "./unmounting.ts";

/** An owner whom the user namespace does not know: root of the machine. No id of a guest is this number. */
export const UNMAPPED_ID = 0xffff_fffe;
/** Only id 0, as a user namespace of an ordinary user has it. */
export const ONLY_ROOT: IdMap = {
  isInitial: false,
  hasUid: (uid) => uid === 0,
  hasGid: (gid) => gid === 0,
  allowsSetgroups: false,
  extents: [{ inside: 0, outside: OVERFLOW_ID, kernel: 0, count: 1 }],
};

const RANGE_SIZE = 65536;

/** Ids 0 to 65535, as root (or /etc/subuid) can give them to a user namespace. */
export const ID_RANGE: IdMap = {
  isInitial: false,
  hasUid: (uid) => uid < RANGE_SIZE,
  hasGid: (gid) => gid < RANGE_SIZE,
  allowsSetgroups: true,
  extents: [{ inside: 0, outside: RANGE_SIZE, kernel: 0, count: RANGE_SIZE }],
};

/** The machine's own user namespace: every id, and rights over the machine itself. */
export const WHOLE_MACHINE: IdMap = {
  isInitial: true,
  hasUid: () => true,
  hasGid: () => true,
  allowsSetgroups: true,
  extents: [
    { inside: 0, outside: 0, kernel: 0, count: 0xffff_fff0 },
    { inside: 0, outside: 0, kernel: UNMAPPED_ID, count: 1 },
  ],
};

/** The first mount of a namespace under init; the host's own come before it. */
const FIRST_MOUNT_ID = 20;

export class Vfs {
  readonly clock: Clock;
  /** The outermost user namespace that the guest sees. */
  readonly ids: UserNamespace;
  readonly devices: Devices;
  readonly anonymous: AnonymousFileSystems;
  readonly nsfs: Nsfs;
  readonly lockWaits = new LockWaits();
  /** Of all tasks: their roots and working directories keep mounts busy. */
  readonly contexts = new Set<FsContext>();
  /** File systems besides tmpfs that mount(2) can make, by type: answers the root. */
  readonly fileSystems = new Map<string, (caller: FsCaller, options: string) => Dentry>();
  #memory: Tmpfs | null = null;
  /** In the order of mounting. */
  readonly mounts: Mount[] = [];
  #nextMountId = FIRST_MOUNT_ID;
  #lastCookie = 0;
  #lastAnonymousDevice = 20;
  /** The initial namespaces of the machine have numbers below. */
  #lastNamespace = 4026531999;
  /** The first mount namespace. */
  readonly mountNs: MountNamespace;
  #lastGroup = 0;

  constructor(clock: Clock, random: Random, ids: IdMap = ONLY_ROOT) {
    this.clock = clock;
    this.devices = new Devices(random);
    this.ids = UserNamespace.outermost(ids, this.nextNamespace());
    this.mountNs = new MountNamespace(this.nextNamespace(), this.ids);
    this.nsfs = new Nsfs(this.nextDevice(), clock, (inode) => letGoOfNamespace(this, inode));
    this.anonymous = new AnonymousFileSystems(clock, () => this.nextDevice());
  }

  /** The root of the namespace. */
  get root(): Path {
    return this.mountNs.rootPath;
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

  /** The number of a new namespace in nsfs. */
  nextNamespace(): number {
    return ++this.#lastNamespace;
  }

  newMount(root: Dentry, source: string, flags: MountFlags = NO_MOUNT_FLAGS): Mount {
    return new Mount(this.#nextMountId++, root, source, flags);
  }

  mountRoot(superblock: Superblock, source: string): Path {
    const mount = this.newMount(superblock.root, source);
    mount.isLocked = true;
    return this.setRoot(this.mountNs, mount);
  }

  /** This mount is the root of a namespace from now on. */
  setRoot(namespace: MountNamespace, mount: Mount): Path {
    mount.namespace = namespace;
    if (!this.mounts.includes(mount)) this.mounts.push(mount);
    namespace.root = mount;
    return namespace.rootPath;
  }

  /** The number of a new group of mounts that share (mnt_alloc_group_id). */
  nextGroup(): number {
    return ++this.#lastGroup;
  }

  /** Mounts the directory (or file) `root` of a file system on `at`. */
  mount(root: Dentry, at: Path, source: string, flags: MountFlags = NO_MOUNT_FLAGS): Mount {
    const mount = this.newMount(root, source, flags);
    this.attach(mount, at);
    return mount;
  }

  attach(mount: Mount, at: Path): void {
    this.link(mount, at);
    mount.namespace = at.mount.namespace;
    if (!this.mounts.includes(mount)) this.mounts.push(mount);
  }

  /** Hangs a mount below another one that may itself stand in no namespace yet. */
  link(mount: Mount, at: Path): void {
    mount.parent = at.mount;
    mount.mountPoint = at.dentry;
    at.mount.children.push(mount);
    if (at.dentry.mounts === null) at.dentry.mounts = [mount];
    else at.dentry.mounts.push(mount);
  }

  /** Takes a mount from its mount point to another one of the same tree. */
  hangOn(mount: Mount, at: Path): void {
    this.#unhang(mount);
    this.link(mount, at);
  }

  /** Takes a mount out of the tree; paths through it lead no further up than its root. */
  detach(mount: Mount): void {
    this.#unhang(mount);
    mount.namespace = null;
    const at = this.mounts.indexOf(mount);
    if (at >= 0) this.mounts.splice(at, 1);
  }

  #unhang(mount: Mount): void {
    const point = mount.mountPoint;
    if (point?.mounts) {
      const left = point.mounts.filter((other) => other !== mount);
      point.mounts = left.length > 0 ? left : null;
    }
    const siblings = mount.parent?.children ?? [];
    if (siblings.includes(mount)) siblings.splice(siblings.indexOf(mount), 1);
    mount.parent = null;
    mount.mountPoint = null;
  }
}
