/** Releases of Linux, "6.18.44-cloud-amd64", and ranges of them. Pure. */

/** `from` is included, `before` is not. */
export interface ReleaseRange {
  readonly from?: string | undefined;
  readonly before?: string | undefined;
}

/** By the numbers that the releases begin with; missing ones are 0. Negative: the first is the older one. */
export function compareReleases(one: string, other: string): number {
  const numbers = (release: string): readonly number[] =>
    (/^\d+(?:\.\d+)*/.exec(release)?.[0] ?? "0").split(".").map(Number);
  const [left, right] = [numbers(one), numbers(other)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

export function isWithin(release: string, { from, before }: ReleaseRange): boolean {
  if (from !== undefined && compareReleases(release, from) < 0) return false;
  return before === undefined || compareReleases(release, before) < 0;
}

/** As a header's `Linux:` says it: `since 6.5, before 6.11`; empty for all releases. */
export const rangeText = ({ from, before }: ReleaseRange): string =>
  [...(from === undefined ? [] : [`since ${from}`]), ...(before === undefined ? [] : [`before ${before}`])].join(", ");

/** Null if it is not such a text. */
export function parseRange(text: string): ReleaseRange | null {
  const parts = text.split(",").map((part) => /^(since|before)\s+(\d+(?:\.\d+){1,2})$/.exec(part.trim()));
  const found = new Map(parts.map((part) => [part?.[1], part?.[2]]));
  if (found.has(undefined) || found.size !== parts.length) return null;
  const [from, before] = [found.get("since"), found.get("before")];
  if (from !== undefined && before !== undefined && compareReleases(from, before) >= 0) return null;
  return { ...(from === undefined ? {} : { from }), ...(before === undefined ? {} : { before }) };
}
