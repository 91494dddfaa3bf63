/** The words of `--oracle`. */
import { UsageError } from "../errors.ts";

const oracleNames = ["linux", "uml", "recorded"] as const;
export type OracleName = (typeof oracleNames)[number];

export function parseOracleName(name: string): OracleName {
  const found = oracleNames.find((one) => one === name);
  if (found === undefined) throw new UsageError(`--oracle wants one of ${oracleNames.join(", ")}`);
  return found;
}
