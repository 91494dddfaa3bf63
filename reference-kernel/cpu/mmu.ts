/** The processor's side of address translation: what it asks of the current address space. */

/** What an access wants of a page. */
export const ACCESS = { read: 0, write: 1, execute: 2 } as const;
export type Access = (typeof ACCESS)[keyof typeof ACCESS];

/** Answers of `Mmu.translate` when the access is a real fault. They become bit 0 of the page fault's error code. */
export const NOT_PRESENT = -1;
export const PROTECTION = -2;

export interface Mmu {
  /**
   * Resolves demand-zero, copy-on-write, stack growth and so on for one page.
   * @param page address of the page, a multiple of 4096 below 2^47
   * @returns byte offset of its frame in the Memory, or NOT_PRESENT or PROTECTION.
   * Write is granted only when asked for: what `read` returned is entered in the read TLB alone.
   */
  translate(page: number, access: Access): number;
}
