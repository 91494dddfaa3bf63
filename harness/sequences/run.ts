/** Runs sequences on a target: many in one process, each in a child and a folder of its own (interpreter.c). */
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunOptions, Target } from "../targets/target.ts";
import { type Call, textOf } from "./calls.ts";

export interface Interpreter {
  readonly elf: string;
  /** Where programs with their sequences are put. */
  readonly folder: string;
}

/** One answer per sequence: the lines that it printed. Throws when the interpreter itself did not come to its end. */
export async function runSequences(
  interpreter: Interpreter,
  target: Target,
  sequences: readonly (readonly Call[])[],
  options: RunOptions,
): Promise<readonly (readonly string[])[]> {
  const text = Buffer.from(sequences.map((calls) => `${textOf(calls)}\n.\n`.replace("\n\n.\n", "\n.\n")).join(""));
  const elf = join(interpreter.folder, `sequences-${target.name}`);
  const digits = String(text.length).padStart(8, "0");
  await writeFile(elf, Buffer.concat([await readFile(interpreter.elf), text, Buffer.from(digits)]));
  await chmod(elf, 0o755);
  const { lines, exit, unsupported, stderr } = await target.run({ name: "sequences", elf, requires: [] }, options);
  const answers: string[][] = [];
  for (const line of lines) {
    if (/^sequence \d+$/.test(line)) answers.push([]);
    else answers.at(-1)?.push(line);
  }
  const ended = exit.kind === "exited" && exit.code === 0 && answers.length === sequences.length;
  if (!ended || unsupported.length > 0) {
    answers
      .at(-1)
      ?.push(`the run ended: ${JSON.stringify(exit)} ${unsupported.join(" ")} ${stderr.slice(0, 2000)}`.trim());
  }
  return sequences.map((_, index) => answers[index] ?? ["not reached"]);
}
