/**
 * A mutant as a row of a table: one file of the kernel with one text replaced. It reaches what no call and no method
 * shows from outside. The kernel's folder as it lies on the disk is never touched: whoever loads the patched kernel
 * replaces the text on the way (harness/mutants/patched-kernels.ts).
 */
export interface SourceMutant {
  /** Kebab case, unique among all mutants: "atime-beside-the-clock". */
  readonly id: string;
  /** Row of the list of behaviours ("B43"); null for mistakes beyond it. */
  readonly behaviour: string | null;
  /** The file, from the kernel's folder: "fs/time.ts". */
  readonly file: string;
  /** The right text, as it stands in the file, there once. */
  readonly text: string;
  /** What stands there instead. */
  readonly by: string;
  /** The mistake, one sentence. */
  readonly mistake: string;
  /** Contracts that notice, the surest first: they run first, and the first that notices ends the search. */
  readonly noticedBy: readonly string[];
}

/** The file's text with the mistake. Throws an Error of one clear line where the right text is not there once. */
export function patched(mutant: Pick<SourceMutant, "id" | "file" | "text" | "by">, source: string): string {
  const times = source.split(mutant.text).length - 1;
  if (times !== 1) {
    const line = mutant.text.split("\n")[0] ?? "";
    throw new Error(`mutant ${mutant.id}: its text occurs ${times} times in ${mutant.file}, not once: ${line}`);
  }
  return source.replace(mutant.text, () => mutant.by);
}
