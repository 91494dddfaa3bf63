/**
 * User namespaces (user_namespaces(7); kernel/user_namespace.c): which ids there are inside one, and who has rights
 * over it. Inside the kernel an owner is one number, the id that the machine's first guest namespace gives it; a
 * nested namespace maps its own ids to these numbers and back.
 */
import { type Credentials, hasCapability } from "./caller.ts";
import type { Namespace, NamespaceKind } from "./namespace.ts";

/** Which ids the outermost guest namespace has. */
export interface IdMap {
  /** The initial user namespace, where a capability is one over the whole machine (capable(9)). */
  readonly isInitial: boolean;
  hasUid(uid: number): boolean;
  hasGid(gid: number): boolean;
  /** setgroups(2) may be called (/proc/PID/setgroups). */
  readonly allowsSetgroups: boolean;
  /** Its uid_map and gid_map as seen from inside. */
  readonly extents: readonly IdExtent[];
}

/** `count` ids from `inside` on are those from `outside` on in the parent namespace, `kernel` on in the kernel. */
export interface IdExtent {
  readonly inside: number;
  readonly outside: number;
  readonly kernel: number;
  readonly count: number;
}

/** Nobody has this id: what an id that is not mapped becomes. */
export const NO_ID = -1;
/** What an owner whom the namespace does not know is shown as (/proc/sys/kernel/overflowuid). */
export const OVERFLOW_ID = 65534;
/** A namespace 33 levels down is refused (create_user_ns). */
export const MAX_USER_LEVEL = 32;

const find = (extents: readonly IdExtent[], id: number, by: "inside" | "kernel" | "outside"): IdExtent | undefined => {
  for (let i = 0; i < extents.length; i++) {
    const extent = extents[i] as IdExtent;
    if (id >= extent[by] && id < extent[by] + extent.count) return extent;
  }
  return undefined;
};

/** One kind of ids, users or groups. */
export class IdMapping {
  /** Null until it was written; then for good. */
  extents: readonly IdExtent[] | null = null;

  /** The kernel's number of an id inside; NO_ID when it is not mapped. */
  toKernel(id: number): number {
    const extent = find(this.extents ?? [], id, "inside");
    return extent === undefined ? NO_ID : extent.kernel + (id - extent.inside);
  }

  /** The id inside of an owner; NO_ID when it has none. */
  toInside(kernel: number): number {
    const { extents } = this;
    if (extents === null) return NO_ID;
    for (let i = 0; i < extents.length; i++) {
      const extent = extents[i] as IdExtent;
      if (kernel >= extent.kernel && kernel < extent.kernel + extent.count) {
        return extent.inside + (kernel - extent.kernel);
      }
    }
    return NO_ID;
  }

  /** As a task of the namespace is shown it (from_kuid_munged). */
  show(kernel: number): number {
    const id = this.toInside(kernel);
    return id === NO_ID ? OVERFLOW_ID : id;
  }
}

/** Kinds whose number a user namespace may limit (/proc/sys/user/max_*_namespaces), as that directory lists them. */
export const LIMITED_NAMESPACES = ["cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"] as const;

export class UserNamespace implements IdMap, Namespace {
  readonly kind = "user";
  /** Null for the outermost one that guests can see. */
  readonly parent: UserNamespace | null;
  readonly level: number;
  /** Who made it, as the kernel numbers owners: whoever is this user in the parent has all rights over it. */
  readonly owner: number;
  readonly ownerGroup: number;
  /** Set for the machine's own. */
  isInitial = false;
  readonly uids = new IdMapping();
  readonly gids = new IdMapping();
  /** setgroups(2): "deny" in /proc/PID/setgroups, inherited. */
  setgroupsAllowed: boolean;
  /** Its maker could set file capabilities when it made it; then user 0 of the parent may be mapped. */
  readonly makerHadSetfcap: boolean;
  readonly ino: number;
  /** How many namespaces of a kind there may be in it, where that is limited. */
  readonly limits = new Map<NamespaceKind, number>();

  constructor(
    parent: UserNamespace | null,
    ino: number,
    owner: number,
    setgroupsAllowed: boolean,
    makerHadSetfcap = true,
    ownerGroup = 0,
  ) {
    this.parent = parent;
    this.ino = ino;
    // Above the outermost one that a guest sees is the machine's own.
    this.level = parent === null ? 1 : parent.level + 1;
    this.owner = owner;
    this.ownerGroup = ownerGroup;
    this.setgroupsAllowed = setgroupsAllowed;
    this.makerHadSetfcap = makerHadSetfcap;
  }

  /** The outermost namespace of a guest, with these ids. */
  static outermost(ids: IdMap, ino = 0): UserNamespace {
    const namespace = new UserNamespace(null, ino, 0, ids.allowsSetgroups);
    namespace.isInitial = ids.isInitial;
    namespace.uids.extents = ids.extents;
    namespace.gids.extents = ids.extents;
    return namespace;
  }

  /** Whose rights count over the namespace itself: those in its parent. */
  get userNs(): UserNamespace | null {
    return this.parent;
  }

  get extents(): readonly IdExtent[] {
    return this.uids.extents ?? [];
  }

  hasUid(kernel: number): boolean {
    return this.uids.toInside(kernel) !== NO_ID;
  }

  hasGid(kernel: number): boolean {
    return this.gids.toInside(kernel) !== NO_ID;
  }

  /** setgroups(2) works once group ids are mapped and nobody denied it (userns_may_setgroups). */
  get allowsSetgroups(): boolean {
    return this.setgroupsAllowed && this.gids.extents !== null;
  }

  /** It is `other` or lies below it (in_userns). */
  isWithin(other: UserNamespace): boolean {
    let at: UserNamespace | null = this;
    while (at !== null && at.level > other.level) at = at.parent;
    return at === other;
  }
}

/** A capability over what belongs to `target` (ns_capable; cap_capable of security/commoncap.c). */
export const capableIn = (credentials: Credentials, target: UserNamespace, capability: number): boolean => {
  const own = credentials.userNs;
  for (let at: UserNamespace | null = target; at !== null; at = at.parent) {
    if (at === own) return hasCapability(credentials, capability);
    if (at.level <= own.level) return false;
    if (at.parent === own && at.owner === credentials.euid) return true;
  }
  return false;
};

/** A capability over the machine itself (capable(9)): no guest's user namespace gives one. */
export const capableOverall = (credentials: Credentials, capability: number): boolean =>
  credentials.userNs.isInitial && hasCapability(credentials, capability);
