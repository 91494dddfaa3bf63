/** How much memory an area has in frames, and whose it is: what /proc/PID/status and smaps add up (smaps_account). */
import type { AddressSpace } from "./address-space.ts";
import { ENTRY_FILE, ENTRY_GUARD, ENTRY_SHIFT } from "./page-table.ts";
import { FRAME_SIZE } from "./physical.ts";

/** All in bytes. Every file here lives in memory, so its pages are always dirty. */
export interface Usage {
  /** Pages in frames; the frame of zeros does not count. */
  resident: number;
  /** Each page divided by how many map it. */
  proportional: number;
  /** Pages that others map too. */
  shared: number;
  private: number;
  /** Pages that belong to no file. */
  anonymous: number;
  proportionalAnonymous: number;
}

/** The usage of [start, end). */
export const usageOf = (space: AddressSpace, start: number, end: number): Usage => {
  const usage = { resident: 0, proportional: 0, shared: 0, private: 0, anonymous: 0, proportionalAnonymous: 0 };
  const { physical, system } = space;
  space.table.update(start, end, (entry) => {
    const frame = entry >>> ENTRY_SHIFT;
    if (entry === ENTRY_GUARD || frame === system.zeroFrame) return entry;
    const isFile = (entry & ENTRY_FILE) !== 0;
    // A file holds its own pages besides those who map them.
    const mappers = Math.max(1, physical.references(frame) - (isFile ? 1 : 0));
    usage.resident += FRAME_SIZE;
    usage.proportional += FRAME_SIZE / mappers;
    if (mappers > 1) usage.shared += FRAME_SIZE;
    else usage.private += FRAME_SIZE;
    if (!isFile) {
      usage.anonymous += FRAME_SIZE;
      usage.proportionalAnonymous += FRAME_SIZE / mappers;
    }
    return entry;
  });
  return usage;
};
