/** A sequence that differed as the start of a contract: what Linux answered, call by call, to be written out in C. */
import { type Call, textOf } from "./calls.ts";

/** "1:read" is a read of thread 1. */
const plain = (name: string): string => name.replace(/^\d:/, "");

/** What Linux printed for each call: the rest of its line, and the lines up to the next call's. */
export function answersOf(calls: readonly Call[], lines: readonly string[]): readonly string[] {
  const answers: string[][] = [];
  for (const line of lines) {
    const call = calls[answers.length];
    const text = call === undefined ? null : textOf([call]).trimEnd();
    if (text !== null && line.startsWith(`${text} `)) answers.push([line.slice(text.length)]);
    else if (!line.startsWith("end ")) answers.at(-1)?.push(line);
  }
  return calls.map((_, index) => (answers[index] ?? []).map((line) => line.replace(/^ = /, "").trim()).join(", "));
}

/** The calls as comments beside Linux's answers; the body is the author's, for whom each line says what to check. */
export const asContract = (calls: readonly Call[], linux: readonly string[]): string => {
  const names = [...new Set(calls.map(({ name }) => plain(name)))].join(" ");
  const answers = answersOf(calls, linux);
  const steps = calls.map(({ name, args }, index) => {
    const step = `${plain(name)}_step(${args.join(", ")})`;
    return `  /* ${name} */ check("step_${index + 1}_${plain(name)}", ${step}, "${answers[index]}");`;
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
