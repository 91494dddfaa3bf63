/** timings.json: real times, in milliseconds. The one report that is not the same in every run. */
import { z } from "zod";

const milliseconds = z.number().nonnegative();

export const timingsSchema = z.strictObject({
  schema: z.literal(1),
  totalMilliseconds: milliseconds,
  phases: z.record(z.string(), milliseconds),
  runs: z.array(z.strictObject({ contract: z.string(), target: z.string(), milliseconds })),
});

export type Timings = z.infer<typeof timingsSchema>;

/** What several machines spent, together. */
export function addTimings(all: readonly Timings[]): Timings {
  const phases: Record<string, number> = {};
  for (const timings of all) {
    for (const [name, spent] of Object.entries(timings.phases)) phases[name] = (phases[name] ?? 0) + spent;
  }
  return {
    schema: 1,
    totalMilliseconds: all.reduce((sum, timings) => sum + timings.totalMilliseconds, 0),
    phases,
    runs: all.flatMap((timings) => timings.runs).toSorted((one, other) => (one.contract < other.contract ? -1 : 1)),
  };
}
