/** Texts of /proc that are about the machine: meminfo, stat, cpuinfo, devices and the like (proc(5)). */
import { BOOT_REALTIME_SECONDS } from "../../core/clock.ts";
import { FRAME_SIZE } from "../../memory/physical.ts";
import type { PidNamespace } from "../namespaces/pid-namespace.ts";
import type { TimeNamespace } from "../namespaces/time-namespace.ts";
import type { System } from "../system.ts";

/** USER_HZ is 100. */
const TICK = 10_000_000;

/** Amounts in kB that are not 0, by name; the others Linux shows, too. */
export const meminfoText = (system: System): string => {
  const { physical, totalBytes } = system.memory;
  const total = totalBytes / 1024;
  const used = (physical.used * FRAME_SIZE) / 1024;
  const known: Readonly<Record<string, number>> = {
    MemTotal: total,
    MemFree: total - used,
    MemAvailable: total - used,
    Active: used,
    "Active(anon)": used,
    AnonPages: used,
    CommitLimit: Math.floor(total / 2),
    Committed_AS: used,
    VmallocTotal: 34359738367,
    Hugepagesize: 2048,
    DirectMap4k: total,
  };
  const row = (name: string): string => {
    const unit = COUNTS.has(name) ? "" : " kB";
    return `${`${name}:`.padEnd(16)}${String(known[name] ?? 0).padStart(8)}${unit}\n`;
  };
  return MEMINFO.map(row).join("");
};

const MEMINFO: readonly string[] = (
  "MemTotal MemFree MemAvailable Buffers Cached SwapCached Active Inactive Active(anon) Inactive(anon) Active(file) " +
  "Inactive(file) Unevictable Mlocked SwapTotal SwapFree Dirty Writeback AnonPages Mapped Shmem KReclaimable Slab " +
  "SReclaimable SUnreclaim KernelStack PageTables SecPageTables NFS_Unstable Bounce WritebackTmp CommitLimit " +
  "Committed_AS VmallocTotal VmallocUsed VmallocChunk Percpu HugePages_Total HugePages_Free HugePages_Rsvd " +
  "HugePages_Surp Hugepagesize Hugetlb DirectMap4k"
).split(" ");
const COUNTS = new Set(["HugePages_Total", "HugePages_Free", "HugePages_Rsvd", "HugePages_Surp"]);

const hundredths = (nanoseconds: number): string => {
  const whole = Math.floor(nanoseconds / TICK);
  return `${Math.floor(whole / 100)}.${String(whole % 100).padStart(2, "0")}`;
};

/** Time spent by all processes that were ever here. */
const used = (system: System): { user: number; system: number } => {
  let user = 0;
  let kernel = 0;
  for (const process of system.pids.processes.values()) {
    user += process.cpu.times.user + process.childUsage.user;
    kernel += process.cpu.times.system + process.childUsage.system;
  }
  return { user, system: kernel };
};

const idle = (system: System): number => {
  const busy = used(system);
  return Math.max(0, system.clock.now - busy.user - busy.system);
};

export const uptimeText = (system: System, { boottime }: TimeNamespace): string =>
  `${hundredths(system.clock.now + boottime.seconds * 1e9 + boottime.nanoseconds)} ${hundredths(idle(system))}\n`;

export const statText = (system: System): string => {
  const busy = used(system);
  const cpu = [busy.user, 0, busy.system, idle(system), 0, 0, 0, 0, 0, 0].map((time) => Math.floor(time / TICK));
  const btime = BOOT_REALTIME_SECONDS + Math.floor(system.clock.realtimeOffset / 1e9);
  return (
    `cpu  ${cpu.join(" ")}\ncpu0 ${cpu.join(" ")}\nintr 0\nctxt 0\nbtime ${btime}\nprocesses ${system.pids.made}\n` +
    `procs_running ${system.scheduler.runnable + 1}\nprocs_blocked 0\nsoftirq 0 0 0 0 0 0 0 0 0 0 0\n`
  );
};

/** Its last number is the newest process of the reader's namespace. */
export const loadavgText = (system: System, { level, last }: PidNamespace): string =>
  `0.00 0.00 0.00 ${system.scheduler.runnable + 1}/${system.pids.tasks.size} ${level === 0 ? system.pids.last : last}\n`;

export const CPUINFO = `${[
  "processor\t: 0",
  "vendor_id\t: ReferenceCPU",
  "cpu family\t: 6",
  "model\t\t: 0",
  "model name\t: reference x86-64-v1",
  "stepping\t: 0",
  "cpu MHz\t\t: 1000.000",
  "physical id\t: 0",
  "siblings\t: 1",
  "core id\t\t: 0",
  "cpu cores\t: 1",
  "apicid\t\t: 0",
  "fpu\t\t: yes",
  "fpu_exception\t: yes",
  "cpuid level\t: 1",
  "wp\t\t: yes",
  "flags\t\t: fpu tsc cx8 cmov mmx fxsr sse sse2 syscall lm pni cx16",
  "bugs\t\t:",
  "bogomips\t: 2000.00",
  "clflush size\t: 64",
  "cache_alignment\t: 64",
  "address sizes\t: 48 bits physical, 48 bits virtual",
  "power management:",
].join("\n")}\n\n`;

export const DEVICES = `Character devices:
  1 mem
  5 /dev/tty
  5 /dev/ptmx
128 ptm
136 pts

Block devices:
`;

/** There are no disks and no swap: only headings. */
export const PARTITIONS = "major minor  #blocks  name\n\n";
export const SWAPS = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";
export const INTERRUPTS = "           CPU0       \nERR:          0\nMIS:          0\n";

const SOFTIRQ_NAMES = "HI TIMER NET_TX NET_RX BLOCK IRQ_POLL TASKLET SCHED HRTIMER RCU".split(" ");
export const SOFTIRQS = `                    CPU0       \n${SOFTIRQ_NAMES.map((name) => `${`${name}:`.padStart(13)}          0\n`).join("")}`;

export const vmstatText = (system: System): string => {
  const { physical, totalBytes } = system.memory;
  const rows: readonly (readonly [string, number])[] = [
    ["nr_free_pages", totalBytes / FRAME_SIZE - physical.used],
    ["nr_zone_inactive_anon", 0],
    ["nr_zone_active_anon", physical.used],
    ["nr_anon_pages", physical.used],
    ["nr_dirty", 0],
    ["nr_writeback", 0],
    ["pgpgin", 0],
    ["pgpgout", 0],
    ["pswpin", 0],
    ["pswpout", 0],
    ["pgfault", 0],
    ["pgmajfault", 0],
  ];
  return rows.map(([name, value]) => `${name} ${value}\n`).join("");
};

export const buddyinfoText = (system: System): string => {
  const { physical, totalBytes } = system.memory;
  const largest = Math.floor((totalBytes / FRAME_SIZE - physical.used) / 1024);
  return `Node 0, zone   Normal ${"     0 ".repeat(10)}${String(largest).padStart(6)} \n`;
};
