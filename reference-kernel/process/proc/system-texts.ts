/** The files of /proc itself, processes and what sockets tell aside. */

import type { Cgroup } from "../../cgroup/cgroup.ts";
import { CONTROLLERS } from "../../cgroup/controllers.ts";
import { FILE_SYSTEM_TYPES } from "../../fs/mounting.ts";
import type { ProcFile, ProcTree } from "../../fs/procfs/source.ts";
import type { System } from "../system.ts";
import type { Task } from "../task.ts";
import { locksText } from "./lock-texts.ts";
import * as machine from "./machine-texts.ts";
import { sysctls } from "./sysctl.ts";
import { sysvipcFiles } from "./sysvipc-texts.ts";

const file = (text: (task: Task) => string, mode = 0o444): ProcFile => ({
  mode,
  text: (caller) => text(caller as Task),
});

/** Controllers by their names in the kernel; all of them are in the one hierarchy of version 2, number 0. */
const hierarchiesText = (root: Cgroup): string => {
  const names = CONTROLLERS.map((name) => (name === "io" ? "blkio" : name));
  const rows = names.map((name) => `${name}\t0\t${root.descendants + 1}\t1\n`);
  return `#subsys_name\thierarchy\tnum_cgroups\tenabled\n${rows.join("")}`;
};

export const systemFiles = (system: System): ProcTree => ({
  sys: sysctls(system),
  stat: file(() => machine.statText(system)),
  swaps: file(() => machine.SWAPS),
  uptime: file(({ namespaces }) => machine.uptimeText(system, namespaces.time)),
  vmstat: file(() => machine.vmstatText(system)),
  cmdline: file(() => "\n"),
  cpuinfo: file(() => machine.CPUINFO),
  cgroups: file(() => hierarchiesText(system.cgroups)),
  devices: file(() => machine.DEVICES),
  loadavg: file(({ process }) => machine.loadavgText(system, process.pidNs)),
  diskstats: file(() => ""),
  execdomains: file(() => "0-0\tLinux           \t[kernel]\n"),
  locks: file((task) => locksText(system, task.process.pidNs)),
  softirqs: file(() => machine.SOFTIRQS),
  meminfo: file(() => machine.meminfoText(system)),
  sysvipc: sysvipcFiles,
  version: file(({ namespaces: { uts } }) => `Linux version ${uts.release} (reference) (gcc) ${uts.version}\n`),
  buddyinfo: file(() => machine.buddyinfoText(system)),
  interrupts: file(() => machine.INTERRUPTS),
  partitions: file(() => machine.PARTITIONS),
  filesystems: file(() => FILE_SYSTEM_TYPES.map((type) => `nodev\t${type}\n`).join("")),
});
