/** `mutants.json` and `mutants.md`, from one pure model. Sorted and without times: the same run gives the same bytes. */
import { z } from "zod";
import type { MutantRun } from "./run.ts";

export const mutantsSchema = z.strictObject({
  schema: z.literal(2),
  /** Noticed mutants among all, 0 to 1. */
  score: z.number().min(0).max(1),
  /** Ids that no contract noticed. */
  survivors: z.array(z.string()),
  mutants: z.array(
    z.strictObject({
      id: z.string(),
      behaviour: z.string().nullable(),
      /** The kernel's file that is wrong, or whose part is. */
      file: z.string(),
      /** A replaced text in that file, or a call or method that is wrapped from outside. */
      form: z.enum(["text", "wrap"]),
      mistake: z.string(),
      /** The first contract that noticed. */
      noticedBy: z
        .strictObject({ contract: z.string(), status: z.enum(["FAIL", "DIVERGE"]), key: z.string() })
        .nullable(),
      /** Why it is no mutant at all. */
      broken: z.string().nullable(),
      /** The contracts that would notice, where this host cannot judge them. */
      unjudged: z.string().nullable(),
    }),
  ),
});

export type MutantsReport = z.infer<typeof mutantsSchema>;

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

export function mutantsReport(run: MutantRun): MutantsReport {
  const mutants = run.results
    .map(({ mutant, noticed, broken, unjudged }) => ({
      id: mutant.id,
      behaviour: mutant.behaviour,
      file: mutant.file,
      form: "text" in mutant ? ("text" as const) : ("wrap" as const),
      mistake: mutant.mistake,
      noticedBy: noticed,
      broken,
      unjudged,
    }))
    .toSorted(
      (one, other) =>
        compare(one.behaviour ?? "C", other.behaviour ?? "C") ||
        compare(one.file, other.file) ||
        compare(one.id, other.id),
    );
  const survivors = mutants
    .filter(({ noticedBy, unjudged }) => noticedBy === null && unjudged === null)
    .map(({ id }) => id);
  const noticed = mutants.filter(({ noticedBy }) => noticedBy !== null).length;
  const score = noticed + survivors.length === 0 ? 1 : noticed / (noticed + survivors.length);
  return { schema: 2, score, survivors, mutants };
}

export function mutantsMarkdown(report: MutantsReport): string {
  const { mutants, survivors } = report;
  const lines = [
    "# Mutants",
    "",
    `${mutants.filter(({ noticedBy }) => noticedBy !== null).length} of ${mutants.length} mistakes noticed.`,
    ...(survivors.length === 0 ? [] : ["", `**Survivors:** ${survivors.map((id) => `\`${id}\``).join(", ")}`]),
    "",
    "| behaviour | file | mutant | mistake | noticed by |",
    "| --- | --- | --- | --- | --- |",
    ...mutants.map(({ id, behaviour, file, mistake, noticedBy, broken, unjudged }) => {
      const by =
        noticedBy === null
          ? `**${broken ?? (unjudged === null ? "nobody" : `not judged here: ${unjudged}`)}**`
          : `${noticedBy.contract} (${noticedBy.status}, ${noticedBy.key})`;
      const cells = [behaviour ?? "", file, `\`${id}\``, mistake, by];
      return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
    }),
    "",
  ];
  return lines.join("\n");
}
