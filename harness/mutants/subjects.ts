/** Contracts as subjects of mutants: each is built, and Linux asked, when it is first wanted. */
import type { Contract } from "../model.ts";
import type { Oracle } from "../oracle/oracle.ts";
import { buildContract } from "../run.ts";
import type { RunOptions, Target } from "../targets/target.ts";
import type { Toolchain } from "../toolchain.ts";
import type { Subject } from "./run.ts";

type Judged = Omit<Subject, "linux"> & { readonly judge: Target };

/** `contracts` are all that may be asked for: the box boots once for those that need it. */
export function subjectsOf(
  toolchain: Toolchain,
  oracle: Oracle,
  contracts: readonly Contract[],
  options: RunOptions,
): (contract: Contract) => Promise<Subject | null> {
  const known = new Map<Contract, Promise<Subject | null>>();
  const find = async (contract: Contract): Promise<Judged | null> => {
    const built = await buildContract(toolchain, contract, options.signal);
    if (!built.ok) return null;
    const choice = await oracle.choose(contract, built.elf);
    if (!("judge" in choice)) return null;
    const program = { name: contract.name, elf: built.elf, requires: contract.requires };
    return { contract, program, judge: choice.judge };
  };
  let box: Promise<void> | null = null;
  const bootBox = async (): Promise<void> => {
    const found = await Promise.all(contracts.filter((contract) => oracle.isForBox(contract)).map(find));
    oracle.prepare(
      found.flatMap((item) => (item === null ? [] : [item.program])),
      options,
    );
  };
  const prepare = async (contract: Contract): Promise<Subject | null> => {
    if (oracle.isForBox(contract)) {
      box ??= bootBox();
      await box;
    }
    const found = await find(contract);
    if (found === null) return null;
    const { judge, ...rest } = found;
    return { ...rest, linux: await judge.run(rest.program, options) };
  };
  return (contract) => {
    const subject = known.get(contract) ?? prepare(contract);
    known.set(contract, subject);
    return subject;
  };
}
