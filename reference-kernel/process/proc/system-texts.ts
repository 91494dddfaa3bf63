/** Texts of /proc that are about the machine: version, meminfo, stat and what programs read of sys/. */
import { BOOT_REALTIME_SECONDS } from "../../core/clock.ts";
import { MAX_QUEUED_EVENTS } from "../../files/inotify.ts";
import type { ProcFile, ProcTree } from "../../fs/procfs/source.ts";
import { FRAME_SIZE } from "../../memory/physical.ts";
import type { System } from "../system.ts";

const TICK = 10_000_000;

const file = (text: () => string, mode = 0o444): ProcFile => ({ mode, text });

/** Of root of the machine: the guest may read them, never write. */
const sysctl = (text: () => string): ProcFile => file(text, 0o644);

const uuid = (system: System): string => {
  const bytes = new Uint8Array(16);
  system.random.fill(bytes);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}\n`;
};

const meminfo = (system: System): string => {
  const { physical, totalBytes } = system.memory;
  const total = totalBytes / 1024;
  const free = total - (physical.used * FRAME_SIZE) / 1024;
  const rows: [string, number][] = [
    ["MemTotal", total],
    ["MemFree", free],
    ["MemAvailable", free],
    ["Buffers", 0],
    ["Cached", 0],
    ["SwapCached", 0],
    ["Active", 0],
    ["Inactive", 0],
    ["SwapTotal", 0],
    ["SwapFree", 0],
    ["Dirty", 0],
    ["Writeback", 0],
    ["AnonPages", 0],
    ["Mapped", 0],
    ["Shmem", 0],
    ["Slab", 0],
    ["CommitLimit", Math.floor(total / 2)],
    ["Committed_AS", 0],
    ["VmallocTotal", 34359738367],
    ["VmallocUsed", 0],
    ["VmallocChunk", 0],
  ];
  return rows.map(([name, value]) => `${`${name}:`.padEnd(16)}${String(value).padStart(8)} kB\n`).join("");
};

const seconds = (nanoseconds: number): string => {
  const hundredths = Math.floor(nanoseconds / TICK);
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, "0")}`;
};

const statText = (system: System): string => {
  const now = Math.floor(system.clock.now / TICK);
  const cpu = `${now} 0 0 0 0 0 0 0 0 0`;
  const btime = BOOT_REALTIME_SECONDS + Math.floor(system.clock.realtimeOffset / 1e9);
  return (
    `cpu  ${cpu}\ncpu0 ${cpu}\nintr 0\nctxt 0\nbtime ${btime}\nprocesses ${system.pids.tasks.size}\n` +
    `procs_running ${system.scheduler.runnable + 1}\nprocs_blocked 0\nsoftirq 0 0 0 0 0 0 0 0 0 0 0\n`
  );
};

const cpuinfo = (): string =>
  `${[
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
    "fpu\t\t: yes",
    "flags\t\t: fpu tsc cx8 cmov mmx fxsr sse sse2 syscall lm cx16",
    "bogomips\t: 2000.00",
    "clflush size\t: 64",
    "cache_alignment\t: 64",
    "address sizes\t: 48 bits physical, 48 bits virtual",
  ].join("\n")}\n\n`;

const FILESYSTEMS = "nodev\ttmpfs\nnodev\tproc\nnodev\tdevtmpfs\nnodev\tsockfs\nnodev\tpipefs\n";

export const systemFiles = (system: System): ProcTree => {
  const { uts } = system.namespaces;
  const bootId = uuid(system);
  const line =
    (text: () => string | number): (() => string) =>
    () =>
      `${text()}\n`;
  return {
    sys: {
      fs: {
        inotify: { max_queued_events: sysctl(() => `${MAX_QUEUED_EVENTS}\n`) },
        "pipe-max-size": sysctl(() => "1048576\n"),
      },
      kernel: {
        cap_last_cap: file(() => "40\n"),
        domainname: sysctl(line(() => uts.domainname)),
        hostname: sysctl(line(() => uts.hostname)),
        ngroups_max: file(() => "65536\n"),
        osrelease: file(line(() => uts.release)),
        ostype: file(line(() => uts.sysname)),
        overflowgid: sysctl(() => "65534\n"),
        overflowuid: sysctl(() => "65534\n"),
        pid_max: sysctl(() => "32768\n"),
        random: {
          boot_id: file(() => bootId),
          entropy_avail: file(() => "256\n"),
          poolsize: file(() => "256\n"),
          uuid: file(() => uuid(system)),
        },
        randomize_va_space: sysctl(() => "2\n"),
        version: file(line(() => uts.version)),
      },
      vm: { overcommit_memory: sysctl(() => "0\n"), max_map_count: sysctl(() => "65530\n") },
    },
    stat: file(() => statText(system)),
    uptime: file(() => `${seconds(system.clock.now)} 0.00\n`),
    cmdline: file(() => "\n"),
    cpuinfo: file(cpuinfo),
    loadavg: file(() => `0.00 0.00 0.00 ${system.scheduler.runnable + 1}/${system.pids.tasks.size} 0\n`),
    meminfo: file(() => meminfo(system)),
    version: file(() => `Linux version ${uts.release} (reference) (gcc) ${uts.version}\n`),
    filesystems: file(() => FILESYSTEMS),
  };
};
