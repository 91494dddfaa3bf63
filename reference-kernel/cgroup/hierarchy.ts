/** Making and removing groups (cgroup_mkdir, cgroup_rmdir), and where processes begin and end. */
import { EAGAIN, EBUSY, EINVAL, ENODEV } from "../abi/errors.ts";
import { Cgroup } from "./cgroup.ts";
import { updateFrozen } from "./freezer.ts";
import type { CgroupMember } from "./member.ts";

/** EAGAIN beyond the bounds that a group above sets (cgroup_check_hierarchy_limits). */
export const makeGroup = (parent: Cgroup, name: string): Cgroup => {
  if (name.includes("\n")) throw EINVAL;
  if (parent.isDead) throw ENODEV;
  let level = 1;
  for (const group of parent.ancestors()) {
    if (group.descendants >= group.maxDescendants || level > group.maxDepth) throw EAGAIN;
    level++;
  }
  const group = new Cgroup(name, parent);
  parent.children.set(name, group);
  for (const above of parent.ancestors()) above.descendants++;
  updateFrozen(group);
  return group;
};

/** EBUSY while somebody lives in it or groups lie below. Those who have ended do not count. */
export const removeGroup = (group: Cgroup): void => {
  const { parent } = group;
  if (parent === null || group.isPopulated || group.children.size > 0) throw EBUSY;
  group.isDead = true;
  parent.children.delete(group.name);
  if (group.isThreaded) parent.threadedChildren--;
  for (const above of parent.ancestors()) above.descendants--;
  updateFrozen(parent);
};

/** A thread begins to live in a group; its process number was charged by `pids.charge`. */
export const join = (member: CgroupMember, group: Cgroup): void => {
  member.cgroup = group;
  group.members.add(member);
  group.populate();
  if (isFreezing(group)) member.setFreezing(true);
};

const isFreezing = (group: Cgroup): boolean => [...group.ancestors()].some((above) => above.isToFreeze);

/** It has ended: it does not live there any more, and is shown only as long as other threads of its process live. */
export const leave = (member: CgroupMember): void => {
  const { cgroup } = member;
  if (!cgroup.members.delete(member)) return;
  if (member.isGroupLeader) cgroup.dying.add(member);
  cgroup.depopulate();
  updateFrozen(cgroup);
};

/** It was waited for (or nobody wanted to): its number is free again. */
export const release = (member: CgroupMember): void => {
  member.cgroup.dying.delete(member);
  member.cgroup.pids.uncharge();
};
