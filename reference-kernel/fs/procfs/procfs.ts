/**
 * /proc. Nothing of it is kept: each lookup makes its inode anew from what the process room tells (source.ts), with a
 * number that depends on the place alone.
 */
import type { Clock } from "../../core/clock.ts";
import type { UserNamespace } from "../../core/user-namespace.ts";
import type { FsCaller } from "../context.ts";
import { Dentry } from "../dentry.ts";
import { type MountFlags, NO_MOUNT_FLAGS, Path } from "../mount.ts";
import { Superblock } from "../superblock.ts";
import { UNMAPPED_ID, type Vfs } from "../vfs.ts";
import { RootDirectory } from "./directories.ts";
import { DEFAULT_OPTIONS, optionsText, type ProcOptions, parseProcOptions } from "./options.ts";
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
  mountOptions: ProcOptions;

  /** Where the ids of its options are known; null for the outermost user namespace. */
  readonly #mountedIn: UserNamespace | null;

  constructor(device: number, clock: Clock, source: ProcSource, options: ProcOptions, mountedIn: UserNamespace | null) {
    super(device, clock);
    this.#mountedIn = mountedIn;
    this.mountOptions = options;
    this.root = new Dentry("/", null, new RootDirectory(this, source, NOBODY), null);
  }

  override reconfigure(text: string): void {
    this.mountOptions = parseProcOptions(text, this.#mountedIn, this.mountOptions);
  }

  override options(): string {
    return super.options() + optionsText(this.mountOptions);
  }
}

const FLAGS: MountFlags = { ...NO_MOUNT_FLAGS, noSuid: true, noDev: true, noExec: true };

/** Mounts /proc on the directory of that name in the root; `sourceFor` says what whoever mounts it will see. */
export const mountProc = (vfs: Vfs, sourceFor: (caller: FsCaller | null) => ProcSource): void => {
  const make = (caller: FsCaller | null, options: ProcOptions): Dentry => {
    const userNs = caller?.credentials.userNs ?? null;
    return new ProcSuperblock(vfs.nextDevice(), vfs.clock, sourceFor(caller), options, userNs).root;
  };
  vfs.fileSystems.set("proc", (caller, text) => make(caller, parseProcOptions(text, caller.credentials.userNs)));
  const { mount, dentry } = vfs.root;
  const at = dentry.index?.get("proc");
  if (at === undefined) return;
  vfs.mount(make(null, DEFAULT_OPTIONS), new Path(mount, at), "proc", FLAGS);
};
