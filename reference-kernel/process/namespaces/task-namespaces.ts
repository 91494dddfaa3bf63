/** The namespaces a task stands in (struct nsproxy), but for those that other parts of it keep: user, mount and pid. */
import type { Namespace, NamespaceKind } from "../../core/namespace.ts";
import type { UserNamespace } from "../../core/user-namespace.ts";
import type { IpcNamespace } from "../../ipc/namespace.ts";
import type { Network } from "../../net/network.ts";
import type { UtsNamespace } from "../uts.ts";
import type { PidNamespace } from "./pid-namespace.ts";
import type { TimeNamespace } from "./time-namespace.ts";

/** One that isolates nothing but itself so far. */
export interface PlainNamespace extends Namespace {
  readonly kind: "cgroup";
}

export interface NetNamespace extends Namespace {
  readonly kind: "net";
  readonly network: Network;
}

export interface TaskNamespaces {
  readonly uts: UtsNamespace;
  readonly ipc: IpcNamespace;
  readonly net: NetNamespace;
  readonly cgroup: PlainNamespace;
  readonly time: TimeNamespace;
  /** What its children will be in; its own stays. */
  readonly timeForChildren: TimeNamespace;
  readonly pidForChildren: PidNamespace;
}

export const plainNamespace = (
  kind: PlainNamespace["kind"] & NamespaceKind,
  ino: number,
  userNs: UserNamespace,
): PlainNamespace => ({ kind, ino, userNs });
