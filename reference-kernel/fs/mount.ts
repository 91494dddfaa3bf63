/** Mounts (struct mount) and paths: a dentry as seen through a mount. */
import type { Clock } from "../core/clock.ts";
import type { Dentry } from "./dentry.ts";
import type { Inode } from "./inode.ts";
import type { MountNamespace } from "./mount-namespace.ts";
import type { PeerGroup } from "./propagation.ts";
import type { Superblock } from "./superblock.ts";

/** When reading moves the access time. */
export type AtimeRule = "relatime" | "noatime" | "strictatime";

export interface MountFlags {
  readonly readOnly: boolean;
  readonly noSuid: boolean;
  readonly noDev: boolean;
  readonly noExec: boolean;
  /** Reading a directory moves no access time, whatever the rule says. */
  readonly noDirAtime: boolean;
  /** Symbolic links on it are not followed: ELOOP. */
  readonly noSymFollow: boolean;
  readonly atime: AtimeRule;
}

export const NO_MOUNT_FLAGS: MountFlags = {
  readOnly: false,
  noSuid: false,
  noDev: false,
  noExec: false,
  noDirAtime: false,
  noSymFollow: false,
  atime: "relatime",
};

export class Mount {
  readonly id: number;
  readonly superblock: Superblock;
  /** What appears at the mount point: the file system's root, or another dentry of it for bind mounts. */
  readonly root: Dentry;
  flags: MountFlags;
  /** Where it is mounted; null for the root of a namespace. */
  parent: Mount | null = null;
  mountPoint: Dentry | null = null;
  /** Mounts on it, in the order of mounting. */
  readonly children: Mount[] = [];
  /** Open files on it, and those of them that write. */
  openFiles = 0;
  writers = 0;
  /** umount2(MNT_EXPIRE) came once and nobody used it since. */
  isExpiring = false;
  /** The namespace's creator put it there: its own tasks may not take it away (MNT_LOCKED). */
  isLocked = false;
  /** The namespace in whose tree it stands (as the root, too); null when it is in none. */
  namespace: MountNamespace | null = null;
  /** Mounts below it appear in the others of the group as well (MS_SHARED). */
  group: PeerGroup | null = null;
  /** What is mounted in that group appears here, too (MS_SLAVE). */
  master: PeerGroup | null = null;
  /** It cannot be bound elsewhere (MS_UNBINDABLE). */
  isUnbindable = false;
  /** First column of /proc/mounts. */
  readonly source: string;

  constructor(id: number, root: Dentry, source: string, flags: MountFlags = NO_MOUNT_FLAGS) {
    this.id = id;
    this.superblock = root.inode.superblock;
    this.root = root;
    this.source = source;
    this.flags = flags;
  }

  /** The id that is never used again (STATX_MNT_ID_UNIQUE); the kernel counts these from 2^31. */
  get uniqueId(): number {
    return 2 ** 31 + this.id;
  }

  get rootPath(): Path {
    return new Path(this, this.root);
  }

  get isReadOnly(): boolean {
    return this.flags.readOnly || this.superblock.readOnly;
  }
}

export class Path {
  readonly mount: Mount;
  readonly dentry: Dentry;

  constructor(mount: Mount, dentry: Dentry) {
    this.mount = mount;
    this.dentry = dentry;
  }

  get inode(): Inode {
    return this.dentry.inode;
  }

  equals(other: Path): boolean {
    return this.mount === other.mount && this.dentry === other.dentry;
  }
}

/** Something was read at a place (touch_atime): its access time moves as the mount's rule says. */
export const touchAtime = (path: Path, clock: Clock): void => {
  const { mount, inode } = path;
  const { atime, noDirAtime } = mount.flags;
  if (atime === "noatime" || mount.isReadOnly || (noDirAtime && inode.isDirectory)) return;
  inode.accessed(clock, atime === "strictatime");
};

/** The top mount on `dentry` as seen through `mount`, if any. */
export const mountedOn = (mount: Mount, dentry: Dentry): Mount | null => {
  const mounts = dentry.mounts;
  if (mounts === null) return null;
  for (let i = mounts.length - 1; i >= 0; i--) if (mounts[i]?.parent === mount) return mounts[i] as Mount;
  return null;
};

/** What is seen at a place: the mount on top of it. */
export const topOf = (path: Path): Path => {
  let { mount, dentry } = path;
  for (let above = mountedOn(mount, dentry); above !== null; above = mountedOn(mount, dentry)) {
    mount = above;
    dentry = above.root;
  }
  return new Path(mount, dentry);
};

/** Text of a path as links in /proc have it (d_path): of one that is not below `root`, from the whole tree's root. */
export const linkText = (path: Path, root: Path): string => pathText(path, root).replace(/^\(unreachable\)/, "");

/** Text of a path below `root` (getcwd): "(unreachable)" where it is not below it, " (deleted)" where it is unlinked. */
export const pathText = (path: Path, root: Path): string => {
  let { mount, dentry } = path;
  let text = "";
  while (mount !== root.mount || dentry !== root.dentry) {
    if (dentry === mount.root) {
      if (mount.parent === null || mount.mountPoint === null) {
        return `(unreachable)${text === "" ? "/" : text}${path.dentry.isUnhashed ? " (deleted)" : ""}`;
      }
      dentry = mount.mountPoint;
      mount = mount.parent;
      continue;
    }
    text = `/${dentry.name}${text}`;
    dentry = dentry.parent ?? mount.root;
  }
  return `${text === "" ? "/" : text}${path.dentry.isUnhashed ? " (deleted)" : ""}`;
};
