/** Who the first process is: user 0 of a user namespace of its own, with every capability in it (user_namespaces(7)). */
import type { Credentials } from "../core/caller.ts";
import type { UserNamespace } from "../core/user-namespace.ts";

/** CAP_CHOWN (0) to CAP_CHECKPOINT_RESTORE (40). */
export const ALL_CAPABILITIES = (1n << 41n) - 1n;

export const firstCredentials = (userNs: UserNamespace): Credentials => ({
  uid: 0,
  gid: 0,
  euid: 0,
  egid: 0,
  suid: 0,
  sgid: 0,
  fsuid: 0,
  fsgid: 0,
  groups: userNs.allowsSetgroups ? [] : [0],
  effective: ALL_CAPABILITIES,
  permitted: ALL_CAPABILITIES,
  inheritable: 0n,
  bounding: ALL_CAPABILITIES,
  ambient: 0n,
  userNs,
});
