/** What every namespace has, whatever it isolates (struct ns_common; namespaces(7)). */
import type { UserNamespace } from "./user-namespace.ts";

export type NamespaceKind = "cgroup" | "ipc" | "mnt" | "net" | "pid" | "time" | "user" | "uts";

export interface Namespace {
  readonly kind: NamespaceKind;
  /** Its inode in nsfs, the number in "uts:[4026531838]". */
  readonly ino: number;
  /** The user namespace whose capabilities count over it; null above the outermost one that a guest sees. */
  readonly userNs: UserNamespace | null;
}
