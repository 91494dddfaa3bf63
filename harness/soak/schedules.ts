/**
 * Every contract on the reference kernel under several schedules: the order of turns drawn from a seed, turns of some
 * length. The same schedule twice must give the same trace, byte for byte; other schedules the same lines, except where
 * the contract's header allows other outcomes, which must all be seen.
 *
 *     npm run check:schedules -- [filter…] --seeds 1 --seeds 2 --quanta 50
 */
import { createHash } from "node:crypto";
import yargs from "yargs";
import { hideBin } from "yargs/helpers";
import { MachinePool } from "../../reference-kernel/index.ts";
import { parseOutcomes, unseenOutcomes } from "../allows.ts";
import type { Answer } from "../targets/reference-run.ts";
import { isTooLong, observe, outcomeText, repeatCommand, secondOutcome } from "./outcome.ts";
import { buildPrograms } from "./programs.ts";

const given = yargs(hideBin(process.argv))
  .scriptName("npm run check:schedules --")
  .command("$0 [filter..]", "contracts under several schedules", (command) =>
    command.positional("filter", { type: "string", array: true, default: [] }),
  )
  .option("seeds", {
    type: "number",
    array: true,
    nargs: 1,
    default: [1, 2, 3],
    describe: "seeds of the order of turns",
  })
  .option("quanta", { type: "number", array: true, nargs: 1, default: [50, 20_000], describe: "instructions a turn" })
  .strict()
  .parseSync();

const pool = new MachinePool();
const programs = await buildPrograms((given as { filter?: string[] }).filter ?? []);
const schedules = given.quanta.flatMap((quantum) => given.seeds.map((seed) => ({ seed, quantum })));
const digest = (answer: Answer): string =>
  createHash("sha256").update(answer.trace.join("\n")).update(outcomeText(answer.observation)).digest("hex");

let wrong = 0;
let count = 0;
for (const [index, program] of programs.entries()) {
  if (process.stderr.isTTY) process.stderr.write(`\r${index + 1}/${programs.length} ${program.contract.name}\x1b[K`);
  const answer = observe(program, null, pool);
  const usual = answer.observation;
  const runs = [usual.lines];
  for (const schedule of schedules) {
    if (isTooLong(answer, schedule)) continue;
    const [first, again] = [observe(program, schedule, pool, true), observe(program, schedule, pool, true)];
    count += 2;
    runs.push(first.observation.lines);
    const second = secondOutcome(program.contract, usual, first.observation);
    const told = digest(first) === digest(again) ? second : "not the same bytes when run again";
    if (told === null) continue;
    wrong += 1;
    console.log(`${program.contract.name}, seed ${schedule.seed}, quantum ${schedule.quantum}: ${told}`);
    console.log(`  ${repeatCommand(program, schedule)}`);
  }
  for (const outcome of unseenOutcomes(parseOutcomes(program.contract), runs)) {
    wrong += 1;
    console.log(`${program.contract.name}: allowed, and not seen under any of these schedules: ${outcome}`);
  }
}
if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
console.log(
  `${programs.length} contracts under ${given.seeds.length} seeds and quanta of ${given.quanta.join(" and ")} instructions, ` +
    `each twice (${count} runs): ${wrong === 0 ? "the outcomes of their headers" : `${wrong} times not`}`,
);
process.exitCode = wrong === 0 ? 0 : 1;
