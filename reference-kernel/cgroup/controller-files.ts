/** The control files of the controllers. */
import { EAGAIN, EINVAL, ENODEV } from "../abi/errors.ts";
import type { Cgroup } from "./cgroup.ts";
import type { ControlFile } from "./control-file.ts";
import type { ControllerName } from "./controllers.ts";
import { bytesText, type MemoryEvent, parseBytes } from "./memory.ts";
import { boundText, parseInteger } from "./numbers.ts";

const file = (
  controller: ControllerName,
  name: string,
  show: ControlFile["show"] | null,
  write: ControlFile["write"] | null = null,
): ControlFile => ({
  name,
  controller,
  of: "groups",
  mode: (show === null ? 0 : 0o444) | (write === null ? 0 : 0o200),
  show: show ?? undefined,
  write: write ?? undefined,
});

const pidsFiles = [
  file(
    "pids",
    "pids.max",
    ({ pids }) => boundText(pids.max),
    ({ pids }, text) => pids.setMax(text.trim()),
  ),
  file("pids", "pids.current", ({ pids }) => `${pids.current}\n`),
  file("pids", "pids.peak", ({ pids }) => `${pids.peak}\n`),
  file("pids", "pids.events", ({ pids }) => `max ${pids.refusals}\n`),
];

const eventsText = (events: Readonly<Record<MemoryEvent, number>>): string =>
  Object.entries(events)
    .map(([name, count]) => `${name} ${count}\n`)
    .join("");

type Bound = "min" | "low" | "high" | "max" | "swapHigh" | "swapMax";

const memoryBound = (name: string, bound: Bound): ControlFile =>
  file(
    "memory",
    name,
    ({ memory }) => bytesText(memory[bound]),
    ({ memory }, text, view) => {
      memory[bound] = parseBytes(text.trim());
      if (memory.current > memory.max) view.relieve(memory);
    },
  );

/** Frames are not told apart by what they are for: they count as anonymous, and nothing is ever written out. */
const STAT_OF_NOTHING =
  "file kernel kernel_stack pagetables sec_pagetables percpu sock vmalloc shmem zswap zswapped file_mapped file_dirty " +
  "file_writeback swapcached";

const memoryStat = ({ memory }: Cgroup): string =>
  `anon ${memory.current}\n${STAT_OF_NOTHING.split(" ")
    .map((name) => `${name} 0\n`)
    .join("")}`;

/** No swap, and no file that could be read again: nothing can be taken back. */
const reclaim = (_group: Cgroup, text: string): void => {
  if (parseBytes(text.trim()) > 0) throw EAGAIN;
};

const memoryFiles: readonly ControlFile[] = [
  file("memory", "memory.current", ({ memory }) => `${memory.current}\n`),
  file("memory", "memory.peak", ({ memory }) => `${memory.peak}\n`),
  memoryBound("memory.min", "min"),
  memoryBound("memory.low", "low"),
  memoryBound("memory.high", "high"),
  memoryBound("memory.max", "max"),
  file("memory", "memory.events", ({ memory }) => eventsText(memory.events)),
  file("memory", "memory.events.local", ({ memory }) => eventsText(memory.localEvents)),
  file(
    "memory",
    "memory.oom.group",
    ({ memory }) => `${memory.killsAll ? 1 : 0}\n`,
    ({ memory }, text) => {
      const value = parseInteger(text);
      if (value !== 0 && value !== 1) throw EINVAL;
      memory.killsAll = value === 1;
    },
  ),
  { name: "memory.stat", controller: "memory", of: "all", mode: 0o444, show: memoryStat },
  { name: "memory.reclaim", controller: "memory", of: "all", mode: 0o200, write: reclaim },
  file("memory", "memory.swap.current", () => "0\n"),
  memoryBound("memory.swap.high", "swapHigh"),
  memoryBound("memory.swap.max", "swapMax"),
  file("memory", "memory.swap.events", () => "high 0\nmax 0\nfail 0\n"),
];

const microseconds = (nanoseconds: number): number => Math.floor(nanoseconds / 1000);

const cpuStat = (group: Cgroup): string => {
  const { user, system } = group.cpu;
  const base = [
    ["usage_usec", microseconds(user + system)],
    ["user_usec", microseconds(user)],
    ["system_usec", microseconds(system)],
  ];
  const { periods, throttledPeriods, throttledTime } = group.cpu;
  const own = [
    ["nr_periods", periods],
    ["nr_throttled", throttledPeriods],
    ["throttled_usec", microseconds(throttledTime)],
    ["nr_bursts", 0],
    ["burst_usec", 0],
  ];
  const lines = group.controllers.has("cpu") ? [...base, ...own] : base;
  return lines.map(([name, value]) => `${name} ${value}\n`).join("");
};

const cpuFiles: readonly ControlFile[] = [
  { name: "cpu.stat", controller: null, of: "all", mode: 0o444, show: cpuStat },
  file(
    "cpu",
    "cpu.max",
    ({ cpu }) => cpu.maxText,
    ({ cpu }, text) => cpu.setMax(text.trim()),
  ),
  file(
    "cpu",
    "cpu.max.burst",
    ({ cpu }) => `${cpu.burst}\n`,
    ({ cpu }, text) => {
      const burst = parseInteger(text);
      if (burst < 0 || burst > cpu.quota) throw EINVAL;
      cpu.burst = burst;
    },
  ),
  file(
    "cpu",
    "cpu.weight",
    ({ cpu }) => `${cpu.isIdle ? 0 : cpu.weight}\n`,
    ({ cpu }, text) => {
      cpu.weight = parseInteger(text);
    },
  ),
  file(
    "cpu",
    "cpu.weight.nice",
    ({ cpu }) => `${cpu.nice}\n`,
    ({ cpu }, text) => {
      cpu.nice = parseInteger(text);
    },
  ),
  file(
    "cpu",
    "cpu.idle",
    ({ cpu }) => `${cpu.isIdle ? 1 : 0}\n`,
    ({ cpu }, text) => {
      const value = parseInteger(text);
      if (value !== 0 && value !== 1) throw EINVAL;
      cpu.setIdle(value === 1);
    },
  ),
];

/** No block device is here: nothing is counted, and nothing can be bounded. */
const ioFiles: readonly ControlFile[] = [
  { name: "io.stat", controller: "io", of: "all", mode: 0o444, show: () => "" },
  file(
    "io",
    "io.max",
    () => "",
    (_group, text) => {
      if (!/^\s*\d+:\d+\s/.test(text)) throw EINVAL;
      throw ENODEV;
    },
  ),
];

export const controllerFiles: readonly ControlFile[] = [...cpuFiles, ...ioFiles, ...memoryFiles, ...pidsFiles];
