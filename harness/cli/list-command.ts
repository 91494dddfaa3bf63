/** `contracts list`: what there is, without running anything. */
import { select } from "../discover.ts";
import { findContracts } from "./run-command.ts";

export interface ListArguments {
  readonly filters: readonly string[];
  readonly directory: string | null;
  readonly json: boolean;
}

export async function listCommand(options: ListArguments): Promise<number> {
  const found = select(await findContracts(options.directory), options.filters);
  if (options.json) {
    const list = found.map(({ contract: { file: _, ...contract }, broken }) => ({ ...contract, broken }));
    process.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
    return 0;
  }
  const width = Math.max(...found.map(({ contract }) => contract.name.length));
  for (const { contract, broken } of found) {
    const text = broken === null ? contract.promise : `BROKEN: ${broken}`;
    process.stdout.write(`${contract.name.padEnd(width)}  ${text}`.trimEnd().concat("\n"));
  }
  return 0;
}
