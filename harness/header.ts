/** The header of a contract: the first block comment, `Word: text` fields whose text may go on over several lines. */
import { z } from "zod";
import { parseRange, type ReleaseRange } from "./releases.ts";
import { requirements } from "./requirements.ts";

const words = z.string().transform((text) => text.split(/[\s,]+/).filter((word) => word !== ""));
const sentence = z.string().min(1, "is empty");

const headerSchema = z.object({
  Contract: z.array(sentence).length(1, "stands more than once"),
  Source: z.array(sentence).min(1),
  Covers: z
    .array(words)
    .min(1)
    .transform((lists) => lists.flat())
    .refine((calls) => calls.length > 0, "names no system call")
    .refine((calls) => calls.every((call) => /^[a-z0-9_]+$/.test(call)), "is a list of system calls parted by blanks"),
  Behaviour: z
    .array(words)
    .default([])
    .transform((lists) => lists.flat())
    .refine((rows) => rows.every((row) => /^B\d{2,}$/.test(row)), 'is a list of rows such as "B33"'),
  Requires: z
    .array(words)
    .default([])
    .transform((lists) => lists.flat())
    .refine(
      (needs) => needs.every((need) => need in requirements),
      `is not made of these words: ${Object.keys(requirements).join(", ")}`,
    ),
  Allows: z.array(sentence).default([]),
  Linux: z
    .array(sentence)
    .max(1, "stands more than once")
    .default([])
    .transform(([text]) => (text === undefined ? {} : parseRange(text)))
    .refine((range) => range !== null, 'is a range of releases such as "since 6.5" or "since 6.5, before 6.11"'),
});

export interface Header {
  readonly promise: string;
  readonly source: string;
  readonly behaviours: readonly string[];
  readonly covers: readonly string[];
  readonly requires: readonly string[];
  readonly allows: readonly string[];
  readonly releases: ReleaseRange;
}

const fieldNames = Object.keys(headerSchema.shape);

/**
 * The header at the start of a C source. `null`: there is none of ours (no `Contract:` in a first comment).
 * A string says in one line what is wrong with it.
 */
export function parseHeader(source: string): Header | string | null {
  const comment = /^\s*\/\*([\s\S]*?)\*\//.exec(source)?.[1];
  if (comment === undefined) return null;
  const fields = fieldsOf(comment);
  if (fields.Contract === undefined) return null;
  const parsed = headerSchema.safeParse(fields);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = String(issue?.path[0] ?? "header");
    return fields[field] === undefined
      ? `the header has no "${field}:"`
      : `"${field}:" ${issue?.message ?? "is wrong"}`;
  }
  const { Contract, Source, Behaviour, Covers, Requires, Allows, Linux } = parsed.data;
  return {
    promise: Contract[0] ?? "",
    source: Source.join("; "),
    behaviours: Behaviour,
    covers: Covers,
    requires: Requires,
    allows: Allows,
    releases: Linux ?? {},
  };
}

/** Text by field; a line that starts no known field goes on with the one before, an empty line ends it. */
function fieldsOf(comment: string): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  let current: string[] | null = null;
  for (const raw of comment.split("\n")) {
    const line = raw.replace(/^\s*\*?\s*/, "").trim();
    const [, name = "", text = ""] = /^([A-Z][a-z]+):\s*(.*)$/.exec(line) ?? [];
    if (fieldNames.includes(name)) {
      current = fields[name] ??= [];
      current.push(text);
    } else if (line === "") {
      current = null;
    } else if (current !== null) {
      current.push(`${current.pop() ?? ""} ${line}`.trim());
    }
  }
  return fields;
}
