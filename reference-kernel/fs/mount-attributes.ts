/** Attributes of mounts as the new mount API names them (MOUNT_ATTR_*), and mount_setattr(2). */
import { EBUSY, EINVAL } from "../abi/errors.ts";
import type { FsCaller } from "./context.ts";
import type { AtimeRule, Mount, MountFlags, Path } from "./mount.ts";
import { mayUse } from "./moving.ts";
import { mountsWithin, type PropagationKind, setPropagation } from "./propagation.ts";

export const ATTR = {
  readOnly: 0x1,
  noSuid: 0x2,
  noDev: 0x4,
  noExec: 0x8,
  atime: 0x70,
  noAtime: 0x10,
  strictAtime: 0x20,
  noDirAtime: 0x80,
  idMap: 0x10_0000,
  noSymFollow: 0x20_0000,
} as const;

/** Attributes that fsmount(2) takes, and those that mount_setattr(2) changes. */
export const FSMOUNT_ATTRIBUTES = 0x20_00ff;
export const SETTABLE_ATTRIBUTES = FSMOUNT_ATTRIBUTES | ATTR.idMap;

const ATIME_RULES: ReadonlyMap<number, AtimeRule> = new Map([
  [0, "relatime"],
  [ATTR.noAtime, "noatime"],
  [ATTR.strictAtime, "strictatime"],
]);

/** EINVAL for two access-time rules at once. */
export const flagsOfAttributes = (attributes: number): MountFlags => {
  const atime = ATIME_RULES.get(attributes & ATTR.atime);
  if (atime === undefined) throw EINVAL;
  return {
    readOnly: (attributes & ATTR.readOnly) !== 0,
    noSuid: (attributes & ATTR.noSuid) !== 0,
    noDev: (attributes & ATTR.noDev) !== 0,
    noExec: (attributes & ATTR.noExec) !== 0,
    noDirAtime: (attributes & ATTR.noDirAtime) !== 0,
    noSymFollow: (attributes & ATTR.noSymFollow) !== 0,
    atime,
  };
};

export const attributesOfFlags = (flags: MountFlags): number =>
  (flags.readOnly ? ATTR.readOnly : 0) |
  (flags.noSuid ? ATTR.noSuid : 0) |
  (flags.noDev ? ATTR.noDev : 0) |
  (flags.noExec ? ATTR.noExec : 0) |
  (flags.noDirAtime ? ATTR.noDirAtime : 0) |
  (flags.noSymFollow ? ATTR.noSymFollow : 0) |
  (flags.atime === "noatime" ? ATTR.noAtime : flags.atime === "strictatime" ? ATTR.strictAtime : 0);

export interface AttributeChange {
  /** ATTR bits; `clear` comes first. */
  readonly set: number;
  readonly clear: number;
  readonly propagation: PropagationKind | null;
  readonly recursive: boolean;
}

/** An access-time rule is one of several values, not a bit: to set one, all are cleared (build_mount_kattr). */
export const checkAttributes = ({ set, clear }: AttributeChange): void => {
  if ((clear & ATTR.atime) !== 0) {
    if ((clear & ATTR.atime) !== ATTR.atime || !ATIME_RULES.has(set & ATTR.atime)) throw EINVAL;
  } else if ((set & ATTR.atime) !== 0) throw EINVAL;
};

/** All mounts of the tree change, or none (do_mount_setattr). */
export const setAttributes = (caller: FsCaller, at: Path, change: AttributeChange): void => {
  const { mount } = at;
  if (at.dentry !== mount.root || !mayUse(caller, mount)) throw EINVAL;
  const tree: Mount[] = [mount, ...(change.recursive ? mountsWithin(mount.rootPath) : [])];
  if ((change.set & ATTR.readOnly) !== 0) {
    if (tree.some((one) => !one.flags.readOnly && one.writers > 0)) throw EBUSY;
  }
  for (const one of tree) {
    one.flags = flagsOfAttributes((attributesOfFlags(one.flags) & ~change.clear) | change.set);
    if (change.propagation !== null) setPropagation(caller.fs.vfs, one, change.propagation);
  }
};
