/**
 * The contracts' own test: each mutant of the reference kernel makes one mistake, and a contract must notice it. Only
 * contracts that pass on the kernel as it is count.
 */
import pLimit from "p-limit";
import type { Mutant } from "../../reference-kernel/mutants/index.ts";
import { classify } from "../classify.ts";
import type { Contract, Observation, Result } from "../model.ts";
import type { MutantKernels } from "../targets/reference.ts";
import type { Program, RunOptions } from "../targets/target.ts";

/** A contract that is built, and what Linux answered. */
export interface Subject {
  readonly contract: Contract;
  readonly program: Program;
  readonly linux: Observation;
}

export interface Noticed {
  readonly contract: string;
  readonly status: "FAIL" | "DIVERGE";
  /** The first key that differs, or why it failed. */
  readonly key: string;
}

export interface MutantResult {
  readonly mutant: Mutant;
  readonly noticedBy: readonly Noticed[];
}

export interface MutantRun {
  readonly results: readonly MutantResult[];
  /** Contracts that do not pass on the kernel as it is: they can notice nothing. */
  readonly unfit: readonly string[];
}

export interface MutantPlan {
  readonly mutants: readonly Mutant[];
  readonly subjects: readonly Subject[];
  readonly kernels: MutantKernels;
  readonly options: RunOptions;
  readonly jobs: number;
  readonly onProgress?: (done: number, total: number, id: string) => void;
}

export async function runMutants(plan: MutantPlan): Promise<MutantRun> {
  const limit = pLimit(plan.jobs);
  const judge = (mutant: Mutant | null, subject: Subject): Promise<Result> =>
    limit(async () => {
      plan.options.signal?.throwIfAborted();
      const observation = await plan.kernels.run(mutant?.id ?? null, subject.program, plan.options);
      const circumstances = { contract: subject.contract, target: "reference", known: [], release: "" };
      return classify(circumstances, [subject.linux], observation);
    });
  const healthy = await Promise.all(
    plan.subjects.map(async (subject) => (await judge(null, subject)).status === "PASS"),
  );
  const fit = plan.subjects.filter((_, index) => healthy[index]);
  let done = 0;
  const results = await Promise.all(
    plan.mutants.map(async (mutant): Promise<MutantResult> => {
      const covers = (subject: Subject): boolean =>
        subject.contract.covers.some((name) => (mutant.calls as readonly string[]).includes(name)) ||
        (mutant.behaviour !== null && subject.contract.behaviours.includes(mutant.behaviour));
      const look = async (subjects: readonly Subject[]): Promise<Noticed[]> =>
        (await Promise.all(subjects.map((subject) => judge(mutant, subject)))).flatMap(noticed);
      const near = await look(fit.filter(covers));
      const noticedBy = near.length > 0 ? near : await look(fit.filter((subject) => !covers(subject)));
      done += 1;
      plan.onProgress?.(done, plan.mutants.length, mutant.id);
      return { mutant, noticedBy };
    }),
  );
  const unfit = plan.subjects.filter((_, index) => !healthy[index]).map(({ contract }) => contract.name);
  return { results, unfit };
}

function noticed({ contract, status, reason, differences }: Result): readonly Noticed[] {
  if (status !== "FAIL" && status !== "DIVERGE") return [];
  return [{ contract, status, key: differences[0]?.key ?? reason ?? "" }];
}
