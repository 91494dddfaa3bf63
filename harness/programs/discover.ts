/**
 * Finds whole programs by folder: `programs/<suite>/suite.json` says what they run on, every other file beside it is one
 * script. There is no list kept by hand that could forget one.
 */
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative } from "node:path";
import { z } from "zod";
import { describeIssue } from "../describe-issue.ts";
import type { Found } from "../discover.ts";
import { UsageError } from "../errors.ts";
import { programsFolder, projectRoot } from "../paths.ts";
import { requirements } from "../requirements.ts";
import { readLock } from "./packages.ts";
import { rootFolder } from "./root-folder.ts";

export const suiteSchema = z.strictObject({
  $schema: z.string().optional(),
  packages: z.array(z.string()).min(1).describe("Debian packages that make the root, names of packages.lock.json."),
  command: z
    .array(z.string())
    .min(1)
    .refine(([program]) => program?.startsWith("/") === true, "must begin with an absolute path")
    .refine((words) => words.includes("{script}"), 'must have a word "{script}"')
    .describe("Program and arguments; {script} stands for the script's text, {name} for its name."),
  prelude: z.string().optional().describe("A file in programs/ that is put before every script."),
  environment: z.array(z.string().regex(/^[A-Za-z_]\w*=/)).default([]),
  requires: z
    .array(z.enum(Object.keys(requirements) as [string, ...string[]]))
    .default([])
    .describe("What the host must offer, words of harness/requirements.ts."),
});
export type Suite = z.infer<typeof suiteSchema>;

/** The header: the script's first comment lines, `# Program: …` (`-- Program:` in Lua and SQL). */
const headerSchema = z.strictObject({
  Program: z.string({ error: 'the header has no "Program:"' }).min(1),
  Source: z.string({ error: 'the header has no "Source:"' }).min(1),
  Requires: z
    .string()
    .default("")
    .transform((text) => text.split(/[\s,]+/).filter((word) => word !== ""))
    .refine((needs) => needs.every((need) => need in requirements), "has a word that is no requirement"),
});

const usualEnvironment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/tmp", "LC_ALL=C", "TZ=UTC0"];

interface Script {
  readonly suite: Suite;
  readonly category: string;
  readonly name: string;
  readonly file: string;
}

/** A program, and what its root is made of. */
export interface FoundProgram extends Found {
  readonly packages: readonly string[];
}

/** All programs, sorted by name; their roots are still to be made (`withRoots`). */
export async function discoverPrograms(folder = programsFolder): Promise<readonly FoundProgram[]> {
  const suites = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const found = await Promise.all(suites.map(({ name }) => discoverSuite(folder, name)));
  return found.flat().toSorted((one, other) => (one.contract.name < other.contract.name ? -1 : 1));
}

/** Makes the roots of these programs. A program whose packages cannot be had says so in `absent`, and is not run. */
export async function withRoots(found: readonly FoundProgram[], signal?: AbortSignal): Promise<readonly Found[]> {
  const lock = await readLock();
  const roots = new Map<string, Promise<string | Error>>();
  const rootOf = (packages: readonly string[]): Promise<string | Error> => {
    const key = packages.join(" ");
    const root =
      roots.get(key) ??
      rootFolder(lock, packages, signal).catch((error: unknown) => {
        signal?.throwIfAborted();
        return new Error(error instanceof Error ? error.message : String(error));
      });
    roots.set(key, root);
    return root;
  };
  return Promise.all(
    found.map(async ({ packages, world, ...item }): Promise<Found> => {
      const root = await rootOf(packages);
      if (root instanceof Error) return { ...item, absent: root.message };
      return world === undefined ? item : { ...item, world: { ...world, root } };
    }),
  );
}

async function discoverSuite(folder: string, category: string): Promise<readonly FoundProgram[]> {
  const suite = await readSuite(join(folder, category, "suite.json"));
  const prelude = suite.prelude === undefined ? "" : await readFile(join(folder, suite.prelude), "utf8");
  const names = (await readdir(join(folder, category))).filter(
    (name) => name !== "suite.json" && !name.startsWith("."),
  );
  const scripts = names.map((name): Script => {
    const file = join(folder, category, name);
    return { suite, category, name: `${category}.${name.slice(0, -extname(name).length || undefined)}`, file };
  });
  return Promise.all(scripts.map((script) => read(script, prelude)));
}

async function readSuite(file: string): Promise<Suite> {
  const parsed = suiteSchema.safeParse(JSON.parse(await readFile(file, "utf8")));
  if (!parsed.success) throw new UsageError(`${relative(projectRoot, file)}: ${describeIssue(parsed.error)}`);
  return parsed.data;
}

async function read({ suite, category, name, file }: Script, prelude: string): Promise<FoundProgram> {
  const text = await readFile(file, "utf8");
  const parsed = headerSchema.safeParse(fieldsOf(text));
  const header = parsed.success ? parsed.data : { Program: "", Source: "", Requires: [] };
  const contract = {
    name,
    category,
    file,
    promise: header.Program,
    source: header.Source,
    behaviours: [],
    covers: [],
    requires: ["root-folder", ...suite.requires, ...header.Requires],
    allows: [],
    releases: {},
    headed: true,
  };
  const words: Record<string, string> = { "{script}": prelude + text, "{name}": name };
  const command = suite.command.map((word) => words[word] ?? word);
  const world = { root: "", command, environment: [...usualEnvironment, ...suite.environment] };
  return { contract, broken: parsed.success ? null : describeIssue(parsed.error), packages: suite.packages, world };
}

function fieldsOf(text: string): Record<string, string> {
  const fields: Record<string, string> = {};
  let current: string | null = null;
  for (const line of text.split("\n")) {
    const comment = /^(?:#|--) ?(.*)$/.exec(line)?.[1];
    if (comment === undefined) break;
    const [, name, rest] = /^([A-Z][a-z]+):\s*(.*)$/.exec(comment) ?? [];
    if (name !== undefined && rest !== undefined) {
      current = name;
      fields[name] = rest;
    } else if (current !== null) {
      fields[current] = `${fields[current]} ${comment.trim()}`.trim();
    }
  }
  return fields;
}
