/** Mutants of files/, as rows (source-mutant.ts). */
import type { SourceMutant } from "../source-mutant.ts";

export const filesSourceMutants: readonly SourceMutant[] = [];
