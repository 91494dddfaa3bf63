/** A control file: its name, who has it, what it says and what it does with what is written to it. */
import type { Cgroup } from "./cgroup.ts";
import type { ControllerName } from "./controllers.ts";
import type { CgroupView } from "./view.ts";

export interface ControlFile {
  readonly name: string;
  /** Permission bits. */
  readonly mode: number;
  /** Only groups that have this controller have the file; null for all. */
  readonly controller: ControllerName | null;
  /** `groups` are all but the root of the hierarchy. */
  readonly of: "all" | "groups" | "root";
  /** A list that may be empty: then reading it is no look at what changed (seq_file calls show for each entry). */
  readonly isList?: boolean;
  readonly show?: ((group: Cgroup, view: CgroupView) => string) | undefined;
  readonly write?: ((group: Cgroup, text: string, view: CgroupView) => void) | undefined;
}

export const hasFile = (group: Cgroup, file: ControlFile): boolean => {
  if (group.parent === null) return file.of !== "groups";
  return file.of !== "root" && (file.controller === null || group.controllers.has(file.controller));
};
