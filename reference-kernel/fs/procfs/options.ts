/** Mount options of procfs (fs/proc/root.c, proc_fs_parameters). */
import { EINVAL } from "../../abi/errors.ts";
import { S_IFDIR } from "../../abi/stat.ts";
import type { UserNamespace } from "../../core/user-namespace.ts";
import type { FsCaller } from "../context.ts";
import type { ListedEntry } from "../inode.ts";
import { inGroup } from "../permissions.ts";
import type { ProcTask } from "./source.ts";

/** How much of others' processes is hidden from who may not look into them. */
export const HIDE_PID = { off: 0, noaccess: 1, invisible: 2, ptraceable: 4 } as const;
type HidePid = keyof typeof HIDE_PID;

export interface ProcOptions {
  readonly hidePid: HidePid;
  /** Members of this group see all, but for `ptraceable`. */
  readonly gid: number | null;
  /** Nothing but processes (subset=pid). */
  readonly pidsOnly: boolean;
}

export const DEFAULT_OPTIONS: ProcOptions = { hidePid: "off", gid: null, pidsOnly: false };

const hidePidOf = (value: string): HidePid => {
  const named = Object.entries(HIDE_PID).find(([name, number]) => value === name || value === String(number));
  if (named === undefined) throw EINVAL;
  return named[0] as HidePid;
};

/** @throws EINVAL */
export const parseProcOptions = (data: string, userNs: UserNamespace | null, before = DEFAULT_OPTIONS): ProcOptions => {
  let options = before;
  for (const option of data.split(",").filter((text) => text !== "")) {
    const [name, value = ""] = option.split("=");
    if (name === "hidepid") options = { ...options, hidePid: hidePidOf(value) };
    else if (name === "subset" && value.split("+").every((subset) => subset === "pid"))
      options = { ...options, pidsOnly: true };
    else if (name === "gid" && /^[0-9]+$/.test(value)) {
      const gid = userNs === null ? Number(value) : userNs.gids.toKernel(Number(value));
      if (gid < 0) throw EINVAL;
      options = { ...options, gid };
    } else throw EINVAL;
  }
  return options;
};

/** As mountinfo shows them, the group as the machine knows it (proc_show_options). */
export const optionsText = ({ hidePid, gid, pidsOnly }: ProcOptions): string =>
  (gid === null ? "" : `,gid=${gid}`) +
  (hidePid === "off" ? "" : `,hidepid=${hidePid}`) +
  (pidsOnly ? ",subset=pid" : "");

/** Whether `caller` is shown what is hidden from `level` on (has_pid_permissions). */
export const mayKnow = (options: ProcOptions, caller: FsCaller, task: ProcTask, level: HidePid): boolean => {
  if (options.hidePid !== "ptraceable") {
    if (HIDE_PID[options.hidePid] < HIDE_PID[level]) return true;
    if (inGroup(caller.credentials, options.gid ?? 0)) return true;
  }
  return task.mayInspect(caller);
};

/** Names of the root that `subset=pid` leaves. */
export const isOfProcesses = ({ name, type }: Pick<ListedEntry, "name" | "type">): boolean =>
  type === S_IFDIR ? /^[0-9]+$/.test(name) : name === "self" || name === "thread-self";
