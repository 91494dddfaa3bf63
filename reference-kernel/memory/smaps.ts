/** /proc/PID/smaps and smaps_rollup: every area with what it takes (show_smap). */
import { PROT_EXEC, PROT_READ, PROT_WRITE } from "../abi/mman.ts";
import type { AddressSpace } from "./address-space.ts";
import { describeArea } from "./maps.ts";
import { type Usage, usageOf } from "./usage.ts";
import { TASK_SIZE } from "./user-memory.ts";
import { VMA, type Vma } from "./vma.ts";

const line = (name: string, bytes: number): string =>
  `${`${name}:`.padEnd(16)}${String(Math.floor(bytes / 1024)).padStart(8)} kB\n`;

/** The lines that areas and the roll-up share; `locked` in bytes. */
const usageLines = (usage: Usage, locked: number, rollup: boolean): string =>
  [
    line("Rss", usage.resident),
    line("Pss", usage.proportional),
    line("Pss_Dirty", usage.proportional),
    ...(rollup
      ? [
          line("Pss_Anon", usage.proportionalAnonymous),
          line("Pss_File", 0),
          line("Pss_Shmem", usage.proportional - usage.proportionalAnonymous),
        ]
      : []),
    line("Shared_Clean", 0),
    line("Shared_Dirty", usage.shared),
    line("Private_Clean", 0),
    line("Private_Dirty", usage.private),
    line("Referenced", usage.resident),
    line("Anonymous", usage.anonymous),
    ...["KSM", "LazyFree", "AnonHugePages", "ShmemPmdMapped", "FilePmdMapped"].map((name) => line(name, 0)),
    ...["Shared_Hugetlb", "Private_Hugetlb", "Swap", "SwapPss"].map((name) => line(name, 0)),
    line("Locked", locked),
  ].join("");

/** Two letters an attribute, in the order of the kernel's bits (show_smap_vma_flags). */
const flagLetters = (vma: Vma): string => {
  const mayWrite = (vma.maxProt & PROT_WRITE) !== 0;
  const letters: readonly (readonly [boolean, string])[] = [
    [(vma.prot & PROT_READ) !== 0, "rd"],
    [(vma.prot & PROT_WRITE) !== 0, "wr"],
    [(vma.prot & PROT_EXEC) !== 0, "ex"],
    [vma.isShared && mayWrite, "sh"],
    [(vma.maxProt & PROT_READ) !== 0, "mr"],
    [mayWrite, "mw"],
    [(vma.maxProt & PROT_EXEC) !== 0, "me"],
    [vma.isShared, "ms"],
    [vma.has(VMA.growsDown), "gd"],
    [vma.has(VMA.locked), "lo"],
    [vma.has(VMA.sequentialRead), "sr"],
    [vma.has(VMA.randomRead), "rr"],
    [vma.has(VMA.dontFork), "dc"],
    [vma.has(VMA.lockOnFault), "lf"],
    [vma.has(VMA.accounted), "ac"],
    [vma.has(VMA.noReserve), "nr"],
    [vma.has(VMA.wipeOnFork), "wf"],
    [vma.has(VMA.dontDump), "dd"],
    [vma.has(VMA.hugePage), "hg"],
    [vma.has(VMA.noHugePage), "nh"],
    [vma.has(VMA.mergeable), "mg"],
    [vma.has(VMA.sealed), "sl"],
  ];
  return letters.flatMap(([has, name]) => (has ? [`${name} `] : [])).join("");
};

const describeUsage = (space: AddressSpace, vma: Vma): string => {
  const usage = usageOf(space, vma.start, vma.end);
  return [
    `${describeArea(space, vma)}\n`,
    line("Size", vma.end - vma.start),
    line("KernelPageSize", 4096),
    line("MMUPageSize", 4096),
    usageLines(usage, vma.has(VMA.locked) ? usage.proportional : 0, false),
    "THPeligible:           0\n",
    `VmFlags: ${flagLetters(vma)}\n`,
  ].join("");
};

/** The whole of /proc/PID/smaps. */
export const describeSmaps = (space: AddressSpace): string => {
  let text = "";
  for (const vma of space.areas) text += describeUsage(space, vma);
  return text;
};

/** The whole of /proc/PID/smaps_rollup. */
export const describeSmapsRollup = (space: AddressSpace): string => {
  const areas = [...space.areas];
  const start = (areas[0]?.start ?? 0).toString(16).padStart(8, "0");
  const end = (areas.at(-1)?.end ?? 0).toString(16).padStart(8, "0");
  const locked = areas.reduce(
    (sum, vma) => sum + (vma.has(VMA.locked) ? usageOf(space, vma.start, vma.end).proportional : 0),
    0,
  );
  const head = `${start}-${end} ---p 00000000 00:00 0 `.padEnd(73);
  return `${head}[rollup]\n${usageLines(usageOf(space, 0, TASK_SIZE), locked, true)}`;
};
