/**
 * /proc. Nothing of it is kept: each lookup makes its inode anew from what the process room tells (source.ts), with a
 * number that depends on the place alone.
 */
import type { Clock } from "../../core/clock.ts";
import type { FsCaller } from "../context.ts";
import { Dentry } from "../dentry.ts";
import { type MountFlags, NO_MOUNT_FLAGS, Path } from "../mount.ts";
import { Superblock } from "../superblock.ts";
import { UNMAPPED_ID, type Vfs } from "../vfs.ts";
import { RootDirectory } from "./directories.ts";
import type { ProcSource } from "./source.ts";

/** Root of the machine, whom a user namespace does not know (overflowuid). */
const NOBODY = { uid: UNMAPPED_ID, gid: UNMAPPED_ID };

/** A file system whose inodes are made whenever they are looked up, and numbered by their places. */
export abstract class NumberedSuperblock extends Superblock {
  readonly clock: Clock;
  /** Its names are looked up once, and what is mounted on them stays. */
  readonly cachesNames: boolean = false;
  readonly #numbers = new Map<string, number>();

  constructor(device: number, clock: Clock) {
    super(device);
    this.clock = clock;
  }

  inoOf(place: string): number {
    let ino = this.#numbers.get(place);
    if (ino === undefined) {
      ino = this.nextIno();
      this.#numbers.set(place, ino);
    }
    return ino;
  }
}

export class ProcSuperblock extends NumberedSuperblock {
  override readonly type = "proc";
  override readonly magic = 0x9fa0;
  override readonly ioSize: number = 1024;
  override readonly root: Dentry;

  constructor(device: number, clock: Clock, source: ProcSource) {
    super(device, clock);
    this.root = new Dentry("/", null, new RootDirectory(this, source, NOBODY), null);
  }
}

const FLAGS: MountFlags = { ...NO_MOUNT_FLAGS, noSuid: true, noDev: true, noExec: true };

/** Mounts /proc on the directory of that name in the root; `sourceFor` says what whoever mounts it will see. */
export const mountProc = (vfs: Vfs, sourceFor: (caller: FsCaller | null) => ProcSource): void => {
  const make = (caller: FsCaller | null): Dentry =>
    new ProcSuperblock(vfs.nextDevice(), vfs.clock, sourceFor(caller)).root;
  vfs.fileSystems.set("proc", make);
  const { mount, dentry } = vfs.root;
  const at = dentry.index?.get("proc");
  if (at === undefined) return;
  vfs.mount(make(null), new Path(mount, at), "proc", FLAGS);
};
