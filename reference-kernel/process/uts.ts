/** uname(2)'s names (struct uts_namespace). */
import type { Namespace } from "../core/namespace.ts";
import type { UserNamespace } from "../core/user-namespace.ts";

export interface UtsNames {
  sysname: string;
  hostname: string;
  release: string;
  version: string;
  machine: string;
  domainname: string;
}

export interface UtsNamespace extends Namespace, UtsNames {
  readonly kind: "uts";
  /** The names as uname(2) hands them out, once it was asked; null after a change. */
  image: Uint8Array | null;
}

export const initialUts = (ino: number, userNs: UserNamespace): UtsNamespace => ({
  kind: "uts",
  ino,
  userNs,
  sysname: "Linux",
  hostname: "contracts",
  release: "6.18.0-reference",
  version: "#1 SMP PREEMPT_DYNAMIC",
  machine: "x86_64",
  domainname: "(none)",
  image: null,
});
