/**
 * cgroup2: the file system in which a directory is a group and its files are the group's controls (kernfs). Control
 * files get their inodes when they are looked for; they go with their controller, and with the group.
 */

import { EINVAL } from "../../abi/errors.ts";
import { S_IFDIR, S_IFMT } from "../../abi/stat.ts";
import type { Cgroup } from "../../cgroup/cgroup.ts";
import { type ControlFile, hasFile } from "../../cgroup/control-file.ts";
import { controllerFiles } from "../../cgroup/controller-files.ts";
import { coreFiles } from "../../cgroup/core-files.ts";
import { makeGroup, removeGroup } from "../../cgroup/hierarchy.ts";
import type { CgroupView } from "../../cgroup/view.ts";
import type { Caller } from "../../core/caller.ts";
import type { Clock } from "../../core/clock.ts";
import type { FsCaller } from "../context.ts";
import { Dentry } from "../dentry.ts";
import { DirectoryIndex } from "../directory-index.ts";
import { Inode } from "../inode.ts";
import { IN, notifyFile } from "../notify.ts";
import { Superblock } from "../superblock.ts";
import { newDentry } from "../walk.ts";
import { ControlInode } from "./control-inode.ts";

const FILES: ReadonlyMap<string, ControlFile> = new Map(
  [...coreFiles, ...controllerFiles].map((file) => [file.name, file]),
);

export interface CgroupFsOptions {
  readonly device: number;
  readonly clock: Clock;
  readonly owner: { readonly uid: number; readonly gid: number };
  /** The caller of a file as the control files know him. */
  readonly viewOf: (caller: FsCaller, mayWrite: CgroupView["mayWrite"]) => CgroupView;
}

export class CgroupFs extends Superblock {
  override readonly type = "cgroup2";
  override readonly magic = 0x6367_7270;
  override readonly root: Dentry;
  readonly clock: Clock;
  readonly viewOf: CgroupFsOptions["viewOf"];
  readonly #directories = new Map<Cgroup, CgroupDirectory>();

  constructor(group: Cgroup, { device, clock, owner, viewOf }: CgroupFsOptions) {
    super(device);
    this.clock = clock;
    this.viewOf = viewOf;
    const inode = new CgroupDirectory(this, group, S_IFDIR | 0o555, owner);
    inode.nlink = 2;
    this.root = new Dentry("/", null, inode, new DirectoryIndex());
    inode.dentry = this.root;
  }

  /** @internal */
  register(group: Cgroup, directory: CgroupDirectory): void {
    this.#directories.set(group, directory);
  }

  /** @internal */
  forgetGroup(group: Cgroup): void {
    this.#directories.delete(group);
  }

  /** The directory of a living group. */
  dentryOf(group: Cgroup): Dentry | null {
    return this.#directories.get(group)?.dentry ?? null;
  }

  /** One of a group's control files, whether or not somebody looked for it before. */
  controlInode(group: Cgroup, name: string): Inode | null {
    const dentry = this.dentryOf(group);
    const directory = this.#directories.get(group);
    if (dentry === null || directory === undefined) return null;
    const known = dentry.index?.get(name);
    if (known !== undefined) return known.inode;
    const inode = directory.find(name);
    if (inode !== null) dentry.index?.add(newDentry(name, dentry, inode));
    return dentry.index?.get(name)?.inode ?? null;
  }
}

export class CgroupDirectory extends Inode {
  declare readonly superblock: CgroupFs;
  readonly group: Cgroup;
  /** Who made it, and so owns its files. */
  readonly #maker: { readonly uid: number; readonly gid: number };

  constructor(
    superblock: CgroupFs,
    group: Cgroup,
    mode: number,
    owner: { readonly uid: number; readonly gid: number },
  ) {
    super(superblock, mode, owner, superblock.clock);
    this.group = group;
    this.#maker = owner;
    superblock.register(group, this);
    group.onControllersGone = () => this.#dropFiles((file) => !hasFile(group, file));
  }

  find(name: string): ControlInode | null {
    const file = FILES.get(name);
    if (file === undefined || !hasFile(this.group, file)) return null;
    const inode = new ControlInode(this.superblock, this.group, file, this.#maker);
    this.group.change(name).onChange = () => {
      const dentry = this.dentry?.index?.get(name);
      if (dentry !== undefined) notifyFile(dentry, IN.modify);
    };
    return inode;
  }

  override lookup(_caller: FsCaller, name: string): Inode | null {
    return this.find(name);
  }

  override complete(dentry: Dentry): void {
    for (const [name, file] of FILES) {
      if (!hasFile(this.group, file) || dentry.index?.get(name) !== undefined) continue;
      const inode = this.find(name);
      if (inode !== null) dentry.index?.add(newDentry(name, dentry, inode));
    }
  }

  override get removesDirectories(): boolean {
    return true;
  }

  override makeNode(caller: Caller, mode: number, gid: number, rdev: number): Inode {
    if ((mode & S_IFMT) !== S_IFDIR) return super.makeNode(caller, mode, gid, rdev);
    throw EINVAL;
  }

  /** A group has a name from the first: it is told beforehand (cgroup_mkdir). */
  override makeDirectory(caller: Caller, name: string, mode: number, gid: number): Inode {
    const group = makeGroup(this.group, name);
    const { fsuid } = caller.credentials;
    return new CgroupDirectory(this.superblock, group, mode, { uid: fsuid, gid });
  }

  /** EBUSY while it is in use (cgroup_rmdir). */
  override checkRemovable(): void {
    removeGroup(this.group);
    this.#dropFiles(() => true);
    this.superblock.forgetGroup(this.group);
  }

  #dropFiles(isGone: (file: ControlFile) => boolean): void {
    const { dentry } = this;
    for (const [name, file] of FILES) {
      const known = dentry?.index?.get(name);
      if (known === undefined || !isGone(file)) continue;
      dentry?.index?.remove(known);
      known.isUnhashed = true;
      known.inode.nlink = 0;
      if (known.inode instanceof ControlInode) known.inode.isGone = true;
      this.group.change(name).notify();
      known.inode.evictIfUnused();
    }
  }
}
