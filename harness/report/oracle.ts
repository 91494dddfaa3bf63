/** How reports name the Linux that judged. */
import type { Results } from "./results.ts";

const titles: Readonly<Record<string, string>> = {
  linux: "Linux",
  uml: "the boxed Linux (UML)",
  recorded: "the recorded answers of Linux",
};

/** "Linux", "the boxed Linux (UML)". */
export const oracleTitle = (name: string): string => titles[name] ?? name;

/** "38 contracts were judged by uml 6.1.176.": one for each other Linux than the report's, sorted. */
export function otherJudges({ results }: Pick<Results, "results">): readonly string[] {
  const judged = Map.groupBy(
    results.filter((result) => result.oracle !== undefined),
    (result) => result.oracle ?? "",
  );
  return [...judged].sort().map(([judge, list]) => {
    const count = new Set(list.map((result) => result.contract)).size;
    return `${count} contract${count === 1 ? " was" : "s were"} judged by ${judge}.`;
  });
}
