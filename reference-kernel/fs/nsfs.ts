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

  constructor(superblock: Superblock, namespace: Namespace, clock: Clock) {
    super(superblock, S_IFREG | 0o444, NOBODY, clock, namespace.ino);
    this.namespace = namespace;
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
}

export class Nsfs {
  readonly #clock: Clock;
  readonly #mount: Mount;
  readonly #paths = new WeakMap<Namespace, Path>();

  constructor(device: number, clock: Clock) {
    this.#clock = clock;
    const superblock = new NsSuperblock(device, clock);
    this.#mount = new Mount(0, superblock.root, "nsfs", { ...NO_MOUNT_FLAGS, atime: "strictatime" });
  }

  /** The file that a namespace is: the same one whenever it is asked for. */
  pathTo(namespace: Namespace): Path {
    let path = this.#paths.get(namespace);
    if (path === undefined) {
      const inode = new NsInode(this.#mount.superblock, namespace, this.#clock);
      path = new Path(this.#mount, new Dentry(nameOf(namespace), null, inode, null));
      this.#paths.set(namespace, path);
    }
    return path;
  }
}

/** "uts:[4026531838]". */
export const nameOf = (namespace: Namespace): string => `${namespace.kind}:[${namespace.ino}]`;
