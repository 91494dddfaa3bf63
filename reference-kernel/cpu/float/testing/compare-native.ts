/** Runs cases on the real processor and on the model and lists the differences. By hand: `node compare-native.ts [cases] [seed] [operation]`. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Case, formatCase, makeCase, Random, SSE_OPERATIONS, X87_OPERATIONS } from "./cases.ts";
import { answer, comparedStatus } from "./model.ts";

/** Builds the oracle and answers a function that runs it, or null where there is no compiler. */
export function buildOracle(): { ask(cases: readonly Case[]): string[]; remove(): void } | null {
  const folder = mkdtempSync(join(tmpdir(), "float-oracle-"));
  const binary = join(folder, "oracle");
  try {
    execFileSync("gcc", ["-O1", "-o", binary, join(import.meta.dirname, "oracle.c")], { stdio: "ignore" });
  } catch {
    rmSync(folder, { recursive: true });
    return null;
  }
  return {
    ask(cases) {
      const input = cases.map(formatCase).join("\n");
      return execFileSync(binary, { input, encoding: "utf8", maxBuffer: 1 << 28 })
        .trimEnd()
        .split("\n");
    },
    remove() {
      rmSync(folder, { recursive: true });
    },
  };
}

/** A difference between our answer and a line of the oracle, or null. */
export function difference(c: Case, line: string): string | null {
  const [se1, sig1, se2, sig2, status] = line.split(" ");
  const ours = answer(c);
  const mask = comparedStatus(c.operation);
  const theirStatus = Number.parseInt(status ?? "", 16) & mask;
  const theirs = [`${se1} ${sig1}`, `${se2} ${sig2}`];
  const same =
    theirStatus === (ours.status & mask) && (ours.results ?? []).every((result, index) => result === theirs[index]);
  if (same) return null;
  return `${formatCase(c)}\n    processor ${theirs.join(" / ")} ${theirStatus.toString(16)}\n    ours      ${ours.results?.join(" / ") ?? "-"} ${(ours.status & mask).toString(16)}`;
}

if (import.meta.main) {
  const [count = "200", seed = "1", only] = process.argv.slice(2);
  const oracle = buildOracle();
  if (oracle === null) throw new Error("no gcc");
  const random = new Random(Number(seed));
  for (const operation of only === undefined ? [...X87_OPERATIONS, ...SSE_OPERATIONS] : [only]) {
    const cases = Array.from({ length: Number(count) }, () => makeCase(random, operation));
    const lines = oracle.ask(cases);
    const wrong = cases.map((c, i) => difference(c, lines[i] ?? "")).filter((d) => d !== null);
    if (wrong.length > 0) console.log(`${operation}: ${wrong.length} of ${count}\n  ${wrong.slice(0, 4).join("\n  ")}`);
  }
  oracle.remove();
}
