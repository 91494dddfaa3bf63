/** After a run: for every DIVERGE and FAIL, where the target went another way than Linux. Each program runs again, traced. */
import pLimit from "p-limit";
import { blamesContract } from "./classify.ts";
import type { Result } from "./model.ts";
import { compareTraces, type Diagnosis, diagnose } from "./report/diagnosis.ts";
import { diagnosisKey } from "./report/model.ts";
import { buildFound, type Plan, programOf } from "./run.ts";
import type { Target } from "./targets/target.ts";
import type { Trace } from "./trace/trace.ts";

/** Traces cost time: of more differing results than this only the first are looked into, which is said of the others. */
const most = 100;

/** By `diagnosisKey`. Targets that do not tell their system calls have none. */
export async function diagnoseResults(
  plan: Pick<Plan, "found" | "toolchain" | "oracle" | "targets" | "jobs" | "timeout" | "signal">,
  results: readonly Result[],
  onProgress: (name: string) => void = () => {},
): Promise<ReadonlyMap<string, Diagnosis>> {
  const limit = pLimit(plan.jobs);
  const bad = results.flatMap((result) => {
    const target = plan.targets.find((one) => one.name === result.target);
    const differs = (result.status === "DIVERGE" || result.status === "FAIL") && !blamesContract(result.reason);
    return differs && target?.trace !== undefined ? [{ result, target }] : [];
  });
  const found = await Promise.all(
    bad.map(({ result, target }, index) =>
      limit(async (): Promise<readonly [string, Diagnosis] | null> => {
        plan.signal?.throwIfAborted();
        if (index >= most) return [diagnosisKey(result), untraced];
        onProgress(result.contract);
        const diagnosis = await diagnoseOne(plan, result, target);
        return diagnosis === null ? null : [diagnosisKey(result), diagnosis];
      }),
    ),
  );
  return new Map(found.filter((item) => item !== null));
}

const untraced: Diagnosis = {
  notes: [`Not traced: only the first ${most} results that differ are.`],
  thread: "",
  rows: [],
  before: 0,
  behind: 0,
  state: null,
};

async function diagnoseOne(
  plan: Pick<Plan, "found" | "toolchain" | "oracle" | "timeout" | "signal">,
  result: Result,
  target: Target,
): Promise<Diagnosis | null> {
  const item = plan.found.find(({ contract }) => contract.name === result.contract);
  if (item === undefined) return null;
  const built = await buildFound(plan.toolchain, item, plan.signal);
  if (!built.ok) return null;
  const program = programOf(item, built.elf);
  const options = { timeout: plan.timeout, ...(plan.signal ? { signal: plan.signal } : {}) };
  const traceOf = (side: Target): Promise<Trace> =>
    side.trace?.(program, options) ?? Promise.resolve({ missing: "it does not tell its system calls" });
  const choice = await plan.oracle.choose(item.contract, built.elf);
  if (!("judge" in choice)) return null;
  const [linux, other] = await Promise.all([traceOf(choice.judge), traceOf(target)]);
  const comparison = compareTraces(linux, other, target.name);
  const state = (await target.state?.(program, options, comparison.stateAt)) ?? null;
  return diagnose(comparison, state);
}
