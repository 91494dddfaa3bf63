/** Mutants of net/, as rows (source-mutant.ts). */
import type { SourceMutant } from "../source-mutant.ts";

export const netSourceMutants: readonly SourceMutant[] = [];
