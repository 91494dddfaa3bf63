/**
 * nsfs: the files that namespaces are (fs/nsfs.c). /proc/PID/ns leads to them, an open one or a bind mount of one keeps
 * its namespace, and setns(2) enters it. Nothing of them is read or written.
 */
import { EINVAL, EPERM } from "../abi/errors.ts";
import { S_IFDIR, S_IFREG } from "../abi/stat.ts";
import type { Clock } from "../core/clock.ts";
import type { Namespace } from "../core/namespace.ts";
import type { FsCaller } from "./context.ts";
import { Dentry } from "./dentry.ts";
import { Inode } from "./inode.ts";
import { Mount, NO_MOUNT_FLAGS, Path } from "./mount.ts";
import { Superblock } from "./superblock.ts";
import { VfsFile } from "./vfs-file.ts";

/** Root of the machine, whom no guest's user namespace knows. */
const NOBODY = { uid: 0xffff_fffe, gid: 0xffff_fffe };

class NsDirectory extends Inode {}

class NsSuperblock extends Superblock {
  override readonly type = "nsfs";
  override readonly magic = 0x6e73_6673;
  override readonly root: Dentry;

  constructor(device: number, clock: Clock) {
    super(device);
    this.root = new Dentry("nsfs:", null, new NsDirectory(this, S_IFDIR | 0o555, NOBODY, clock), null);
  }
}

export class NsInode extends Inode {
  readonly namespace: Namespace;
  /** An open file of it went. */
  readonly closed: (inode: Inode) => void;

  constructor(superblock: Superblock, namespace: Namespace, clock: Clock, closed: (inode: Inode) => void) {
    super(superblock, S_IFREG | 0o444, NOBODY, clock, namespace.ino);
    this.namespace = namespace;
    this.closed = closed;
  }

  override get isImmutable(): boolean {
    return true;
  }

  override checkChange(): void {
    throw EPERM;
  }

  override open(_caller: FsCaller, flags: number, path: Path): NsFile {
    return new NsFile(path, flags, this.namespace);
  }
}

export class NsFile extends VfsFile {
  readonly namespace: Namespace;

  constructor(path: Path, flags: number, namespace: Namespace) {
    super(path, flags);
    this.namespace = namespace;
  }

  override readAt(): never {
    throw EINVAL;
  }

  protected override onRelease(): void {
    super.onRelease();
    (this.inode as NsInode).closed(this.inode);
  }
}

export class Nsfs {
  readonly #clock: Clock;
  readonly #closed: (inode: Inode) => void;
  readonly #mount: Mount;
  readonly #paths = new WeakMap<Namespace, Path>();

  /** `closed`: a descriptor of a namespace went. */
  constructor(device: number, clock: Clock, closed: (inode: Inode) => void) {
    this.#clock = clock;
    this.#closed = closed;
    const superblock = new NsSuperblock(device, clock);
    this.#mount = new Mount(0, superblock.root, "nsfs", { ...NO_MOUNT_FLAGS, atime: "strictatime" });
  }

  /** The file of a namespace, if somebody asked for it. */
  known(namespace: Namespace): NsInode | null {
    const inode = this.#paths.get(namespace)?.inode;
    return inode instanceof NsInode ? inode : null;
  }

  /** The namespace that an inode stands for; null for others. */
  namespaceOf(inode: Inode): Namespace | null {
    return inode instanceof NsInode ? inode.namespace : null;
  }

  /** The file that a namespace is: the same one whenever it is asked for. */
  pathTo(namespace: Namespace): Path {
    let path = this.#paths.get(namespace);
    if (path === undefined) {
      const inode = new NsInode(this.#mount.superblock, namespace, this.#clock, this.#closed);
      path = new Path(this.#mount, new Dentry(nameOf(namespace), null, inode, null));
      this.#paths.set(namespace, path);
    }
    return path;
  }
}

/** "uts:[4026531838]". */
export const nameOf = (namespace: Namespace): string => `${namespace.kind}:[${namespace.ino}]`;
