/** `mutants.json` and `mutants.md`, from one pure model. Sorted and without times: the same run gives the same bytes. */
import { z } from "zod";
import type { MutantRun } from "./run.ts";

export const mutantsSchema = z.strictObject({
  schema: z.literal(1),
  /** Noticed mutants among all, 0 to 1. */
  score: z.number().min(0).max(1),
  /** Ids that no contract noticed. */
  survivors: z.array(z.string()),
  mutants: z.array(
    z.strictObject({
      id: z.string(),
      behaviour: z.string().nullable(),
      mistake: z.string(),
      noticedBy: z.array(
        z.strictObject({ contract: z.string(), status: z.enum(["FAIL", "DIVERGE"]), key: z.string() }),
      ),
    }),
  ),
});

export type MutantsReport = z.infer<typeof mutantsSchema>;

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

export function mutantsReport(run: MutantRun): MutantsReport {
  const mutants = run.results
    .map(({ mutant, noticedBy }) => ({
      id: mutant.id,
      behaviour: mutant.behaviour,
      mistake: mutant.mistake,
      noticedBy: noticedBy.toSorted((one, other) => compare(one.contract, other.contract)),
    }))
    .toSorted((one, other) => compare(one.behaviour ?? "C", other.behaviour ?? "C") || compare(one.id, other.id));
  const survivors = mutants.filter(({ noticedBy }) => noticedBy.length === 0).map(({ id }) => id);
  const score = mutants.length === 0 ? 1 : (mutants.length - survivors.length) / mutants.length;
  return { schema: 1, score, survivors, mutants };
}

export function mutantsMarkdown(report: MutantsReport): string {
  const { mutants, survivors } = report;
  const lines = [
    "# Mutants",
    "",
    `${mutants.length - survivors.length} of ${mutants.length} mistakes noticed.`,
    ...(survivors.length === 0 ? [] : ["", `**Survivors:** ${survivors.map((id) => `\`${id}\``).join(", ")}`]),
    "",
    "| behaviour | mutant | mistake | noticed by |",
    "| --- | --- | --- | --- |",
    ...mutants.map(({ id, behaviour, mistake, noticedBy }) => {
      const by = noticedBy.map(({ contract, status, key }) => `${contract} (${status}, ${key})`);
      const cells = [behaviour ?? "", `\`${id}\``, mistake, by.length === 0 ? "**nobody**" : by.join("<br>")];
      return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
    }),
    "",
  ];
  return lines.join("\n");
}
