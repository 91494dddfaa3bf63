/** docs/behaviours.md: each row of the list of behaviours, the contracts that show it, the mutants that get it wrong. */
import type { Mutant } from "../../reference-kernel/mutants/index.ts";
import type { Contract } from "../model.ts";
import { type Behaviour, behaviours } from "./behaviour-rows.ts";
import { table } from "./markdown.ts";

export interface BehaviourCoverage {
  readonly behaviour: Behaviour;
  readonly contracts: readonly Contract[];
  readonly mutants: readonly Pick<Mutant, "id" | "mistake">[];
}

export const coverageOfBehaviours = (
  contracts: readonly Contract[],
  mutants: readonly Pick<Mutant, "id" | "behaviour" | "mistake">[],
): readonly BehaviourCoverage[] =>
  behaviours.map((behaviour) => ({
    behaviour,
    contracts: contracts.filter((contract) => contract.behaviours.includes(behaviour.id)),
    mutants: mutants.filter((mutant) => mutant.behaviour === behaviour.id),
  }));

/** What a row lacks, in words; rows that have both a contract and a mutant are not told. */
export const gaps = (coverage: readonly BehaviourCoverage[]): readonly string[] =>
  coverage.flatMap(({ behaviour: { id }, contracts, mutants }) => [
    ...(contracts.length === 0 ? [`${id} has no contract`] : []),
    ...(mutants.length === 0 ? [`${id} has no mutant`] : []),
  ]);

const link = (contract: Contract): string => `[${contract.name}](../contracts/${contract.name.replace(".", "/")}.c)`;

export function behavioursDocument(coverage: readonly BehaviourCoverage[]): string {
  const rows = coverage.map(({ behaviour: { id, promise, mistake }, contracts, mutants }) => [
    id,
    promise,
    mistake,
    contracts.map(link).join("<br>") || "**none**",
    mutants.map((mutant) => `\`${mutant.id}\``).join("<br>") || "**none**",
  ]);
  return [
    "# Behaviours",
    "",
    "Made by `npm run documents`. What Linux does, how some kernel got it wrong, the contracts that show it, and the mutants",
    "of the reference kernel that make the mistake. `npm run contracts -- mutants` fails when one of them is not noticed.",
    "",
    table(["row", "what Linux does", "the mistake", "contracts", "mutants"], rows),
    "",
  ].join("\n");
}
