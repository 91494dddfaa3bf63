/**
 * Target files: `targets/NAME.json`, or any path that ends in `.json`. A target's name is its file's. The JSON schema,
 * targets/target.schema.json, is made from the zod schema here (`config.test.ts` holds the two equal).
 */
import { readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { z } from "zod";
import { describeIssue } from "../describe-issue.ts";
import { UsageError } from "../errors.ts";
import { type Requirement, requirements } from "../requirements.ts";

const word = z.string().min(1, "must not be empty");
const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be the name of an environment variable");

const requirementWords = Object.keys(requirements) as [Requirement, ...Requirement[]];

const shared = {
  $schema: z.string().optional(),
  about: word.optional().describe("What it is, in one sentence, for people."),
  command: z
    .array(word)
    .min(1, "must hold at least the program")
    .describe("Program and arguments; no shell reads them. What stands in braces is filled in, see docs/targets.md."),
  package: word.optional().describe("The Debian package that brings the program, for whoever lacks it."),
  needs: z
    .array(z.enum(["root"]))
    .optional()
    .describe("What the harness must be for this target to run."),
  lacks: z
    .partialRecord(z.enum(requirementWords), word)
    .optional()
    .describe("Words of `Requires:` that it cannot give, each with the reason; such contracts are not run on it."),
  version: z
    .array(word)
    .min(1)
    .optional()
    .describe("A command whose first line of output, or the first number with a dot in it, is the target's version."),
};

const commandSchema = z.strictObject({
  ...shared,
  kind: z.literal("command").describe("The command runs one program, `{elf}`, and ends as it ends."),
  world: z
    .enum(["sandbox", "host"])
    .default("sandbox")
    .describe(
      "`sandbox`: runs in the very sandbox that Linux gives a contract. `host`: sees this host's files and starts in an empty folder.",
    ),
  files: z
    .array(z.string().regex(/^(\/|\{here\})/, "must be an absolute path or begin with {here}"))
    .optional()
    .describe("Host files and folders that are visible in the sandbox, under the same path, not writable."),
  environment: z.record(variableName, z.string()).optional().describe("Variables beside the contract's own."),
  signalStatus: z
    .boolean()
    .default(false)
    .describe("An exit status above 128 means that the program died by the signal of that number less 128."),
});

const machineSchema = z.strictObject({
  ...shared,
  kind: z
    .literal("machine")
    .describe("The command boots once and runs many programs: it starts our init, which answers on standard output."),
  environment: z.record(variableName, z.string()).optional().describe("Variables of the command."),
  boot: z.number().positive().default(60).describe("Seconds within which our init must have said hello."),
  patience: z
    .number()
    .min(1)
    .default(1)
    .describe("How many times slower than Linux it may be: a contract's timeout is multiplied by it."),
});

export const targetFileSchema = z
  .discriminatedUnion("kind", [commandSchema, machineSchema])
  .describe("A target of the syscall contracts: how a static x86-64 ELF is run on it.");

export type CommandConfig = z.infer<typeof commandSchema>;
export type MachineConfig = z.infer<typeof machineSchema>;
export type TargetConfig = (CommandConfig | MachineConfig) & {
  readonly name: string;
  /** The target file's folder, `{here}`. */
  readonly here: string;
};

export const targetJsonSchema = (): object => z.toJSONSchema(targetFileSchema, { io: "input" });

/** What a kind's command must hold: without it no program could reach the target. */
const placesFor: Readonly<Record<TargetConfig["kind"], readonly string[]>> = {
  command: ["{elf}"],
  machine: ["{root}", "{initramfs}"],
};

/** Throws a UsageError of one line that names `file` and the JSON path. */
export function parseTargetFile(text: string, file: string): TargetConfig {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file}: is not JSON: ${error instanceof Error ? error.message.split("\n")[0] : error}`);
  }
  const parsed = targetFileSchema.safeParse(json);
  if (!parsed.success) throw new UsageError(`${file}: ${describeIssue(parsed.error)}`);
  const config = parsed.data;
  const places = placesFor[config.kind];
  if (!config.command.some((part) => places.some((place) => part.includes(place)))) {
    throw new UsageError(`${file}: command: must hold ${places.join(" or ")}`);
  }
  const name = basename(file, ".json");
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) {
    throw new UsageError(`${file}: a target's name is its file's, and may hold letters, digits, ".", "_" and "-"`);
  }
  return { ...config, name, here: dirname(resolve(file)) };
}

export async function readTargetFile(file: string): Promise<TargetConfig> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file}: cannot be read (${error.code ?? error.message})`);
  });
  return parseTargetFile(text, file);
}

/** Fills in what stands in braces. */
export const fillIn = (part: string, places: Readonly<Record<string, string>>): string =>
  part.replace(/\{([a-z]+)\}/g, (whole, name: string) => places[name] ?? whole);
