/** Runs a program on the kernel that its question names: as it is, with a mistake made from outside, or patched. */
import { mutants, sourceMutants } from "../../reference-kernel/mutants/index.ts";
import { type Answer, type KernelModule, runOnReference } from "../targets/reference-run.ts";
import { kernel, patchedKernel } from "./patched-kernels.ts";
import type { MutantQuestion } from "./worker.ts";

const pool = new kernel.MachinePool();

type Patched = { readonly id: string; readonly module: KernelModule; readonly pool: typeof pool };
/** A mutant is asked many times in a row. */
let last: Patched | null = null;

export async function answerMutant(question: MutantQuestion): Promise<Answer> {
  const row = sourceMutants.find(({ id }) => id === question.mutant);
  if (row === undefined) {
    const mutant = mutants.find(({ id }) => id === question.mutant) ?? null;
    return runOnReference(question, pool, { mutant });
  }
  if (last?.id !== row.id) {
    try {
      const module = await patchedKernel(row);
      // Where the mistake is not below the processor, the warm machines serve it, too.
      const shared = module.MachinePool === kernel.MachinePool;
      last = { id: row.id, module, pool: shared ? pool : new module.MachinePool() };
    } catch (error) {
      return broken(`${error instanceof Error ? error.message.split("\n")[0] : error}`);
    }
  }
  return runOnReference(question, last.pool, { kernel: last.module });
}

const broken = (why: string): Answer => ({
  observation: { lines: [], stderr: "", exit: { kind: "crash", detail: why }, unsupported: [], milliseconds: 0 },
  trace: [],
  state: null,
  broken: why,
});
