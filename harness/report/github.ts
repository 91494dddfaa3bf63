/**
 * What GitHub Actions reads: workflow commands that become annotations at the contract's file. Pure.
 * The escapes are those of the runner: `%`, CR and LF everywhere, `:` and `,` in properties, too.
 */
import { relative } from "node:path";
import { problemsOf, type Report } from "./model.ts";
import { visible } from "./visible.ts";

/** GitHub shows ten of a step. The rest are in the reports. */
const mostAnnotations = 10;

/** Lines for standard output. `root` is the checkout's folder (GITHUB_WORKSPACE). */
export function annotations(report: Report, root: string): readonly string[] {
  const regressions = new Set(report.changes?.regressions.map((change) => `${change.contract} ${change.target}`) ?? []);
  const isRegression = ({ contract, target }: { contract: string; target: string }): boolean =>
    regressions.has(`${contract} ${target}`);
  const bad = report.cases.filter(
    ({ result }) => result.status === "FAIL" || result.status === "DIVERGE" || isRegression(result),
  );
  const order = [
    ...bad.filter((item) => isRegression(item.result)),
    ...bad.filter((item) => !isRegression(item.result)),
  ];
  const lines = order.map(({ file, result }) => {
    const kind = isRegression(result) ? `regression, ${result.status}` : result.status;
    const title = `${result.contract} on ${result.target}: ${kind}`;
    return `::error file=${property(relative(root, file))},line=1,title=${property(title)}::${message(result.reason ?? kind)}`;
  });
  const named = new Set(bad.map(({ result }) => `${result.contract} on ${result.target}`));
  const others = problemsOf(report).filter(
    (problem) => ![...named].some((name) => problem.startsWith(`${name}:`) || problem.startsWith(`${name} `)),
  );
  return [...lines, ...others.map((problem) => `::error title=known divergences::${message(problem)}`)].slice(
    0,
    mostAnnotations,
  );
}

const message = (text: string): string => visible(text).replace(/%/g, "%25");

const property = (text: string): string => message(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
