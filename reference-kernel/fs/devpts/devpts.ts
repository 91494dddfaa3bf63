/**
 * devpts: the file system of pseudo-terminals (fs/devpts/inode.c). Opening its `ptmx` makes a terminal: the open file is
 * the master, and the slave appears as a device under the lowest free number until the master is closed. Every mount is
 * an instance of its own.
 */
import { EBUSY, EIO, ENOSPC, ENXIO } from "../../abi/errors.ts";
import { O_CLOEXEC, O_NOCTTY } from "../../abi/open.ts";
import { makeDevice, S_IFCHR, S_IFDIR } from "../../abi/stat.ts";
import type { Blocking } from "../../core/thread.ts";
import type { OpenFile } from "../../files/open-file.ts";
import { SLAVE_MAJOR } from "../../tty/ioctls.ts";
import { acquireByOpen, hangUp } from "../../tty/job-control.ts";
import type { TtyCaller } from "../../tty/sessions.ts";
import { Tty, type TtyServices } from "../../tty/tty.ts";
import { TtyFile } from "../../tty/tty-file.ts";
import type { FsCaller } from "../context.ts";
import { Dentry } from "../dentry.ts";
import { DirectoryIndex } from "../directory-index.ts";
import { Inode } from "../inode.ts";
import { type MountFlags, NO_MOUNT_FLAGS, Path } from "../mount.ts";
import { Superblock } from "../superblock.ts";
import type { Vfs } from "../vfs.ts";
import { newDentry } from "../walk.ts";
import { DEFAULT_OPTIONS, type DevptsOptions, optionsText, parseDevptsOptions } from "./options.ts";

const ROOT = { uid: 0, gid: 0 };
const PTMX = makeDevice(5, 2);
/** Terminals that a user namespace's instances may have: kernel.pty.max less what is kept back. */
const LIMIT = 4096 - 1024;

export class DevptsSuperblock extends Superblock {
  override readonly type = "devpts";
  override readonly magic = 0x1cd1;
  override readonly ioSize = 1024;
  override readonly root: Dentry;
  readonly services: TtyServices;
  readonly mountOptions: DevptsOptions;
  readonly #used = new Set<number>();

  constructor(device: number, services: TtyServices, options: DevptsOptions) {
    super(device);
    this.services = services;
    this.mountOptions = options;
    const directory = new DevptsDirectory(this);
    this.root = new Dentry("/", null, directory, new DirectoryIndex());
    directory.dentry = this.root;
    this.root.index?.add(newDentry("ptmx", this.root, new PtmxInode(this)));
  }

  override options(): string {
    return optionsText(this.mountOptions);
  }

  /** The lowest free number. */
  takeNumber(): number {
    let number = 0;
    while (this.#used.has(number)) number++;
    if (number >= Math.min(this.mountOptions.max, LIMIT)) throw ENOSPC;
    this.#used.add(number);
    return number;
  }

  freeNumber(number: number): void {
    this.#used.delete(number);
  }
}

class DevptsDirectory extends Inode {
  constructor(superblock: DevptsSuperblock) {
    super(superblock, S_IFDIR | 0o755, ROOT, superblock.services.clock, 1);
    this.nlink = 2;
  }
}

/** The way to a new terminal. */
class PtmxInode extends Inode {
  declare readonly superblock: DevptsSuperblock;

  constructor(superblock: DevptsSuperblock) {
    super(superblock, S_IFCHR | superblock.mountOptions.ptmxMode, ROOT, superblock.services.clock, 2);
    this.rdev = PTMX;
  }

  override open(caller: FsCaller, flags: number, path: Path): OpenFile {
    const { superblock } = this;
    const index = superblock.takeNumber();
    const { master, slave } = Tty.pair(superblock.services, index, () => superblock.freeNumber(index));
    const inode = new SlaveInode(superblock, caller, slave);
    const { root } = superblock;
    const dentry = newDentry(String(index), root, inode);
    root.index?.add(dentry);
    return new MasterFile(path, flags, master, dentry);
  }
}

/** An open master. */
export class MasterFile extends TtyFile {
  /** Where the slave is, as the peer's opener finds it. */
  readonly slavePath: Path;

  override get infoText(): string {
    return `tty-index:\t${this.tty.index}\n`;
  }

  constructor(path: Path, flags: number, master: Tty, slave: Dentry) {
    super(path, flags, master, () => closeMaster(master, slave));
    this.slavePath = new Path(path.mount, slave);
  }
}

/** The slave loses its name and its line (pty_close). */
const closeMaster = (master: Tty, dentry: Dentry): void => {
  const slave = master.link;
  master.isBroken = true;
  master.isPacket = false;
  slave.isOtherClosed = true;
  slave.wakeAll();
  dentry.parent?.index?.remove(dentry);
  dentry.isUnhashed = true;
  dentry.inode.nlink--;
  hangUp(slave);
  slave.openCount--;
  master.close();
};

class SlaveInode extends Inode {
  declare readonly superblock: DevptsSuperblock;
  readonly #tty: Tty;

  constructor(superblock: DevptsSuperblock, { credentials }: FsCaller, tty: Tty) {
    const { uid, gid, mode } = superblock.mountOptions;
    const owner = { uid: uid ?? credentials.fsuid, gid: gid ?? credentials.fsgid };
    super(superblock, S_IFCHR | mode, owner, superblock.services.clock, tty.index + 3);
    this.rdev = makeDevice(SLAVE_MAJOR, tty.index);
    this.#tty = tty;
  }

  override open(caller: FsCaller, flags: number, path: Path): OpenFile {
    return openSlave(caller as TtyCaller, this.#tty, flags, path);
  }
}

/** EIO while the slave is locked or once the master is gone; EBUSY where somebody wants it alone. */
const openSlave = (caller: TtyCaller, tty: Tty, flags: number, path: Path): OpenFile => {
  if (tty.openCount === 0) throw EIO;
  if (tty.isExclusive && !caller.fs.vfs.ids.isInitial) throw EBUSY;
  if (tty.isOtherClosed || tty.link.isLocked || tty.link.openCount !== 1) {
    tty.isBroken = true;
    throw EIO;
  }
  tty.openCount++;
  tty.isBroken = false;
  tty.link.isOtherClosed = false;
  const file = new TtyFile(path, flags, tty, () => closeSlave(tty));
  if ((flags & O_NOCTTY) === 0 && file.isReadable) acquireByOpen(tty, caller);
  return file;
};

const closeSlave = (slave: Tty): void => {
  if (!slave.isBroken && slave.openCount <= 2) {
    slave.isBroken = true;
    slave.wakeAll();
    slave.link.isOtherClosed = true;
    slave.link.wakeAll();
  }
  slave.close();
};

/** /dev/tty: the caller's own terminal (tty_open_current_tty). */
export const openCurrent = (caller: FsCaller, flags: number, path: Path): OpenFile | Blocking<OpenFile> => {
  const { terminal } = (caller as TtyCaller).process;
  if (terminal === null) throw ENXIO;
  return openSlave(caller as TtyCaller, terminal, flags | O_NOCTTY, path);
};

/** What opens /dev/pts/N of a master by the master itself, wherever devpts is mounted (TIOCGPTPEER). */
export const openPeer = (master: MasterFile, caller: FsCaller, flags: number): OpenFile => {
  const file = openSlave(caller as TtyCaller, master.tty.link, flags, master.slavePath);
  // It does not pass through open(2), which would use the flag up.
  file.flags |= flags & O_CLOEXEC;
  return file;
};

const FLAGS: MountFlags = { ...NO_MOUNT_FLAGS, noSuid: true, noExec: true };

/** Mounts devpts on /dev/pts, as the sandbox does, and lets mount(2) make more of it. */
export const mountDevpts = (vfs: Vfs, services: TtyServices): void => {
  const make = (options: DevptsOptions): Dentry => new DevptsSuperblock(vfs.nextDevice(), services, options).root;
  vfs.fileSystems.set("devpts", ({ credentials }, text) => make(parseDevptsOptions(text, credentials.userNs)));
  const devices = childOf(vfs.root, "dev");
  const at = devices === null ? null : childOf(devices, "pts");
  if (at === null) return;
  vfs.mount(make({ ...DEFAULT_OPTIONS, ptmxMode: 0o666, mode: 0o620 }), at, "devpts", FLAGS);
};

/** A name in a directory that exists already, and what is mounted there. */
const childOf = (directory: Path, name: string): Path | null => {
  const dentry = directory.dentry.index?.get(name);
  if (dentry === undefined) return null;
  const mount = dentry.mounts?.at(-1);
  return mount === undefined ? new Path(directory.mount, dentry) : mount.rootPath;
};
