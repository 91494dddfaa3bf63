/** What the processor and the user-memory accessors ask of an address space. */

export const READ = 0;
export const WRITE = 1;
export const EXECUTE = 2;
export type Access = typeof READ | typeof WRITE | typeof EXECUTE;

/** Answers of `translate` that are not a frame: why the access is a fault. Negative. */
export const FAULT_UNMAPPED = -1; // SIGSEGV, SEGV_MAPERR
export const FAULT_PROTECTED = -2; // SIGSEGV, SEGV_ACCERR
export const FAULT_BEYOND_FILE = -3; // SIGBUS, BUS_ADRERR
export const FAULT_NO_MEMORY = -4; // out of frames

export interface Mmu {
  /**
   * Byte offset in the machine's Memory of the frame behind the page at `pageAddress` (a multiple of 4096 below 2^47),
   * after resolving what can be resolved (demand zero, copy on write, stack growth, file pages), or a FAULT_* number.
   * The frame may be cached for this kind of access until the owner flushes it.
   */
  translate(pageAddress: number, access: Access): number;
  /** The same for executing, but only if nothing has to be resolved for it: otherwise a negative number. */
  peek?(pageAddress: number): number;
}
