/** What a contract showed under one schedule, and whether that is the outcome it has under every schedule. */
import { keyLines } from "../align.ts";
import { isPermitted, parseOutcomes } from "../allows.ts";
import type { Contract, Observation } from "../model.ts";
import { type Answer, runOnReference, type Schedule } from "../targets/reference-run.ts";
import type { SoakProgram } from "./programs.ts";

type Pool = Parameters<typeof runOnReference>[1];

/** Bounds what never ends; with a quantum of 50, contracts stay far below. */
const maxInstructions = 2_000_000_000;

/** Contracts that execute more are served in longer turns only: with short ones they would take minutes. */
const LONG = 100_000_000;
const SHORT_TURN = 10_000;

export const isTooLong = ({ instructions = 0 }: Answer, { quantum }: Schedule): boolean =>
  instructions > LONG && quantum < SHORT_TURN;

/** Runs a contract under a schedule; null for the usual one, the one of `npm run contracts`. */
export function observe(program: SoakProgram, schedule: Schedule | null, pool: Pool, trace = false): Answer {
  const question = {
    elf: program.elf,
    maxInstructions,
    machine: program.contract.requires.includes("real-root"),
    cgroups: program.contract.requires.includes("cgroups"),
    idRange: program.contract.requires.includes("id-range"),
    trace,
    stateAt: null,
    ...(schedule === null ? {} : { schedule }),
  };
  return runOnReference(question, pool);
}

/** All that counts of an observation, as text: the same text is the same outcome. */
export function outcomeText({ lines, exit, unsupported }: Observation): string {
  return [...lines, JSON.stringify(exit), ...unsupported.map((name) => `unsupported: ${name}`)].join("\n");
}

/**
 * Why `seen` is a second outcome, beside `usual`; null where it is none. Lines that the contract's `Allows:` names may
 * differ, as long as they are together one of the permitted outcomes.
 */
export function secondOutcome(contract: Contract, usual: Observation, seen: Observation): string | null {
  const outcomes = parseOutcomes(contract);
  if (!isPermitted(outcomes, seen.lines)) return `an outcome that the header does not allow:\n${outcomeText(seen)}`;
  const free = new Set(outcomes.flatMap((outcome) => [...outcome.keys()]));
  const [expected, answered] = [usual, seen].map((observation) =>
    outcomeText({
      ...observation,
      lines: observation.lines.filter((line) => !keyLines([line]).some(({ key }) => free.has(key))),
    }),
  );
  return expected === answered ? null : firstDifference(expected ?? "", answered ?? "");
}

function firstDifference(expected: string, answered: string): string {
  const [usual, seen] = [expected.split("\n"), answered.split("\n")];
  const at = usual.findIndex((line, index) => line !== seen[index]);
  const index = at < 0 ? usual.length : at;
  return `usual: ${usual[index] ?? "(nothing)"}, now: ${seen[index] ?? "(nothing)"}`;
}

/** The command that shows it again. */
export const repeatCommand = ({ contract }: SoakProgram, { seed, quantum }: Schedule): string =>
  `npm run check:schedules -- ${contract.name} --seeds ${seed} --quanta ${quantum}`;
