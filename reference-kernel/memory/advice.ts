/** madvise(2): what it does to areas and pages (mm/madvise.c). */
import { EACCES, EAGAIN, EFAULT, EINVAL, ENOMEM, EOPNOTSUPP } from "../abi/errors.ts";
import { MADV, PROT_READ, PROT_WRITE } from "../abi/mman.ts";
import type { AddressSpace } from "./address-space.ts";
import { FAULT_NO_MEMORY, READ, WRITE } from "./mmu.ts";
import { ENTRY_GUARD } from "./page-table.ts";
import { FRAME_SIZE } from "./physical.ts";
import { checkAdvice } from "./seal.ts";
import { VMA, type Vma } from "./vma.ts";

const HUGE_PAGE = 2 ** 21;

type Advise = (space: AddressSpace, vma: Vma, start: number, end: number) => void;

/** Sets and clears attributes; areas are split and joined. */
const attributes =
  (set: number, clear: number, check: (vma: Vma) => void = () => {}): Advise =>
  (space, vma, start, end) => {
    check(vma);
    try {
      space.areas.setFlags(start, end, set, clear);
    } catch (error) {
      // Too many areas are a passing trouble here (madvise_vma_behavior).
      throw error === ENOMEM ? EAGAIN : error;
    }
  };

const notLocked = (vma: Vma): void => {
  if (vma.has(VMA.locked)) throw EINVAL;
};

const drop: Advise = (space, _vma, start, end) => space.dropPages(start, end);

const anonymousOnly = (vma: Vma): void => {
  if (vma.backing !== null) throw EINVAL;
};

/** MADV_REMOVE: the file gets a hole there. */
const remove: Advise = (_space, vma, start, end) => {
  notLocked(vma);
  const { backing } = vma;
  if (backing === null) throw EINVAL;
  if (!vma.isShared || (vma.maxProt & PROT_WRITE) === 0) throw EACCES;
  if (backing.pages.punch === undefined) throw EOPNOTSUPP;
  backing.pages.punch(vma.pageIndex(start), vma.pageIndex(end));
};

/** Nothing is swapped here, so hints about reclaim have no effect beyond their checks. */
const none: Advise = () => {};

const populate =
  (access: typeof READ | typeof WRITE): Advise =>
  (space, vma, start, end) => {
    if ((vma.prot & (access === READ ? PROT_READ : PROT_WRITE)) === 0) throw EINVAL;
    for (let page = start; page < end; page += FRAME_SIZE) {
      const answer = space.translate(page, access);
      if (answer === FAULT_NO_MEMORY) throw ENOMEM;
      if (answer < 0) throw EFAULT;
    }
  };

/**
 * MADV_COLLAPSE: every aligned 2 MiB of private memory that has a page gets all of them (madvise_collapse). EINVAL for
 * areas without room for such a range, for empty ranges, and for files.
 */
const collapse: Advise = (space, vma, start, end) => {
  const fits = Math.ceil(vma.start / HUGE_PAGE) * HUGE_PAGE + HUGE_PAGE <= vma.end;
  if (vma.backing !== null || !fits) throw EINVAL;
  let sawEmpty = false;
  for (let huge = Math.ceil(start / HUGE_PAGE) * HUGE_PAGE; huge + HUGE_PAGE <= end; huge += HUGE_PAGE) {
    let present = 0;
    space.table.update(huge, huge + HUGE_PAGE, (entry) => {
      if (entry !== ENTRY_GUARD) present++;
      return entry;
    });
    if (present === 0) sawEmpty = true;
    else for (let page = huge; page < huge + HUGE_PAGE; page += FRAME_SIZE) space.makeOwn(vma, page);
  }
  if (sawEmpty) throw EINVAL;
};

const actions: Readonly<Record<number, Advise>> = {
  [MADV.NORMAL]: attributes(0, VMA.randomRead | VMA.sequentialRead),
  [MADV.RANDOM]: attributes(VMA.randomRead, VMA.sequentialRead),
  [MADV.SEQUENTIAL]: attributes(VMA.sequentialRead, VMA.randomRead),
  [MADV.WILLNEED]: none,
  [MADV.DONTNEED]: (space, vma, start, end) => {
    notLocked(vma);
    drop(space, vma, start, end);
  },
  [MADV.DONTNEED_LOCKED]: drop,
  [MADV.FREE]: (_space, vma) => {
    // The pages may be freed under pressure, of which there is none: they keep their bytes.
    notLocked(vma);
    anonymousOnly(vma);
  },
  [MADV.REMOVE]: remove,
  [MADV.DONTFORK]: attributes(VMA.dontFork, 0),
  [MADV.DOFORK]: attributes(0, VMA.dontFork),
  [MADV.MERGEABLE]: attributes(VMA.mergeable, 0),
  [MADV.UNMERGEABLE]: attributes(0, VMA.mergeable),
  [MADV.HUGEPAGE]: attributes(VMA.hugePage, VMA.noHugePage),
  [MADV.NOHUGEPAGE]: attributes(VMA.noHugePage, VMA.hugePage),
  [MADV.DONTDUMP]: attributes(VMA.dontDump, 0),
  [MADV.DODUMP]: attributes(0, VMA.dontDump),
  [MADV.WIPEONFORK]: attributes(VMA.wipeOnFork, 0, anonymousOnly),
  [MADV.KEEPONFORK]: attributes(0, VMA.wipeOnFork),
  [MADV.COLD]: (_space, vma) => notLocked(vma),
  [MADV.PAGEOUT]: (_space, vma) => notLocked(vma),
  [MADV.POPULATE_READ]: populate(READ),
  [MADV.POPULATE_WRITE]: populate(WRITE),
  [MADV.GUARD_INSTALL]: (space, vma, start, end) => {
    notLocked(vma);
    drop(space, vma, start, end);
    space.areas.startLineage(vma);
    for (let page = start; page < end; page += FRAME_SIZE) {
      if (!space.table.set(page, ENTRY_GUARD)) throw ENOMEM;
    }
  },
  [MADV.GUARD_REMOVE]: (space, _vma, start, end) => {
    space.table.update(start, end, (entry) => (entry === ENTRY_GUARD ? 0 : entry));
  },
  [MADV.COLLAPSE]: collapse,
};

/** Populating stops at a hole; every other advice goes on behind it and answers ENOMEM at the end. */
const stopsAtHole = (advice: number): boolean => advice === MADV.POPULATE_READ || advice === MADV.POPULATE_WRITE;

export const isKnownAdvice = (advice: number): boolean => actions[advice] !== undefined;

/**
 * Applies an advice to whole pages of [start, end).
 * @throws EINVAL for an advice that is unknown or does not fit an area, ENOMEM if there are holes, EACCES, EFAULT
 */
export const advise = (space: AddressSpace, start: number, end: number, advice: number): void => {
  const act = actions[advice];
  if (act === undefined) throw EINVAL;
  let cursor = start;
  let sawHole = false;
  for (const vma of space.areas.within(start, end)) {
    // An attribute change before may have joined this area to its neighbour.
    const from = Math.max(vma.start, cursor);
    const to = Math.min(vma.end, end);
    if (from > cursor) {
      sawHole = true;
      if (stopsAtHole(advice)) throw ENOMEM;
    }
    checkAdvice(vma, advice);
    if (from < to) act(space, vma, from, to);
    cursor = Math.max(cursor, to);
  }
  if (sawHole || cursor < end) throw ENOMEM;
};
