/**
 * Finds contracts by folder: `<dir>/<category>/<name>.c`. There is no list kept by hand that could forget one.
 * A file that has no proper header is found too: it fails later, by name, instead of being passed over.
 */
import { readdir, readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { UsageError } from "./errors.ts";
import { parseHeader } from "./header.ts";
import type { Contract, VerdictKind } from "./model.ts";
import type { World } from "./targets/target.ts";

export interface Found {
  readonly contract: Contract;
  /** Why it cannot be built, in one line; null if its header is right or none is wanted. */
  readonly broken: string | null;
  /** A whole program (docs/programs.md) instead of a C source. */
  readonly world?: World;
  /** Why it cannot be run here. */
  readonly absent?: string;
}

export interface DiscoverOptions {
  /** Whether a file without our header is refused (our own contracts) or taken as a plain program (`--dir`). */
  readonly headerWanted: boolean;
  /** What those without our header end in; by default a verdict line. */
  readonly verdict?: VerdictKind;
}

/** All contracts of a folder, sorted by name. */
export async function discover(directory: string, options: DiscoverOptions): Promise<readonly Found[]> {
  const base = resolve(directory);
  const categories = await entries(directory);
  const files = await Promise.all(
    categories
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map(async (category) => {
        const inside = await entries(join(base, category.name));
        return inside
          .filter((entry) => entry.isFile() && entry.name.endsWith(".c"))
          .map((entry) => ({ category: category.name, file: join(base, category.name, entry.name) }));
      }),
  );
  const found = await Promise.all(files.flat().map(({ category, file }) => read(category, file, options)));
  if (found.length === 0) throw new UsageError(`no contracts in ${directory}: it has no <category>/<name>.c`);
  return found.toSorted((one, other) => (one.contract.name < other.contract.name ? -1 : 1));
}

async function entries(directory: string) {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    const why = error instanceof Error && "code" in error ? error.code : error;
    throw new UsageError(`cannot read the folder ${directory} (${why})`);
  }
}

async function read(category: string, file: string, options: DiscoverOptions): Promise<Found> {
  const header = parseHeader(await readFile(file, "utf8"));
  const name = `${category}.${basename(file, ".c")}`;
  const base = { name, category, file };
  if (header !== null && typeof header !== "string") {
    return { contract: { ...base, ...header, headed: true }, broken: null };
  }
  const plain = {
    promise: "",
    source: "",
    behaviours: [],
    covers: [],
    requires: [],
    allows: [],
    releases: {},
    headed: false,
    verdict: options.verdict ?? "line",
  };
  if (header === null && !options.headerWanted) return { contract: { ...base, ...plain }, broken: null };
  return { contract: { ...base, ...plain }, broken: header ?? 'there is no header (it starts with "/* Contract: …")' };
}

/**
 * The contracts that any filter names: a dotted name or the start of one (`events`, `events.epoll_edge`), else a part
 * of the name or path. No filter: all. A filter that names nothing is an error, so that a typing mistake never looks
 * green.
 */
export function select<T extends Found>(found: readonly T[], filters: readonly string[]): readonly T[] {
  if (filters.length === 0) return found;
  const chosen = new Set<T>();
  for (const filter of filters) {
    const exact = found.filter(({ contract: { name } }) => name === filter || name.startsWith(`${filter}.`));
    const matching = exact.length > 0 ? exact : found.filter(({ contract }) => hasPart(contract, filter));
    if (matching.length === 0) throw new UsageError(`no contract matches "${filter}"`);
    for (const item of matching) chosen.add(item);
  }
  return found.filter((item) => chosen.has(item));
}

/** Of the path only category and file name count, so that where the checkout lies never matches. */
const hasPart = (contract: Contract, part: string): boolean =>
  contract.name.includes(part) ||
  `${contract.category}/${basename(contract.file)}`.includes(part) ||
  resolve(part) === contract.file;
