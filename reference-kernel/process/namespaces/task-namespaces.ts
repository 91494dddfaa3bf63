/** The namespaces a task stands in (struct nsproxy), but for those that other parts of it keep: user, mount and pid. */
import type { Cgroup } from "../../cgroup/cgroup.ts";
import type { Namespace } from "../../core/namespace.ts";
import type { IpcNamespace } from "../../ipc/namespace.ts";
import type { Network } from "../../net/network.ts";
import type { UtsNamespace } from "../uts.ts";
import type { PidNamespace } from "./pid-namespace.ts";
import type { TimeNamespace } from "./time-namespace.ts";

/** What is outside of `root` has no name in it but ".." (cgroup_namespaces(7)). */
export interface CgroupNamespace extends Namespace {
  readonly kind: "cgroup";
  readonly root: Cgroup;
}

export interface NetNamespace extends Namespace {
  readonly kind: "net";
  readonly network: Network;
}

export interface TaskNamespaces {
  readonly uts: UtsNamespace;
  readonly ipc: IpcNamespace;
  readonly net: NetNamespace;
  readonly cgroup: CgroupNamespace;
  readonly time: TimeNamespace;
  /** What its children will be in; its own stays. */
  readonly timeForChildren: TimeNamespace;
  readonly pidForChildren: PidNamespace;
}
