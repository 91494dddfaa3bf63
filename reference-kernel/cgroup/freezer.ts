/** Stopping the members of a group and of all below (kernel/cgroup/freezer.c). */
import type { Cgroup } from "./cgroup.ts";

const isFreezing = (group: Cgroup): boolean => {
  for (const above of group.ancestors()) if (above.isToFreeze) return true;
  return false;
};

/** Writing to cgroup.freeze. */
export const freeze = (group: Cgroup, isToFreeze: boolean): void => {
  if (group.isToFreeze === isToFreeze) return;
  group.isToFreeze = isToFreeze;
  const groups = [...group.subtree()];
  for (const below of groups) {
    const stops = isFreezing(below);
    for (const member of [...below.members]) member.setFreezing(stops);
  }
  // From the leaves up: a group is frozen only when those below it are.
  for (const below of groups.reverse()) updateOne(below);
  if (group.parent !== null) updateFrozen(group.parent);
};

/** A member came to rest, went on, came or left: cgroup.events of its group and of those above may change. */
export const updateFrozen = (group: Cgroup): void => {
  for (const above of group.ancestors()) updateOne(above);
};

const updateOne = (group: Cgroup): void => {
  const isFrozen = isFreezing(group) && isAtRest(group);
  if (isFrozen === group.isFrozen || group.parent === null) return;
  group.isFrozen = isFrozen;
  group.change("cgroup.events").notify();
};

const isAtRest = (group: Cgroup): boolean => {
  for (const member of group.members) if (!member.isAtRest) return false;
  for (const child of group.children.values()) if (!child.isFrozen) return false;
  return true;
};
