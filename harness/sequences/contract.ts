/** A sequence that differed as the start of a contract: what Linux answered, call by call, to be written out in C. */
import type { Call } from "./calls.ts";

/** "1:read" is a read of thread 1. */
const plain = (name: string): string => name.replace(/^\d:/, "");

/** The calls as comments beside Linux's answers; the body is the author's, for whom each line says what to check. */
export const asContract = (calls: readonly Call[], linux: readonly string[]): string => {
  const names = [...new Set(calls.map(({ name }) => plain(name)))].join(" ");
  const steps = calls.map(({ name, args }, index) => {
    const answer = (linux[index] ?? "").split(" = ")[1] ?? "";
    return `  /* ${name}(${args.join(", ")}) */ check("step_${index + 1}_${plain(name)}", ${plain(name)}_step(${args.join(", ")}), "${answer}");`;
  });
  return [
    "/* Contract:  (one sentence: what Linux keeps here)",
    " * Source:    (manual page and section)",
    ` * Covers:    ${names}`,
    " */",
    '#include "contract.h"',
    "",
    "int main(void) {",
    ...steps,
    "  return verdict();",
    "}",
    "",
  ].join("\n");
};
