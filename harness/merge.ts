/** `merge`: the parts that shards left (shard.json) as one, as if nothing had been divided. Pure. */
import { UsageError } from "./errors.ts";
import type { Part } from "./report/part.ts";
import { addTimings } from "./report/timings.ts";

/** Throws a UsageError of one line where the parts are not all the parts of one run. */
export function mergeParts(parts: readonly { readonly file: string; readonly part: Part }[]): Omit<Part, "shard"> {
  const [first] = parts;
  if (first === undefined) throw new UsageError("merge wants the report folders of all shards");
  const { shard: _, ...facts } = first.part;
  for (const { file, part } of parts) {
    const same = (what: string, say: (part: Part) => string): void => {
      if (say(part) === say(first.part)) return;
      throw new UsageError(`${file}: ${what} ${short(say(part))}, but ${first.file} ${short(say(first.part))}`);
    };
    same("is one of", (one) => `${one.shard.count} shards`);
    same("has the oracle", ({ oracle }) => `${oracle.name} ${oracle.release}`);
    same("has the targets", ({ targets }) => targets.map(({ name, version }) => `${name} ${version}`).join(", "));
    same("has other contracts:", ({ contracts }) => contracts.join(" "));
    same("has other known divergences:", ({ known }) => JSON.stringify(known));
  }
  const { count } = first.part.shard;
  for (let index = 1; index <= count; index++) {
    const mine = parts.filter(({ part }) => part.shard.index === index);
    if (mine.length === 0) throw new UsageError(`shard ${index}/${count} is missing`);
    const [one, other] = mine;
    if (other !== undefined) throw new UsageError(`${other.file}: is shard ${index}/${count}, as is ${one?.file}`);
  }
  return {
    ...facts,
    today:
      parts
        .map(({ part }) => part.today)
        .toSorted()
        .at(-1) ?? facts.today,
    cases: parts.flatMap(({ part }) => part.cases),
    notRun: parts.flatMap(({ part }) => part.notRun),
    timings: addTimings(parts.map(({ part }) => part.timings)),
  };
}

const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
