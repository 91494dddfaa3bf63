/** `npm run documents`: writes the documents that are made from the sources. `--check` only says whether they are current. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemCallCoverage } from "../../reference-kernel/index.ts";
import { mutants, sourceMutants } from "../../reference-kernel/mutants/index.ts";
import { discover } from "../discover.ts";
import { contractsFolder, projectRoot } from "../paths.ts";
import { behavioursDocument, coverageOfBehaviours, gaps } from "./behaviours.ts";
import { systemCallsDocument } from "./system-calls.ts";

const contracts = (await discover(contractsFolder, { headerWanted: true })).map(({ contract }) => contract);
const coverage = coverageOfBehaviours(contracts, [...mutants, ...sourceMutants]);
const documents = new Map([
  ["docs/behaviours.md", behavioursDocument(coverage)],
  ["docs/system-calls.md", systemCallsDocument(systemCallCoverage(), contracts)],
]);

const check = process.argv.includes("--check");
const wrong: string[] = [...gaps(coverage)];
for (const [name, text] of documents) {
  const file = join(projectRoot, name);
  if (!check) await writeFile(file, text);
  else if ((await readFile(file, "utf8").catch(() => "")) !== text)
    wrong.push(`${name} is not current: npm run documents`);
}
for (const line of wrong) process.stderr.write(`documents: ${line}\n`);
process.stdout.write(`${[...documents.keys()].join(", ")}: ${wrong.length === 0 ? "current" : "see above"}\n`);
process.exitCode = wrong.length === 0 ? 0 : 1;
