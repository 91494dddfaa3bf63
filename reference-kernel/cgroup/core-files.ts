/** The control files of every group, whatever its controllers (cgroup_base_files). */
import { EINVAL, ENODEV, ENOENT, EOPNOTSUPP, ERANGE, ESRCH } from "../abi/errors.ts";
import type { Cgroup } from "./cgroup.ts";
import type { ControlFile } from "./control-file.ts";
import { controllersText } from "./controllers.ts";
import { freeze } from "./freezer.ts";
import type { CgroupMember } from "./member.ts";
import { checkMove, move } from "./migrate.ts";
import { boundText, parseBound, parseInteger, parseSwitch } from "./numbers.ts";
import { writeSubtreeControl } from "./subtree-control.ts";
import { becomeThreaded, typeOf } from "./types.ts";
import type { CgroupView } from "./view.ts";

/** First threads of the processes that live here; one that has ended counts while other threads of its process live. */
function* processesIn(group: Cgroup): Generator<CgroupMember> {
  for (const member of group.members) if (member.isGroupLeader) yield member;
  for (const member of group.dying)
    for (const _living of member.livingThreads) {
      yield member;
      break;
    }
}

const list = (members: Iterable<CgroupMember>, view: CgroupView): string =>
  [...members].map(({ tid }) => `${view.shown(tid)}\n`).join("");

/** In a threaded subtree processes belong to the domain at its root, and are listed there. */
const showProcesses = (group: Cgroup, view: CgroupView): string => {
  if (group.isThreaded) throw EOPNOTSUPP;
  const found = new Set<CgroupMember>();
  for (const below of group.subtree()) {
    if (below.domain === group) for (const leader of processesIn(below)) found.add(leader);
  }
  return list(found, view);
};

const moveHere = (group: Cgroup, text: string, view: CgroupView, wholeProcess: boolean): void => {
  if (group.isDead) throw ENODEV;
  const number = numberIn(text);
  const named = number === 0 ? view.self : view.find(number);
  const member = wholeProcess ? (named?.groupLeader ?? null) : named;
  if (member === null) throw ESRCH;
  checkMove(member.cgroup, group, wholeProcess, (common) => view.mayWrite(common));
  move(member, group, wholeProcess);
};

/** EINVAL for all that names no thread. */
const numberIn = (text: string): number => {
  const number = text.trim() === "" ? Number.NaN : parsed(text);
  if (!(number >= 0)) throw EINVAL;
  return number;
};

const parsed = (text: string): number => {
  try {
    return parseInteger(text);
  } catch {
    return Number.NaN;
  }
};

const killAll = (group: Cgroup, text: string): void => {
  if (parseInteger(text) !== 1) throw ERANGE;
  if (group.isThreaded) throw EOPNOTSUPP;
  for (const below of [...group.subtree()]) for (const member of [...below.members]) member.kill();
};

const alive = (group: Cgroup): Cgroup => {
  if (group.isDead) throw ENOENT;
  return group;
};

const core = (name: string, of: ControlFile["of"], rest: Omit<ControlFile, "name" | "of" | "controller" | "mode">) => {
  const mode = (rest.show === undefined ? 0 : 0o444) | (rest.write === undefined ? 0 : 0o200);
  return { name, of, controller: null, mode, ...rest } satisfies ControlFile;
};

export const coreFiles: readonly ControlFile[] = [
  core("cgroup.type", "groups", {
    show: (group) => `${typeOf(group)}\n`,
    write: (group, text) => becomeThreaded(alive(group), text.trim()),
  }),
  core("cgroup.procs", "all", {
    isList: true,
    show: showProcesses,
    write: (group, text, view) => moveHere(group, text, view, true),
  }),
  core("cgroup.threads", "all", {
    isList: true,
    show: (group, view) => list(group.members, view),
    write: (group, text, view) => moveHere(group, text, view, false),
  }),
  core("cgroup.controllers", "all", { show: (group) => controllersText(group.controllers) }),
  core("cgroup.subtree_control", "all", {
    show: (group) => controllersText(group.subtreeControl),
    write: (group, text) => {
      if (group.isDead) throw ENODEV;
      writeSubtreeControl(group, text);
    },
  }),
  core("cgroup.events", "groups", {
    show: (group) => `populated ${group.isPopulated ? 1 : 0}\nfrozen ${group.isFrozen ? 1 : 0}\n`,
  }),
  core("cgroup.max.descendants", "all", {
    show: (group) => boundText(group.maxDescendants),
    write: (group, text) => {
      alive(group).maxDescendants = parseBound(text);
    },
  }),
  core("cgroup.max.depth", "all", {
    show: (group) => boundText(group.maxDepth),
    write: (group, text) => {
      alive(group).maxDepth = parseBound(text);
    },
  }),
  core("cgroup.stat", "all", {
    // Nothing holds a removed group here.
    show: (group) => `nr_descendants ${group.descendants}\nnr_dying_descendants 0\n`,
  }),
  core("cgroup.freeze", "groups", {
    show: (group) => `${group.isToFreeze ? 1 : 0}\n`,
    write: (group, text) => freeze(alive(group), parseSwitch(text)),
  }),
  core("cgroup.kill", "groups", { write: (group, text) => killAll(alive(group), text) }),
];
