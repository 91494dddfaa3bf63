/**
 * The contracts' own test: each mutant of the reference kernel makes one mistake, and a contract must notice it. Only
 * contracts that pass on the kernel as it is count. The contracts that a mutant names run first, then those of its
 * behaviour and of its calls, then all others; the first that notices ends the search.
 */
import type { Mutant, SourceMutant } from "../../reference-kernel/mutants/index.ts";
import { parseOutcomes, unseenOutcomes } from "../allows.ts";
import { classify } from "../classify.ts";
import type { Contract, Observation, Result } from "../model.ts";
import { boxed } from "../requirements.ts";
import { questionOf } from "../targets/reference.ts";
import type { Program, RunOptions } from "../targets/target.ts";
import type { Ask, WorkerPool } from "../targets/worker-pool.ts";
import type { MutantQuestion } from "./worker.ts";

/** Either form: made from outside, or a row. */
export type AnyMutant = Mutant | SourceMutant;

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
  readonly mutant: AnyMutant;
  /** Null: it survives. */
  readonly noticed: Noticed | null;
  /** Why it is no mutant at all: its text is not there, what it names does not exist. */
  readonly broken: string | null;
  /** The contracts that it names, where none of them can be judged on this host: then it is no survivor either. */
  readonly unjudged: string | null;
}

export interface MutantRun {
  readonly results: readonly MutantResult[];
  /** Contracts that would have noticed something and do not pass on the kernel as it is, either: they do not count. */
  readonly unfit: readonly string[];
}

export interface MutantPlan {
  readonly mutants: readonly AnyMutant[];
  readonly contracts: readonly Contract[];
  /** Builds a contract and asks Linux, once; null where this host cannot. */
  readonly prepare: (contract: Contract) => Promise<Subject | null>;
  readonly pool: WorkerPool<MutantQuestion>;
  readonly options: RunOptions;
  readonly onProgress?: (done: number, total: number, id: string) => void;
}

/** A mutant that loops is to be told soon; contracts stay far below. */
const maxInstructions = 8_000_000;

export async function runMutants(plan: MutantPlan): Promise<MutantRun> {
  const unfit = new Set<string>();
  const fitness = new Map<Subject, Promise<boolean>>();
  const fits = (ask: Ask<MutantQuestion>, subject: Subject): Promise<boolean> => {
    const known =
      fitness.get(subject) ?? judge(plan, ask, null, subject).then(({ result }) => result.status === "PASS");
    fitness.set(subject, known);
    return known;
  };
  let done = 0;
  const results = await Promise.all(
    plan.mutants.map((mutant) =>
      plan.pool.use(async (ask): Promise<MutantResult> => {
        const outcome = await search(mutant, ask);
        done += 1;
        plan.onProgress?.(done, plan.mutants.length, mutant.id);
        return { mutant, ...outcome };
      }),
    ),
  );
  return { results, unfit: [...unfit].sort() };

  async function search(mutant: AnyMutant, ask: Ask<MutantQuestion>): Promise<Omit<MutantResult, "mutant">> {
    const unjudged = await unjudgedHints(mutant);
    if (unjudged !== null) return { noticed: null, broken: null, unjudged };
    for (const contract of inOrder(mutant, plan.contracts)) {
      plan.options.signal?.throwIfAborted();
      const subject = await plan.prepare(contract);
      if (subject === null) continue;
      const { result, broken } = await judge(plan, ask, mutant, subject);
      if (broken !== null) return { noticed: null, broken, unjudged };
      const noticed = noticedBy(result);
      if (noticed === null) continue;
      if (await fits(ask, subject)) return { noticed, broken: null, unjudged };
      unfit.add(contract.name);
    }
    return { noticed: null, broken: null, unjudged };
  }

  async function unjudgedHints({ noticedBy: hints = [] }: AnyMutant): Promise<string | null> {
    const named = plan.contracts.filter(({ name }) => hints.includes(name));
    if (named.length === 0) return null;
    for (const contract of named) if ((await plan.prepare(contract)) !== null) return null;
    return named.map(({ name }) => name).join(", ");
  }
}

/** Every contract, those that are most likely to notice first. */
export function inOrder(mutant: AnyMutant, contracts: readonly Contract[]): readonly Contract[] {
  const calls: readonly string[] = "calls" in mutant ? mutant.calls : [];
  const hints = mutant.noticedBy ?? [];
  const rank = (contract: Contract): number => {
    const hint = hints.indexOf(contract.name);
    if (hint >= 0) return hint;
    if (mutant.behaviour !== null && contract.behaviours.includes(mutant.behaviour)) return hints.length;
    // Whether the boxed Linux is needed at all is known only at the end.
    if (contract.requires.some((need) => boxed.has(need))) return hints.length + 3;
    return hints.length + (contract.covers.some((call) => calls.includes(call)) ? 1 : 2);
  };
  return contracts.toSorted((one, other) => rank(one) - rank(other));
}

async function judge(
  plan: MutantPlan,
  ask: Ask<MutantQuestion>,
  mutant: AnyMutant | null,
  { contract, program, linux }: Subject,
): Promise<{ readonly result: Result; readonly broken: string | null }> {
  const question = { ...(await questionOf(program, maxInstructions)), mutant: mutant?.id ?? null };
  const { observation, broken } = await ask(question, plan.options);
  const circumstances = { contract, target: "reference", known: [], release: "" };
  const result = classify(circumstances, [linux], observation);
  if (result.status !== "PASS" || contract.allows.length === 0) {
    return { result, broken: broken ?? unknownName(observation) };
  }
  return { result: { ...result, ...(await judgeOutcomes(plan, ask, question, contract)) }, broken: null };
}

/** Schedules over which a contract that allows several outcomes must show them all. */
const seeds = [1, 2, 3, 4, 5, 6];

/** A mistake can fix an order that Linux leaves open: each run is permitted, but some outcome never comes. */
async function judgeOutcomes(
  plan: MutantPlan,
  ask: Ask<MutantQuestion>,
  question: MutantQuestion,
  contract: Contract,
): Promise<Partial<Result>> {
  const runs: (readonly string[])[] = [];
  for (const seed of seeds) {
    const schedule = { seed, quantum: 20_000 };
    runs.push((await ask({ ...question, schedule }, plan.options)).observation.lines);
  }
  const [unseen] = unseenOutcomes(parseOutcomes(contract), runs);
  if (unseen === undefined) return {};
  return { status: "DIVERGE", reason: `never under ${seeds.length} schedules: ${unseen}` };
}

/** A replacement that names what its file does not have is no mistake that anybody makes. */
function unknownName({ exit }: Observation): string | null {
  return exit.kind === "crash" && exit.detail.startsWith("ReferenceError") ? exit.detail : null;
}

function noticedBy({ contract, status, reason, differences }: Result): Noticed | null {
  if (status !== "FAIL" && status !== "DIVERGE") return null;
  return { contract, status, key: differences[0]?.key ?? reason ?? "" };
}
