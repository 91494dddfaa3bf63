/** The contracts as programs in memory, for runs that need no Linux. */
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import { discover, select } from "../discover.ts";
import { UsageError } from "../errors.ts";
import type { Contract } from "../model.ts";
import { contractsFolder } from "../paths.ts";
import { buildContract } from "../run.ts";
import { findToolchain } from "../toolchain.ts";

export interface SoakProgram {
  readonly contract: Contract;
  readonly elf: Uint8Array;
}

/** Builds the contracts that the filters name, all without any. Throws UsageError for one that cannot be built. */
export async function buildPrograms(filters: readonly string[]): Promise<readonly SoakProgram[]> {
  const found = select(await discover(contractsFolder, { headerWanted: true }), filters);
  const toolchain = await findToolchain();
  const limit = pLimit(availableParallelism());
  return Promise.all(
    found.map(({ contract, broken }) =>
      limit(async () => {
        if (broken !== null) throw new UsageError(`${contract.name}: ${broken}`);
        const built = await buildContract(toolchain, contract);
        if (!built.ok) throw new UsageError(`${contract.name} ${built.reason}`);
        return { contract, elf: await readFile(built.elf) };
      }),
    ),
  );
}
