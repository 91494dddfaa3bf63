/**
 * Domains and threaded groups (kernel/cgroup/cgroup.c, cgroup_is_valid_domain and its neighbours): where the threads of
 * one process may live apart, and which groups may hold processes at all.
 */
import { EINVAL, EOPNOTSUPP } from "../abi/errors.ts";
import type { Cgroup } from "./cgroup.ts";
import { isThreaded } from "./controllers.ts";

const handsOnDomainControllers = (group: Cgroup): boolean =>
  [...group.subtreeControl].some((name) => !isThreaded(name));
const handsOnThreadedControllers = (group: Cgroup): boolean => [...group.subtreeControl].some(isThreaded);

/** The root of the hierarchy competes with nobody: it may be anything at once. */
export const isMixable = (group: Cgroup): boolean => group.parent === null;

export const canBeThreadRoot = (group: Cgroup): boolean => {
  if (isMixable(group)) return true;
  if (group.isThreaded) return false;
  for (const child of group.children.values()) if (!child.isThreaded && child.isPopulated) return false;
  return !handsOnDomainControllers(group);
};

export const isThreadRoot = (group: Cgroup): boolean => {
  if (group.isThreaded) return false;
  if (group.threadedChildren > 0) return true;
  return group.hasMembers && handsOnThreadedControllers(group);
};

/** A domain that is not below a threaded subtree. */
export const isValidDomain = (group: Cgroup): boolean => {
  if (group.isThreaded) return false;
  for (let above = group.parent; above !== null; above = above.parent) {
    if (!isMixable(above) && isThreadRoot(above)) return false;
    if (above.isThreaded) return false;
  }
  return true;
};

/** What cgroup.type says. */
export const typeOf = (group: Cgroup): string => {
  if (group.isThreaded) return "threaded";
  if (!isValidDomain(group)) return "domain invalid";
  return isThreadRoot(group) ? "domain threaded" : "domain";
};

/** Writing to cgroup.type: there is no way but into a threaded subtree (cgroup_enable_threaded). */
export const becomeThreaded = (group: Cgroup, wanted: string): void => {
  if (wanted !== "threaded") throw EINVAL;
  const { parent } = group;
  if (group.isThreaded || parent === null) return;
  if (group.isPopulated || handsOnDomainControllers(group)) throw EOPNOTSUPP;
  const { domain } = parent;
  if (!isValidDomain(domain) || !canBeThreadRoot(domain)) throw EOPNOTSUPP;
  for (const below of group.subtree()) if (below === group || below.isThreaded) below.domain = domain;
  parent.threadedChildren++;
};
