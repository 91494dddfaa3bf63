/** mount -t cgroup2: one hierarchy, seen from the root of the caller's cgroup namespace (cgroup_get_tree). */
import { EINVAL } from "../../abi/errors.ts";
import type { Cgroup } from "../../cgroup/cgroup.ts";
import type { FsCaller } from "../context.ts";
import { type MountFlags, NO_MOUNT_FLAGS, Path, topOf } from "../mount.ts";
import type { Vfs } from "../vfs.ts";
import { CgroupFs, type CgroupFsOptions } from "./cgroupfs.ts";

/** Options that count only for the hierarchy's first mount, in the initial cgroup namespace. */
const OPTIONS: ReadonlySet<string> = new Set([
  "nsdelegate",
  "favordynmods",
  "memory_localevents",
  "memory_recursiveprot",
]);

const FLAGS: MountFlags = { ...NO_MOUNT_FLAGS, noSuid: true, noDev: true, noExec: true };

export interface CgroupMountOptions extends Omit<CgroupFsOptions, "device" | "clock"> {
  readonly root: Cgroup;
  /** Root of a caller's cgroup namespace. */
  readonly rootOf: (caller: FsCaller) => Cgroup;
}

export const provideCgroups = (vfs: Vfs, options: CgroupMountOptions): CgroupFs => {
  const fs = new CgroupFs(options.root, { device: vfs.nextDevice(), clock: vfs.clock, ...options });
  vfs.fileSystems.set("cgroup2", (caller, text) => {
    for (const option of text.split(",")) if (option !== "" && !OPTIONS.has(option)) throw EINVAL;
    return fs.dentryOf(options.rootOf(caller)) ?? fs.root;
  });
  return fs;
};

/** Mounts the hierarchy on a directory, which has to be there. */
export const mountCgroups = (vfs: Vfs, fs: CgroupFs, path: readonly string[]): void => {
  let { mount, dentry } = vfs.root;
  for (const name of path) {
    const next = dentry.index?.get(name);
    if (next === undefined) return;
    ({ mount, dentry } = topOf(new Path(mount, next)));
  }
  vfs.mount(fs.root, new Path(mount, dentry), "cgroup2", FLAGS);
};
