import { availableParallelism } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mutants, sourceMutants } from "../../reference-kernel/mutants/index.ts";
import { findContracts } from "../cli/run-command.ts";
import type { Contract } from "../model.ts";
import { openOracle } from "../oracle/oracle.ts";
import { recordsFolder } from "../paths.ts";
import { WorkerPool } from "../targets/worker-pool.ts";
import { findToolchain } from "../toolchain.ts";
import { mutantsMarkdown, mutantsReport } from "./report.ts";
import { type AnyMutant, inOrder, type MutantPlan, runMutants } from "./run.ts";
import { subjectsOf } from "./subjects.ts";
import type { MutantQuestion } from "./worker.ts";

const named = (name: string, behaviours: readonly string[], covers: readonly string[]): Contract =>
  ({ name, behaviours, covers, requires: [] }) as unknown as Contract;

const mutant = (id: string): AnyMutant => {
  const found = [...mutants, ...sourceMutants].find((one) => one.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};

describe("the order of contracts", () => {
  const contracts = [
    named("a.other", [], ["read"]),
    named("a.call", [], ["dup3"]),
    named("a.behaviour", ["B01"], []),
    named("a.second", [], []),
    named("a.first", [], []),
  ];

  it("puts named ones first, then those of the behaviour, then those of the calls", () => {
    const one = { ...mutant("dup3-cloexec-lost"), noticedBy: ["a.first", "a.second"] };
    const order = ["a.first", "a.second", "a.behaviour", "a.call", "a.other"];
    expect(inOrder(one, contracts).map(({ name }) => name)).toEqual(order);
  });
});

describe("a run", () => {
  const pool = new WorkerPool<MutantQuestion>({
    worker: new URL("./worker.ts", import.meta.url),
    size: Math.min(2, availableParallelism()),
  });
  let plan: Omit<MutantPlan, "mutants">;

  beforeAll(async () => {
    const toolchain = await findToolchain();
    const oracle = await openOracle("linux", { toolchain, records: recordsFolder, known: [] });
    const wanted = new Set(["fd.dup3_cloexec", "filesystem.relatime"]);
    const found = (await findContracts(null)).map(({ contract }) => contract);
    const options = { timeout: 10_000 };
    const contracts = found.filter(({ name }) => wanted.has(name));
    plan = { contracts, prepare: subjectsOf(toolchain, oracle, contracts, options), pool, options };
  }, 180_000);

  afterAll(() => pool.close());

  it("tells who notices mistakes of either form, who survives, and what is no mutant", async () => {
    const row = sourceMutants.find(({ id }) => id === "relatime-forgets-writes");
    if (row === undefined) throw new Error("no such row");
    const chosen = [mutant("dup3-cloexec-lost"), row, mutant("lseek-pipe-zero")];
    const report = mutantsReport(await runMutants({ ...plan, mutants: chosen }));
    expect(report.survivors).toEqual(["lseek-pipe-zero"]);
    const noticed = report.mutants.map(({ id, form, noticedBy }) => [id, form, noticedBy?.contract ?? null]);
    expect(noticed).toEqual([
      ["dup3-cloexec-lost", "wrap", "fd.dup3_cloexec"],
      ["lseek-pipe-zero", "wrap", null],
      ["relatime-forgets-writes", "text", "filesystem.relatime"],
    ]);
    expect(report.score).toBeCloseTo(2 / 3);
    expect(mutantsMarkdown(report)).toContain("| B03 | syscalls/read-write.ts | `lseek-pipe-zero` |");
  });
});
