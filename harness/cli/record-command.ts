/** `contracts oracle record [filter…]`: Linux's answers, written down (harness/oracle/records.ts). */
import { availableParallelism } from "node:os";
import { relative, resolve } from "node:path";
import pLimit from "p-limit";
import { type Found, select } from "../discover.ts";
import { UsageError } from "../errors.ts";
import type { Contract, Observation } from "../model.ts";
import { type OracleName, openOracle } from "../oracle/oracle.ts";
import { type Answer, answerOf, elfHash, writeRecords } from "../oracle/records.ts";
import { recordsFolder } from "../paths.ts";
import { buildContract } from "../run.ts";
import type { Program, Target } from "../targets/target.ts";
import { findToolchain } from "../toolchain.ts";
import { interruptible } from "./interrupt.ts";
import { progressLine } from "./progress.ts";
import { findContracts, readKnown } from "./run-command.ts";

export interface RecordArguments {
  readonly filters: readonly string[];
  readonly directory: string | null;
  readonly oracle: OracleName;
  readonly records: string | null;
  /** Seconds. */
  readonly timeout: number;
  readonly runs: number;
}

/** Answers 0 if every contract that could be asked was, else 1. */
export function recordCommand(options: RecordArguments): Promise<number> {
  return interruptible((signal) => record(options, signal));
}

interface Asked {
  readonly contract: Contract;
  readonly program: Program;
  readonly judge: Target;
}

async function record(options: RecordArguments, signal: AbortSignal): Promise<number> {
  if (options.oracle === "recorded") throw new UsageError("oracle record asks a live Linux: --oracle linux or uml");
  const all = await findContracts(options.directory);
  const found = select(all, options.filters);
  const records = resolve(options.records ?? recordsFolder);
  const toolchain = await findToolchain();
  const known = (await readKnown(options.directory)).known.divergences;
  const oracle = await openOracle(options.oracle, { toolchain, records, known, signal });
  const limit = pLimit(availableParallelism());
  const progress = progressLine(process.stderr, true);
  const trouble: string[] = [];
  const run = { timeout: options.timeout * 1000, signal };
  const choose = async ({ contract, broken }: Found): Promise<readonly Asked[]> => {
    const built = broken === null ? await buildContract(toolchain, contract, signal) : { ok: false, reason: broken };
    const choice = "elf" in built ? await oracle.choose(contract, built.elf) : built;
    if ("judge" in choice && "elf" in built) {
      return [
        {
          contract,
          judge: choice.judge,
          program: { name: contract.name, elf: built.elf, requires: contract.requires },
        },
      ];
    }
    trouble.push(`${contract.name}: ${"reason" in choice ? choice.reason : ""}`);
    return [];
  };
  const ask = async ({ program, judge }: Asked): Promise<readonly { judge: Target; answer: Answer }[]> => {
    const runs: Observation[] = [];
    while (runs.length < options.runs) runs.push(await judge.run(program, run));
    const bad = runs.find(({ exit }) => exit.kind !== "exited" && exit.kind !== "signaled");
    if (bad === undefined) {
      return [{ judge, answer: answerOf(program.name, toolchain.name, await elfHash(program.elf), runs) }];
    }
    trouble.push(`${program.name}: ${bad.exit.kind}`);
    return [];
  };
  try {
    const asked = (await Promise.all(found.map((item) => limit(choose, item)))).flat();
    const boxed = asked.filter(({ contract }) => oracle.isForBox(contract)).map(({ program }) => program);
    if (boxed.length > 0) oracle.prepare(Array.from({ length: options.runs }, () => boxed).flat(), run);
    let done = 0;
    const answers = await Promise.all(
      asked.map((item) =>
        limit(async () => {
          signal.throwIfAborted();
          const answer = await ask(item);
          progress.show(`${++done}/${asked.length} ${item.program.name}`);
          return answer;
        }),
      ),
    ).finally(() => progress.clear());
    const exists = new Set(all.map(({ contract }) => contract.name));
    for (const [judge, list] of Map.groupBy(answers.flat(), (item) => item.judge)) {
      const head = { schema: 1, oracle: judge.name === "uml" ? "uml" : "linux", release: judge.version } as const;
      const file = await writeRecords(records, { ...head, answers: list.map(({ answer }) => answer) }, (answer) =>
        exists.has(answer.contract),
      );
      process.stdout.write(
        `${list.length} answers of ${judge.name} ${judge.version}: ${relative(process.cwd(), file)}\n`,
      );
    }
    for (const line of trouble.toSorted()) process.stdout.write(`not recorded: ${line}\n`);
    return trouble.length === 0 ? 0 : 1;
  } finally {
    await oracle.close();
  }
}
