/** uname(2)'s names (struct uts_namespace). */
export interface UtsNamespace {
  sysname: string;
  hostname: string;
  release: string;
  version: string;
  machine: string;
  domainname: string;
}

export const initialUts = (): UtsNamespace => ({
  sysname: "Linux",
  hostname: "contracts",
  release: "6.18.0-reference",
  version: "#1 SMP PREEMPT_DYNAMIC",
  machine: "x86_64",
  domainname: "(none)",
});
