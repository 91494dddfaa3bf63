/** Inodes of files without a name: pipes, sockets, and the one that eventfd, epoll and their like share (anon_inodefs). */
import { ENXIO, EOPNOTSUPP } from "../abi/errors.ts";
import { S_IFDIR, S_IFIFO, S_IFSOCK } from "../abi/stat.ts";
import type { Clock } from "../core/clock.ts";
import type { OpenFile } from "../files/open-file.ts";
import type { FsCaller } from "./context.ts";
import { Dentry } from "./dentry.ts";
import { Inode } from "./inode.ts";
import { Mount, Path } from "./mount.ts";
import { Superblock } from "./superblock.ts";

/** Root of the machine, whom the guest's user namespace does not know. */
const NOBODY = { uid: 0xffff_fffe, gid: 0xffff_fffe };

class PseudoSuperblock extends Superblock {
  readonly type: string;
  readonly magic: number;
  readonly root: Dentry;

  constructor(device: number, type: string, magic: number, clock: Clock) {
    super(device);
    this.type = type;
    this.magic = magic;
    this.root = new Dentry(`${type}:`, null, new AnonymousInode(this, S_IFDIR | 0o555, NOBODY, clock, 1), null);
  }
}

export class AnonymousInode extends Inode {
  /** Opens the thing again through /proc/PID/fd; null where that cannot be (ENXIO). */
  reopen: ((flags: number) => OpenFile) | null = null;

  override open(_caller: FsCaller, flags: number): OpenFile {
    if (this.reopen === null) throw ENXIO;
    const file = this.reopen(flags);
    file.inode = this;
    return file;
  }
}

/** The one inode of eventfd, epoll and their like: nobody may change it (anon_inode_setattr). */
class SharedInode extends AnonymousInode {
  override checkChange(): void {
    throw EOPNOTSUPP;
  }
}

export class AnonymousFileSystems {
  readonly #clock: Clock;
  readonly #pipes: PseudoSuperblock;
  readonly #sockets: PseudoSuperblock;
  readonly #mount: Mount;
  /** What fstat shows of eventfd, epoll, timerfd … */
  readonly shared: Inode;

  constructor(clock: Clock, nextDevice: () => number) {
    this.#clock = clock;
    const anonymous = new PseudoSuperblock(nextDevice(), "anon_inodefs", 0x0904_1934, clock);
    this.#pipes = new PseudoSuperblock(nextDevice(), "pipefs", 0x5049_5045, clock);
    this.#sockets = new PseudoSuperblock(nextDevice(), "sockfs", 0x534f_434b, clock);
    this.#mount = new Mount(0, anonymous.root, "none");
    this.shared = new SharedInode(anonymous, 0o600, NOBODY, clock, 2);
  }

  /** The inode that both ends of a pipe share; `ino` stands in "pipe:[N]". */
  pipe(owner: { readonly uid: number; readonly gid: number }, ino: number): AnonymousInode {
    return this.#make(this.#pipes, S_IFIFO | 0o600, owner, ino);
  }

  socket(owner: { readonly uid: number; readonly gid: number }, ino: number): AnonymousInode {
    return this.#make(this.#sockets, S_IFSOCK | 0o777, owner, ino);
  }

  /** A path to show for an inode that has none: a mount of its own that is mounted nowhere. */
  pathTo(inode: Inode, name: string): Path {
    return new Path(this.#mount, new Dentry(name, null, inode, null));
  }

  #make(superblock: Superblock, mode: number, owner: { readonly uid: number; readonly gid: number }, ino: number) {
    return new AnonymousInode(superblock, mode, owner, this.#clock, ino);
  }
}
