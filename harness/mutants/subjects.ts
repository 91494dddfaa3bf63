/** Contracts as subjects of mutants: each is built, and Linux asked, when it is first wanted. */
import type { Contract } from "../model.ts";
import { unmet } from "../requirements.ts";
import { buildContract } from "../run.ts";
import type { RunOptions, Target } from "../targets/target.ts";
import type { Toolchain } from "../toolchain.ts";
import type { Subject } from "./run.ts";

export function subjectsOf(
  toolchain: Toolchain,
  oracle: Target,
  options: RunOptions,
): (contract: Contract) => Promise<Subject | null> {
  const known = new Map<Contract, Promise<Subject | null>>();
  const prepare = async (contract: Contract): Promise<Subject | null> => {
    if (unmet(contract.requires, oracle.lacks) !== null) return null;
    const built = await buildContract(toolchain, contract, options.signal);
    if (!built.ok) return null;
    const program = { name: contract.name, elf: built.elf, requires: contract.requires };
    return { contract, program, linux: await oracle.run(program, options) };
  };
  return (contract) => {
    const subject = known.get(contract) ?? prepare(contract);
    known.set(contract, subject);
    return subject;
  };
}
