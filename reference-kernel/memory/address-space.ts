/**
 * A process's memory map (struct mm_struct): areas, page table, heap, stack. Threads share one, fork copies it.
 *
 * Demand paging, copy-on-write and stack growth happen in `translate`, which the processor and the user-memory
 * accessors ask; nothing else touches guest pages. The processor caches its answers, so whoever takes a right, a
 * mapping or a frame away here flushes those caches (and only then).
 *
 * Further operations of system calls live beside: remap.ts, advice.ts, residency.ts; maps.ts shows it in /proc.
 */
import { EACCES, EEXIST, EFAULT, EINVAL, ENOMEM } from "../abi/errors.ts";
import { PROT_EXEC, PROT_WRITE } from "../abi/mman.ts";
import { Gaps, startWithGap } from "./gaps.ts";
import { type Layout, LOW_END, LOW_START, MMAP_BOTTOM, MMAP_MIN_ADDRESS, STACK_GUARD_GAP } from "./layout.ts";
import { checkCommit, checkGrowth, lockedBytes, type MemoryLimits } from "./limits.ts";
import type { Mapper, MappingOwner, MappingSet } from "./mappable.ts";
import type { CachedSpace, MemorySystem } from "./memory-system.ts";
import {
  type Access,
  EXECUTE,
  FAULT_BEYOND_FILE,
  FAULT_NO_MEMORY,
  FAULT_PROTECTED,
  FAULT_UNMAPPED,
  type Mmu,
  READ,
  WRITE,
} from "./mmu.ts";
import { ENTRY_FILE, ENTRY_GUARD, ENTRY_SHARED, ENTRY_SHIFT, ENTRY_WRITE, PageTable } from "./page-table.ts";
import { FRAME_SIZE, inPageOf, type PhysicalMemory } from "./physical.ts";
import { TASK_SIZE } from "./user-memory.ts";
import { checkUnsealed, isAccountable, Lineage, MAX_MAP_COUNT, VMA, Vma, VmaList, type VmaParts } from "./vma.ts";

/** Of PR_SET_MDWE: what it set ends with execve and fork. */
const MDWE_NO_INHERIT = 2;

/** Pages of it may be one with pages of the same bytes elsewhere (vma_ksm_compatible). */
const isMergeable = (vma: Vma): boolean => !vma.isShared && (vma.maxProt & PROT_WRITE) !== 0;

/** Flushing more pages than this one by one costs more than flushing the space. */
const FLUSH_ONE_BY_ONE = 256;

/** Why an access is a fault, as signals need to know it; null when it is none (any more). */
export type FaultKind = "unmapped" | "protected" | "beyond-file" | "no-memory";

/** How strictly `address` is meant: MAP_FIXED replaces what is there, MAP_FIXED_NOREPLACE is EEXIST. */
export type Placement = "hint" | "fixed" | "no-replace";

/** Rounds up to whole pages; 0 beyond 2^64, as unsigned arithmetic does. */
export const pageAlign = (size: number): number => {
  const aligned = Math.ceil(size / FRAME_SIZE) * FRAME_SIZE;
  return aligned >= 2 ** 64 ? 0 : aligned;
};

export class AddressSpace implements Mmu, Mapper {
  readonly system: MemorySystem;
  readonly physical: PhysicalMemory;
  /** What the machine knows this space as. */
  readonly cached: CachedSpace;
  readonly layout: Layout;
  limits: MemoryLimits;

  /** The heap is [heapStart, heapEnd); brk(2) moves its end. */
  heapStart = 0;
  heapEnd = 0;
  /** Stack pointer at the program's start; names the [stack]. */
  stackStart = 0;
  /** Where the strings of argv and envp lie, for /proc/PID/cmdline and environ. */
  argStart = 0;
  argEnd = 0;
  envStart = 0;
  envEnd = 0;
  /** The auxiliary vector as it lies on the stack, for /proc/PID/auxv. */
  auxv: Uint8Array = new Uint8Array(0);
  /** The program, held open for /proc/PID/exe. */
  executable: MappingOwner | null = null;
  /** Flags that mlockall(MCL_FUTURE) gives to every new area: VMA.locked and VMA.lockOnFault. */
  futureLocks = 0;
  /** PR_SET_THP_DISABLE: whether large pages are not wanted, as PR_GET_THP_DISABLE answers it. There are none. */
  hugePagesOff = 0;
  /** The one protection key that a processor without them has was asked for. */
  isOutOfKeys = false;
  /** PR_SET_MEMORY_MERGE: every area that may be is offered to the merger of pages. */
  mergesAll = false;
  /** PR_SET_MDWE: what is writable never becomes executable. */
  executableIsFixed = 0;
  /** Most pages ever present (ru_maxrss). */
  peakPages = 0;

  /** @internal */ readonly areas: VmaList;
  /** @internal */ table: PageTable;
  readonly #gaps: Gaps;
  #users = 1;

  constructor(system: MemorySystem, layout: Layout, limits: MemoryLimits) {
    this.system = system;
    this.physical = system.physical;
    this.layout = layout;
    this.limits = limits;
    this.areas = new VmaList(
      (vma) => this.#attach(vma),
      (vma) => this.#detach(vma),
    );
    this.table = new PageTable(this.physical);
    this.#gaps = new Gaps(this.areas, layout.mmapBase);
    this.cached = system.cache.createSpace(this);
  }

  // --- lifetime --------------------------------------------------------------------------------------------------

  /** One more task uses it (CLONE_VM). */
  retain(): this {
    this.#users++;
    return this;
  }

  /** A task stops using it; the last one frees everything. */
  release(): void {
    if (--this.#users > 0) return;
    this.#clear(0, TASK_SIZE);
    this.system.cache.dropSpace(this.cached);
    this.executable?.release();
    this.executable = null;
  }

  /** How many tasks share it. */
  get users(): number {
    return this.#users;
  }

  /** A copy for a child process: frames are shared and copied when one side writes (dup_mmap). ENOMEM */
  fork(limits: MemoryLimits = this.limits): AddressSpace {
    if (!this.table.canFork) throw ENOMEM;
    const child = new AddressSpace(this.system, this.layout, limits);
    const { table, lostWrites } = this.table.fork();
    child.table = table;
    child.peakPages = table.present;
    child.inheritOptions(this);
    child.heapStart = this.heapStart;
    child.heapEnd = this.heapEnd;
    child.stackStart = this.stackStart;
    child.argStart = this.argStart;
    child.argEnd = this.argEnd;
    child.envStart = this.envStart;
    child.envEnd = this.envEnd;
    child.auxv = this.auxv;
    this.executable?.retain();
    child.executable = this.executable;
    for (const vma of this.areas) {
      const copy = new Vma(vma.start, vma.end, vma);
      copy.flags &= ~(VMA.locked | VMA.lockOnFault);
      if (vma.lineage !== null && !vma.has(VMA.wipeOnFork)) {
        copy.lineage = new Lineage();
        copy.isInherited = true;
      }
      if (vma.has(VMA.dontFork | VMA.wipeOnFork)) child.dropPages(vma.start, vma.end, () => true);
      if (!vma.has(VMA.dontFork)) child.areas.insert(copy);
    }
    if (lostWrites) this.system.cache.flushWrites(this.cached);
    return child;
  }

  /** What prctl(2) set outlives fork and execve (mmf_init_flags). */
  inheritOptions(from: AddressSpace): void {
    this.hugePagesOff = from.hugePagesOff;
    this.isOutOfKeys = from.isOutOfKeys;
    this.mergesAll = from.mergesAll;
    this.executableIsFixed = (from.executableIsFixed & MDWE_NO_INHERIT) === 0 ? from.executableIsFixed : 0;
  }

  /** PR_SET_MEMORY_MERGE: for all areas there are, and those to come. */
  mergeAll(merges: boolean): void {
    this.mergesAll = merges;
    for (const vma of [...this.areas]) {
      if (!isMergeable(vma)) continue;
      for (const part of this.areas.carve(vma.start, vma.end)) {
        part.flags = merges ? part.flags | VMA.mergeable : part.flags & ~VMA.mergeable;
      }
    }
    this.areas.merge(0, TASK_SIZE);
  }

  /** EACCES for rights that PR_SET_MDWE forbids an area that had `old` (map_deny_write_exec). */
  checkExecutable(old: number, wanted: number): void {
    if (this.executableIsFixed === 0 || (wanted & PROT_EXEC) === 0) return;
    if ((wanted & PROT_WRITE) !== 0 || (old & PROT_EXEC) === 0) throw EACCES;
  }

  // --- translation -----------------------------------------------------------------------------------------------

  translate(page: number, access: Access): number {
    const vma = this.areas.at(page) ?? this.growStack(page);
    if (vma === null) return FAULT_UNMAPPED;
    const { prot } = vma;
    if (access === WRITE ? (prot & PROT_WRITE) === 0 : access === EXECUTE ? (prot & PROT_EXEC) === 0 : prot === 0) {
      return FAULT_PROTECTED;
    }
    const entry = this.table.get(page);
    if (entry === ENTRY_GUARD) return FAULT_UNMAPPED;
    if (entry !== 0 && (access !== WRITE || (entry & ENTRY_WRITE) !== 0)) return (entry >>> ENTRY_SHIFT) * FRAME_SIZE;
    return this.#resolve(vma, page, access === WRITE, entry);
  }

  /** As `translate`, but whatever the rights of the mapping: what /proc/PID/mem sees (FOLL_FORCE). */
  translateForced(page: number, access: Access): number {
    const vma = this.areas.at(page);
    const entry = this.table.get(page);
    if (vma === null || entry === ENTRY_GUARD) return FAULT_UNMAPPED;
    const isWrite = access === WRITE;
    if (isWrite && vma.isShared && (vma.prot & PROT_WRITE) === 0) return FAULT_PROTECTED;
    if (entry !== 0 && (!isWrite || (entry & ENTRY_WRITE) !== 0)) return (entry >>> ENTRY_SHIFT) * FRAME_SIZE;
    return this.#resolve(vma, page, isWrite, entry);
  }

  peek(page: number): number {
    const vma = this.areas.at(page);
    const entry = this.table.get(page);
    if (vma === null || (vma.prot & PROT_EXEC) === 0 || entry === 0 || entry === ENTRY_GUARD) return FAULT_UNMAPPED;
    return (entry >>> ENTRY_SHIFT) * FRAME_SIZE;
  }

  /**
   * Offset in the machine's Memory of a byte that lies in a shared mapping: the same for all who map it (futex keys).
   * null in private memory; EFAULT where nothing is.
   */
  sharedByte(address: number): number | null {
    const inPage = inPageOf(address);
    const vma = this.areas.at(address - inPage);
    if (vma === null) throw EFAULT;
    if (!vma.isShared) return null;
    const frame = this.translate(address - inPage, (vma.prot & PROT_WRITE) !== 0 ? WRITE : READ);
    if (frame < 0) throw EFAULT;
    return frame + inPage;
  }

  /** Why an access to this address faults; null when it would succeed. */
  describeFault(address: number, access: Access): FaultKind | null {
    if (!(address >= 0 && address < TASK_SIZE)) return "unmapped";
    switch (this.translate(address - inPageOf(address), access)) {
      case FAULT_UNMAPPED:
        return "unmapped";
      case FAULT_PROTECTED:
        return "protected";
      case FAULT_BEYOND_FILE:
        return "beyond-file";
      case FAULT_NO_MEMORY:
        return "no-memory";
      default:
        return null;
    }
  }

  /** Brings in a page that is not there, or that may not be written in place yet (handle_mm_fault). */
  #resolve(vma: Vma, page: number, write: boolean, entry: number): number {
    this.system.minorFaults++;
    const { backing } = vma;
    if (backing !== null && (vma.isShared || entry === 0)) {
      const frame = backing.pages.page(vma.pageIndex(page), write && vma.isShared);
      if (frame === null) return FAULT_BEYOND_FILE;
      if (frame < 0) return FAULT_NO_MEMORY;
      if (vma.isShared) {
        const bits = ENTRY_FILE | ENTRY_SHARED | (write ? ENTRY_WRITE : 0);
        this.physical.retain(frame);
        return this.#enter(page, entry, frame, bits);
      }
      if (!write) {
        this.physical.retain(frame);
        return this.#enter(page, entry, frame, ENTRY_FILE);
      }
      this.areas.startLineage(vma);
      return this.#enter(page, entry, this.physical.copyFrame(frame), ENTRY_WRITE);
    }
    if (entry === 0 && !write) {
      this.physical.retain(this.system.zeroFrame);
      return this.#enter(page, entry, this.system.zeroFrame, 0);
    }
    this.areas.startLineage(vma);
    const old = entry >>> ENTRY_SHIFT;
    if (entry === 0 || old === this.system.zeroFrame) {
      return this.#enter(page, entry, this.physical.allocFrame(), ENTRY_WRITE);
    }
    if ((entry & ENTRY_FILE) === 0 && this.physical.references(old) === 1) {
      this.table.set(page, entry | ENTRY_WRITE);
      return old * FRAME_SIZE;
    }
    return this.#enter(page, entry, this.physical.copyFrame(old), ENTRY_WRITE);
  }

  /** Gives a private page a frame of its own, whatever the rights. ENOMEM when there is none. */
  makeOwn(vma: Vma, page: number): void {
    const entry = this.table.get(page);
    if (entry === ENTRY_GUARD || (entry & ENTRY_WRITE) !== 0) return;
    if (this.#resolve(vma, page, true, entry) === FAULT_NO_MEMORY) throw ENOMEM;
  }

  /** Puts `frame` (whose reference is given over) in place of what `entry` says; -1 is "out of frames". */
  #enter(page: number, entry: number, frame: number, bits: number): number {
    if (frame < 0) return FAULT_NO_MEMORY;
    if (!this.table.set(page, (frame << ENTRY_SHIFT) | bits)) {
      this.physical.release(frame);
      return FAULT_NO_MEMORY;
    }
    if (entry !== 0) {
      const old = entry >>> ENTRY_SHIFT;
      if (old !== frame) this.system.cache.flushPages(this.cached, page, FRAME_SIZE);
      this.physical.release(old);
    } else if (this.table.present > this.peakPages) this.peakPages = this.table.present;
    return frame * FRAME_SIZE;
  }

  /** Extends the stack down to `page` if the area above grows down and its limit and gap allow (expand_downwards). */
  growStack(page: number): Vma | null {
    const index = this.areas.indexAfter(page);
    const vma = this.areas.get(index);
    if (vma === undefined || !vma.has(VMA.growsDown) || page < MMAP_MIN_ADDRESS) return null;
    const below = this.areas.get(index - 1);
    if (below !== undefined && !below.has(VMA.growsDown) && below.prot !== 0 && page - below.end < STACK_GUARD_GAP) {
      return null;
    }
    if (vma.end - page > this.limits.stack) return null;
    const growth = vma.start - page;
    if (this.totalBytes() + growth > this.limits.addressSpace) return null;
    if (vma.has(VMA.locked) && lockedBytes(this) + growth > this.limits.locked) return null;
    this.areas.extendDown(vma, page);
    this.areas.startLineage(vma);
    return vma;
  }

  // --- mapping ---------------------------------------------------------------------------------------------------

  /**
   * The address at which a mapping of `length` bytes (whole pages) would lie (get_unmapped_area). A hint that is free
   * is taken; `low` asks for the first 2 GiB (MAP_32BIT).
   * @throws EINVAL, ENOMEM, EEXIST
   */
  findAddress(hint: number, length: number, placement: Placement, low = false): number {
    if (length > TASK_SIZE) throw ENOMEM;
    if (placement !== "hint") {
      if (hint > TASK_SIZE - length) throw ENOMEM;
      if (inPageOf(hint) !== 0) throw EINVAL;
      if (placement === "no-replace" && this.areas.within(hint, hint + length).length > 0) throw EEXIST;
      return hint;
    }
    let wanted = hint - inPageOf(hint);
    if (wanted !== 0 && wanted < MMAP_MIN_ADDRESS) wanted = MMAP_MIN_ADDRESS;
    if (wanted !== 0 && wanted <= (low ? LOW_END : TASK_SIZE) - length) {
      const next = this.areas.get(this.areas.indexAfter(wanted));
      if (next === undefined || wanted + length <= startWithGap(next)) return wanted;
    }
    const found = low
      ? this.#gaps.upwards(LOW_START, LOW_END, length)
      : (this.#gaps.downwards(length) ?? this.#gaps.upwards(MMAP_BOTTOM, TASK_SIZE, length));
    if (found === null) throw ENOMEM;
    return found;
  }

  /**
   * Maps [start, start + length), whole pages, in place of whatever is there (mmap_region).
   * @throws ENOMEM beyond RLIMIT_AS or RLIMIT_DATA, the count of areas, or what the machine could ever hold
   */
  mapAt(start: number, length: number, parts: VmaParts): void {
    const end = start + length;
    const replaced = this.areas.within(start, end);
    if (this.areas.count - replaced.length > MAX_MAP_COUNT) throw ENOMEM;
    const given = replaced.reduce((sum, vma) => sum + Math.min(vma.end, end) - Math.max(vma.start, start), 0);
    checkGrowth(this, length - given, parts);
    checkCommit(this, length, parts);
    this.unmap(start, end);
    const vma = new Vma(start, end, parts);
    if (this.mergesAll && isMergeable(vma)) vma.flags |= VMA.mergeable;
    if (isAccountable(parts)) vma.flags |= VMA.accounted;
    this.areas.insert(vma);
    this.areas.merge(start, end);
  }

  /**
   * Unmaps whole pages of [start, end); areas that stick out are cut (do_vmi_munmap). ENOMEM past the count of areas,
   * EPERM where one is sealed.
   */
  unmap(start: number, end: number): void {
    for (const vma of this.areas.within(start, end)) checkUnsealed(vma);
    this.#clear(start, end);
  }

  #clear(start: number, end: number): void {
    this.areas.clear(start, end);
    this.dropPages(start, end, () => true);
  }

  /** Brings in every page of [start, end) as far as it goes; false at the first that cannot be (populate_vma_page_range). */
  populate(start: number, end: number): boolean {
    for (let page = start; page < end; page += FRAME_SIZE) {
      const vma = this.areas.at(page);
      if (vma === null) return false;
      const write = !vma.isShared && (vma.prot & PROT_WRITE) !== 0;
      if (this.translate(page, write ? WRITE : READ) < 0) return false;
    }
    return true;
  }

  /** Bytes of all areas (VmSize). */
  totalBytes(): number {
    return this.areas.total;
  }

  // --- pages -----------------------------------------------------------------------------------------------------

  /** @internal Forgets the pages of [start, end) whose entries `filter` accepts: all but guards. The areas stay. */
  dropPages(start: number, end: number, filter = (entry: number): boolean => entry !== ENTRY_GUARD): void {
    const frames: number[] = [];
    let low = end;
    let high = start;
    this.table.update(start, end, (entry, address) => {
      if (!filter(entry)) return entry;
      if (entry === ENTRY_GUARD) return 0;
      frames.push(entry >>> ENTRY_SHIFT);
      if (address < low) low = address;
      if (address >= high) high = address + FRAME_SIZE;
      return 0;
    });
    if (frames.length === 0) return;
    this.flush(low, high);
    for (const frame of frames) this.physical.release(frame);
  }

  dropFilePages(set: MappingSet, first: number, end: number, evenCopies: boolean): void {
    for (const vma of this.areas) {
      if (vma.backing?.pages.mappings !== set) continue;
      const base = vma.start - vma.offset;
      const from = Math.max(vma.start, base + first * FRAME_SIZE);
      const to = Math.min(vma.end, base + end * FRAME_SIZE);
      if (from < to) this.dropPages(from, to, evenCopies ? undefined : (entry) => (entry & ENTRY_FILE) !== 0);
    }
  }

  /** @internal Makes the processor forget its translations of [start, end). */
  flush(start: number, end: number): void {
    const { cache } = this.system;
    if ((end - start) / FRAME_SIZE > FLUSH_ONE_BY_ONE) cache.flushSpace(this.cached);
    else cache.flushPages(this.cached, start, end - start);
  }

  /** @internal The same, of what is there. */
  flushPresent(start: number, end: number): void {
    let low = end;
    let high = start;
    this.table.update(start, end, (entry, address) => {
      if (address < low) low = address;
      if (address >= high) high = address + FRAME_SIZE;
      return entry;
    });
    if (low < high) this.flush(low, high);
  }

  #attach(vma: Vma): void {
    if (vma.backing === null) return;
    vma.backing.owner.retain();
    const { mappings } = vma.backing.pages;
    mappings.add(this);
    if (vma.isShared && (vma.maxProt & PROT_WRITE) !== 0) mappings.writable++;
  }

  #detach(vma: Vma): void {
    if (vma.backing === null) return;
    const { mappings } = vma.backing.pages;
    mappings.remove(this);
    if (vma.isShared && (vma.maxProt & PROT_WRITE) !== 0) mappings.writable--;
    vma.backing.owner.release();
  }
}
