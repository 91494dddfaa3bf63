/**
 * Random sequences of system calls on Linux and on the reference kernel, results compared. A
 * difference is shrunk to the shortest sequence that shows it, and printed as the start of a contract.
 *
 *     npm run check:sequences -- --family events --sequences 10000 --calls 30 --seed 1
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import pLimit from "p-limit";
import yargs from "yargs";
import { hideBin } from "yargs/helpers";
import { build } from "../build.ts";
import { linuxTarget } from "../targets/linux.ts";
import { referenceTarget } from "../targets/reference.ts";
import { findToolchain } from "../toolchain.ts";
import { type Call, type Family, families, sequences, textOf } from "./calls.ts";
import { asContract } from "./contract.ts";
import { runSequences } from "./run.ts";

const BATCH = 200;
const options = { timeout: 60_000 };

const given = yargs(hideBin(process.argv))
  .scriptName("npm run check:sequences --")
  .option("family", {
    choices: Object.keys(families) as Family[],
    default: "events" as Family,
    describe: "which calls",
  })
  .option("sequences", { type: "number", default: 1000, describe: "how many sequences" })
  .option("calls", { type: "number", default: 30, describe: "calls in each, at most" })
  .option("seed", { type: "number", default: 1, describe: "seed of the sequences" })
  .strict()
  .parseSync();

const toolchain = await findToolchain();
const built = await build(toolchain, { file: join(import.meta.dirname, "interpreter.c"), includes: [] });
if (!built.ok) {
  console.error(built.message);
  process.exit(2);
}
const folder = await mkdtemp(join(tmpdir(), "sequences-"));
const interpreter = { elf: built.elf, folder };
const linux = await linuxTarget(toolchain);
const reference = referenceTarget();
try {
  process.exitCode = await check();
} finally {
  await reference.close();
  await rm(folder, { recursive: true, force: true });
}

async function bothAnswers(list: readonly (readonly Call[])[]) {
  const [expected, answered] = await Promise.all([
    runSequences(interpreter, linux, list, options),
    runSequences(interpreter, reference, list, options),
  ]);
  return { expected, answered };
}

async function check(): Promise<number> {
  const arbitrary = sequences(given.family, given.calls);
  const all = fc.sample(arbitrary, { seed: given.seed, numRuns: given.sequences });
  const limit = pLimit(1);
  const unsteady: number[] = [];
  for (let start = 0; start < all.length; start += BATCH) {
    const batch = all.slice(start, start + BATCH);
    const { expected, answered } = await limit(() => bothAnswers(batch));
    for (const wrong of differing(expected, answered)) {
      if (await isUnsteady(batch, wrong, answered[wrong] ?? [])) unsteady.push(start + wrong);
      else return await explain(arbitrary, start + wrong, expected[wrong] ?? [], answered[wrong] ?? []);
    }
    if (process.stderr.isTTY) process.stderr.write(`\r${start + batch.length}/${all.length} sequences`);
  }
  if (process.stderr.isTTY) process.stderr.write("\n");
  console.log(
    `${given.family}: ${all.length} sequences of up to ${given.calls} calls, seed ${given.seed}: no difference`,
  );
  if (unsteady.length === 0) return 0;
  console.log(`not judged, since Linux answered otherwise when it was asked again: ${unsteady.join(", ")}`);
  return unsteady.length <= all.length / 1000 ? 0 : 1;
}

/** Numbers of the sequences of a batch whose answers differ. */
function differing(expected: readonly (readonly string[])[], answered: readonly (readonly string[])[]): number[] {
  return answered.flatMap((lines, index) => (expected[index]?.join("\n") === lines.join("\n") ? [] : [index]));
}

/** Asked again, Linux agrees with the reference: what it said before came from how its threads happened to run. */
async function isUnsteady(
  batch: readonly (readonly Call[])[],
  index: number,
  said: readonly string[],
): Promise<boolean> {
  const { expected } = await bothAnswers(batch);
  return expected[index]?.join("\n") === said.join("\n");
}

/** Shrinks the sequence that differs, one run at a time. */
async function explain(
  arbitrary: fc.Arbitrary<Call[]>,
  index: number,
  linuxSaid: readonly string[],
  referenceSaid: readonly string[],
): Promise<number> {
  const differs = async (calls: readonly Call[]): Promise<boolean> => {
    const { expected, answered } = await bothAnswers([calls]);
    return expected[0]?.join("\n") !== answered[0]?.join("\n");
  };
  const property = fc.asyncProperty(arbitrary, async (calls) => !(await differs(calls)));
  const outcome = await fc.check(property, { seed: given.seed, path: String(index), numRuns: 1 });
  const calls = outcome.counterexample?.[0];
  if (calls === undefined) {
    console.log(`sequence ${index} (seed ${given.seed}) differs among others, but not alone`);
    compare(linuxSaid, referenceSaid);
    return 1;
  }
  const { expected, answered } = await bothAnswers([calls]);
  console.log(
    `sequence ${index} of seed ${given.seed} differs; the shortest that does, after ${outcome.numShrinks} steps:\n`,
  );
  console.log(textOf(calls));
  compare(expected[0] ?? [], answered[0] ?? []);
  console.log(`\nAs a contract:\n\n${asContract(calls, expected[0] ?? [])}`);
  return 1;
}

function compare(linuxSaid: readonly string[], referenceSaid: readonly string[]): void {
  for (let i = 0; i < Math.max(linuxSaid.length, referenceSaid.length); i++) {
    const [one, other] = [linuxSaid[i] ?? "(nothing)", referenceSaid[i] ?? "(nothing)"];
    console.log(one === other ? `    ${one}` : `  linux     ${one}\n  reference ${other}`);
  }
}
