/**
 * Random contracts under random schedules in one Node process, for a while: nothing may crash, no contract may have a
 * second outcome, and memory must not grow.
 *
 *     npm run soak -- --minutes 10 --seed 7
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import yargs from "yargs";
import { hideBin } from "yargs/helpers";
import { MachinePool } from "../../reference-kernel/index.ts";
import type { Schedule } from "../targets/reference-run.ts";
import { isTooLong, observe, repeatCommand, secondOutcome } from "./outcome.ts";
import { buildPrograms, type SoakProgram } from "./programs.ts";

/** MiB that the heap, and the process as a whole, may have grown by since every contract has run twice. */
const HEAP_BOUND = 32;
const PROCESS_BOUND = 192;
/** Programs that run between two looks at memory. */
const ROUND = 500;

const given = yargs(hideBin(process.argv))
  .scriptName("npm run soak --")
  .option("minutes", { type: "number", default: 0.5, describe: "how long, after every contract has run twice" })
  .option("seed", { type: "number", default: 1, describe: "seed of the choice of contracts and schedules" })
  .strict()
  .parseSync();

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** MiB in use, once what is not used any more has gone. */
function memory(): { heap: number; process: number } {
  collectGarbage();
  collectGarbage();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed / 2 ** 20, process: rss / 2 ** 20 };
}

/** Numbers that a seed decides (mulberry32). */
function chance(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

const below = chance(given.seed);
const quanta = [50, 61, 127, 500, 1_999, 20_000];
const drawSchedule = (): Schedule => ({ seed: below(1_000_000), quantum: quanta[below(quanta.length)] as number });

const programs = await buildPrograms([]);
const pool = new MachinePool();
const usual = new Map(programs.map((program) => [program, observe(program, null, pool)]));
let wrong = 0;
let runs = 0;

function look(program: SoakProgram, schedule: Schedule): void {
  const expected = usual.get(program);
  if (expected === undefined || isTooLong(expected, schedule)) return;
  const { observation } = observe(program, schedule, pool);
  runs += 1;
  const told = secondOutcome(program.contract, expected.observation, observation);
  if (told === null) return;
  wrong += 1;
  console.log(`${program.contract.name}, seed ${schedule.seed}, quantum ${schedule.quantum}: ${told}`);
  console.log(`  ${repeatCommand(program, schedule)}`);
}

for (const program of programs) look(program, drawSchedule());
const before = memory();
const text = ({ heap, process }: ReturnType<typeof memory>): string =>
  `heap ${heap.toFixed(0)} MiB, process ${process.toFixed(0)} MiB`;
console.log(`${programs.length} contracts, seed ${given.seed}, ${given.minutes} minutes; at the start ${text(before)}`);

const start = performance.now();
const end = start + given.minutes * 60_000;
let after = before;
let told = 0;
while (performance.now() < end) {
  for (let i = 0; i < ROUND && performance.now() < end; i++) {
    look(programs[below(programs.length)] as SoakProgram, drawSchedule());
  }
  after = memory();
  const minute = Math.floor((performance.now() - start) / 60_000);
  if (minute > told) console.log(`after ${minute} min: ${runs} runs, ${text(after)}`);
  told = minute;
}
after = memory();
const grown = after.heap - before.heap > HEAP_BOUND || after.process - before.process > PROCESS_BOUND;
console.log(`${runs} runs, ${wrong} with a second outcome; at the end ${text(after)}`);
if (grown) console.log(`memory grew by more than ${HEAP_BOUND} MiB of heap or ${PROCESS_BOUND} MiB in all`);
process.exitCode = wrong === 0 && !grown ? 0 : 1;
