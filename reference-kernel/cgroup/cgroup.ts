/**
 * A control group (struct cgroup): its place in the hierarchy, who lives in it, what it hands on to the groups below.
 * What may be done to it stands beside: hierarchy.ts makes and removes groups, types.ts knows domains and threaded
 * groups, subtree-control.ts enables controllers, migrate.ts moves members, freezer.ts stops them.
 */
import type { ControllerName } from "./controllers.ts";
import { CONTROLLERS, isThreaded } from "./controllers.ts";
import { CpuControl } from "./cpu.ts";
import { FileChange } from "./file-change.ts";
import type { CgroupMember } from "./member.ts";
import { MemoryControl } from "./memory.ts";
import { PidsControl } from "./pids.ts";

export class Cgroup {
  readonly name: string;
  /** Null for the root of the hierarchy. */
  readonly parent: Cgroup | null;
  readonly children = new Map<string, Cgroup>();
  /** Living threads. */
  readonly members = new Set<CgroupMember>();
  /** First threads that have ended and were not waited for: their process may live on. */
  readonly dying = new Set<CgroupMember>();
  /** Controllers that the groups below have. */
  readonly subtreeControl = new Set<ControllerName>();
  /** The group whose resources its members share: itself, or for a threaded group the root of its threaded subtree. */
  domain: Cgroup = this;
  threadedChildren = 0;
  /** Levels of groups that may lie below, and groups (cgroup.max.depth, cgroup.max.descendants). */
  maxDepth = Number.POSITIVE_INFINITY;
  maxDescendants = Number.POSITIVE_INFINITY;
  /** Groups below, on all levels. */
  descendants = 0;
  /** What cgroup.freeze says. */
  isToFreeze = false;
  /** What cgroup.events says. */
  isFrozen = false;
  isDead = false;
  readonly pids: PidsControl;
  readonly memory: MemoryControl;
  readonly cpu: CpuControl;
  /** Called when controllers were taken from it: their files are gone. */
  onControllersGone: (() => void) | null = null;
  readonly #changes = new Map<string, FileChange>();
  /** Members, and groups right below that are populated. */
  #populated = 0;

  constructor(name: string, parent: Cgroup | null) {
    this.name = name;
    this.parent = parent;
    this.pids = new PidsControl(parent?.pids ?? null, () => this.change("pids.events").notify());
    this.memory = new MemoryControl(this, parent?.memory ?? null);
    this.cpu = new CpuControl(parent?.cpu ?? null);
  }

  /** That control file, as something that changes. */
  change(file: string): FileChange {
    let change = this.#changes.get(file);
    if (change === undefined) {
      change = new FileChange();
      this.#changes.set(file, change);
    }
    return change;
  }

  get isThreaded(): boolean {
    return this.domain !== this;
  }

  get hasMembers(): boolean {
    return this.members.size > 0;
  }

  /** Somebody lives here or below. */
  get isPopulated(): boolean {
    return this.#populated > 0;
  }

  /** Controllers that it has: what its parent hands on, as far as threads can have it; the root has all (cgroup_control). */
  get controllers(): ReadonlySet<ControllerName> {
    if (this.parent === null) return new Set(CONTROLLERS);
    const { subtreeControl } = this.parent;
    return this.isThreaded ? new Set([...subtreeControl].filter(isThreaded)) : subtreeControl;
  }

  /** This group or one below it. */
  isWithin(other: Cgroup): boolean {
    for (let group: Cgroup | null = this; group !== null; group = group.parent) if (group === other) return true;
    return false;
  }

  *ancestors(): Generator<Cgroup> {
    for (let group: Cgroup | null = this; group !== null; group = group.parent) yield group;
  }

  /** This group and all below it, parents first. */
  *subtree(): Generator<Cgroup> {
    yield this;
    for (const child of this.children.values()) yield* child.subtree();
  }

  /** As seen from a cgroup namespace's root: "/a/b", with ".." for what lies outside it (cgroup_path_ns). */
  pathFrom(root: Cgroup): string {
    let common: Cgroup = root;
    let up = "";
    while (!this.isWithin(common)) {
      if (common.parent === null) break;
      common = common.parent;
      up += "/..";
    }
    let down = "";
    for (let group: Cgroup | null = this; group !== null && group !== common; group = group.parent) {
      down = `/${group.name}${down}`;
    }
    return up + down || "/";
  }

  /** @internal Somebody came to live here, or a group right below became populated. */
  populate(): void {
    if (this.#populated++ > 0) return;
    this.#populatedChanged();
    this.parent?.populate();
  }

  /** @internal */
  depopulate(): void {
    if (--this.#populated > 0) return;
    this.#populatedChanged();
    this.parent?.depopulate();
  }

  #populatedChanged(): void {
    if (this.parent !== null) this.change("cgroup.events").notify();
  }
}
