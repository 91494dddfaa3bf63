/** The words of `Requires:`, what a contract can ask of the machine that runs it. A word that is not here is a mistake. */
export const requirements = {
  root: "user 0 with all capabilities of its own user namespace",
  namespaces: "namespaces of its own: user, mount, pid, net, uts, ipc and cgroup",
  network: "a loopback interface that is up, and that no one else uses",
  devices: "the device nodes of guest-environment.ts",
  proc: "a /proc of its own pid namespace",
  sysfs: "a /sys of its own network namespace",
  pty: "a /dev/pts of its own",
  limits: "the resource limits of guest-environment.ts",
  "root-folder": "a folder of the host as the root, with a /tmp of its own",
  "no-yama": "no Yama, a security module that has rules of its own about who may trace whom",
  "id-range": "user and group ids 0 to 65535, so that setuid and setgroups can be tried",
  cgroups: "a cgroup v2 hierarchy at /sys/fs/cgroup that it may change, with the controllers cpu, io, memory and pids",
  "real-root": "rights over the machine itself (no user namespace between): the clock, host names, mounts of any kind",
} as const satisfies Record<string, string>;

/** What no sandbox on somebody's machine can give: for these there is the boxed Linux (harness/oracle). */
export const boxed: ReadonlySet<string> = new Set<Requirement>(["cgroups", "real-root"]);

export type Requirement = keyof typeof requirements;

/** Why these needs cannot be met, in one line; null if they can. */
export function unmet(needs: readonly string[], lacks: ReadonlyMap<string, string>): string | null {
  const missing = needs.filter((need) => lacks.has(need));
  return missing.length === 0 ? null : missing.map((need) => `needs ${need} (${lacks.get(need)})`).join("; ");
}
