/** /proc/PID/maps: a line an area (show_map_vma). */
import { PROT_EXEC, PROT_READ, PROT_WRITE } from "../abi/mman.ts";
import type { AddressSpace } from "./address-space.ts";
import type { Vma } from "./vma.ts";

/** Where names begin. */
const NAME_COLUMN = 73;

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");

/** "[heap]", "[stack]", the file's path, or "" (get_vma_name). */
export const areaName = (space: AddressSpace, vma: Vma): string => {
  if (vma.backing !== null) return vma.backing.pages.describe();
  if (vma.start < space.heapEnd && vma.end > space.heapStart) return "[heap]";
  if (vma.start <= space.stackStart && vma.end >= space.stackStart) return "[stack]";
  return "";
};

/** One line without its newline. Device numbers are as stat(2) encodes them. */
export const describeArea = (space: AddressSpace, vma: Vma): string => {
  const { prot, backing } = vma;
  const rights = [
    (prot & PROT_READ) !== 0 ? "r" : "-",
    (prot & PROT_WRITE) !== 0 ? "w" : "-",
    (prot & PROT_EXEC) !== 0 ? "x" : "-",
    vma.isShared ? "s" : "p",
  ].join("");
  const device = backing?.pages.device ?? 0;
  const major = (device >>> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >>> 12) & 0xfff00);
  const offset = backing === null ? 0 : vma.offset;
  const range = `${hex(vma.start, 8)}-${hex(vma.end, 8)}`;
  const line = `${range} ${rights} ${hex(offset, 8)} ${hex(major, 2)}:${hex(minor, 2)} ${backing?.pages.inode ?? 0} `;
  const name = areaName(space, vma);
  return name === "" ? line : line.padEnd(NAME_COLUMN) + name.replaceAll("\n", "\\012");
};

/** The whole file. */
export const describeMaps = (space: AddressSpace): string => {
  let text = "";
  for (const vma of space.areas) text += `${describeArea(space, vma)}\n`;
  return text;
};
