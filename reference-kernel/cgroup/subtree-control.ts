/** Writing to cgroup.subtree_control: which controllers the groups below have (cgroup_subtree_control_write). */
import { EBUSY, EINVAL, ENOENT, EOPNOTSUPP } from "../abi/errors.ts";
import type { Cgroup } from "./cgroup.ts";
import { type ControllerName, controllerNamed, isThreaded } from "./controllers.ts";
import { canBeThreadRoot, isMixable, isThreadRoot, isValidDomain } from "./types.ts";

interface Wishes {
  readonly enable: ReadonlySet<ControllerName>;
  readonly disable: ReadonlySet<ControllerName>;
}

/** "+cpu -memory"; of two words on one controller the last counts. */
const parse = (text: string): Wishes => {
  const enable = new Set<ControllerName>();
  const disable = new Set<ControllerName>();
  for (const word of text.trim().split(" ")) {
    if (word === "") continue;
    const name = controllerNamed(word.slice(1));
    if (name === undefined || (word[0] !== "+" && word[0] !== "-")) throw EINVAL;
    const [wanted, other] = word[0] === "+" ? [enable, disable] : [disable, enable];
    wanted.add(name);
    other.delete(name);
  }
  return { enable, disable };
};

export const writeSubtreeControl = (group: Cgroup, text: string): void => {
  const wishes = parse(text);
  const enable = [...wishes.enable].filter((name) => !group.subtreeControl.has(name));
  const disable = [...wishes.disable].filter((name) => group.subtreeControl.has(name));
  for (const name of enable) if (!group.controllers.has(name)) throw ENOENT;
  for (const name of disable) {
    for (const child of group.children.values()) if (child.subtreeControl.has(name)) throw EBUSY;
  }
  if (enable.length === 0 && disable.length === 0) return;
  checkMayEnable(group, enable);
  for (const name of enable) group.subtreeControl.add(name);
  for (const name of disable) group.subtreeControl.delete(name);
  for (const child of group.children.values()) {
    for (const name of disable) loseController(child, name);
    child.onControllersGone?.();
  }
};

/** The no-internal-process constraint and the rules of threaded subtrees (cgroup_vet_subtree_control_enable). */
const checkMayEnable = (group: Cgroup, enable: readonly ControllerName[]): void => {
  if (enable.length === 0) return;
  if (!isValidDomain(group.domain)) throw EOPNOTSUPP;
  if (isMixable(group)) return;
  if (enable.some((name) => !isThreaded(name))) {
    if (isThreadRoot(group) || group.isThreaded) throw EOPNOTSUPP;
  } else if (canBeThreadRoot(group) || group.isThreaded) return;
  if (group.hasMembers) throw EBUSY;
};

/** Its limits are forgotten with it: enabled again, the controller begins anew. */
const loseController = (group: Cgroup, name: ControllerName): void => {
  if (name === "pids") group.pids.reset();
  else if (name === "memory") group.memory.reset();
  else if (name === "cpu") group.cpu.reset();
};
