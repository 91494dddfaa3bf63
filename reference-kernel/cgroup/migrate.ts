/** Moving processes and threads between groups (cgroup_attach_permissions, cgroup_attach_task). */
import { EACCES, EBUSY, EOPNOTSUPP } from "../abi/errors.ts";
import type { Cgroup } from "./cgroup.ts";
import { updateFrozen } from "./freezer.ts";
import type { CgroupMember } from "./member.ts";
import { canBeThreadRoot, isValidDomain } from "./types.ts";

/** Whether processes may live in a group at all: EOPNOTSUPP, EBUSY (cgroup_migrate_vet_dst). */
export const checkMayHold = (group: Cgroup): void => {
  if (!isValidDomain(group.domain)) throw EOPNOTSUPP;
  if (canBeThreadRoot(group) || group.isThreaded) return;
  if (group.subtreeControl.size > 0) throw EBUSY;
};

/** The nearest group above both. */
export const commonAncestor = (from: Cgroup, to: Cgroup): Cgroup => {
  let common = from;
  while (!to.isWithin(common) && common.parent !== null) common = common.parent;
  return common;
};

/**
 * What stands against a move, in Linux's order. `mayWrite` says whether the mover may write to the cgroup.procs of the
 * common ancestor.
 */
export const checkMove = (
  from: Cgroup,
  to: Cgroup,
  wholeProcess: boolean,
  mayWrite: (common: Cgroup) => boolean,
): void => {
  if (!mayWrite(commonAncestor(from, to))) throw EACCES;
  checkMayHold(to);
  if (!wholeProcess && from.domain !== to.domain) throw EOPNOTSUPP;
};

/** Moves one thread, or all of its process, at once. Who has ended stays where he was. */
export const move = (member: CgroupMember, to: Cgroup, wholeProcess: boolean): void => {
  const moved = wholeProcess ? [...member.livingThreads] : [member];
  const stops = [...to.ancestors()].some((group) => group.isToFreeze);
  for (const one of moved) {
    const from = one.cgroup;
    if (from === to || one.isExited) continue;
    to.pids.charge();
    from.members.delete(one);
    to.members.add(one);
    one.cgroup = to;
    from.pids.uncharge();
    to.populate();
    from.depopulate();
    one.setFreezing(stops);
    updateFrozen(from);
    updateFrozen(to);
  }
};
