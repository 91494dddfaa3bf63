/** Mutants of memory/, as rows (source-mutant.ts). */
import type { SourceMutant } from "../source-mutant.ts";

export const memorySourceMutants: readonly SourceMutant[] = [
  {
    id: "null-page-can-be-mapped",
    behaviour: null,
    file: "memory/layout.ts",
    text: "MMAP_MIN_ADDRESS = 65536",
    by: "MMAP_MIN_ADDRESS = 0",
    mistake: "anybody may map the lowest pages (mmap_min_addr is 0)",
    noticedBy: ["vm.mmap_errors", "vm.map_fixed"],
  },
  {
    id: "heaps-never-random",
    behaviour: null,
    file: "memory/layout.ts",
    text: "  floor + random.below(GIB / FRAME_SIZE) * FRAME_SIZE;",
    by: "  floor + 0 * random.below(GIB / FRAME_SIZE);",
    mistake: "the heap begins right behind the program, whatever ADDR_NO_RANDOMIZE says",
    noticedBy: ["vm.personality_layout"],
  },
  {
    id: "dontfork-unnamed",
    behaviour: null,
    file: "memory/smaps.ts",
    text: '    [vma.has(VMA.dontFork), "dc"],',
    by: "",
    mistake: "VmFlags does not tell of MADV_DONTFORK",
    noticedBy: ["vm.vm_flags"],
  },
  {
    id: "remap-moves-unasked",
    behaviour: null,
    file: "memory/remap.ts",
    text: "    if ((flags & MREMAP_MAYMOVE) === 0) throw ENOMEM;",
    by: "",
    mistake: "mremap without MREMAP_MAYMOVE moves where it cannot grow in place",
    noticedBy: ["vm.mremap"],
  },
];
