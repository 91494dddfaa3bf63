/** What is wrong with a JSON value, in one line with its JSON path: `divergences[2].why: ...`. */
import type { ZodError } from "zod";

/** The first thing that zod found, and how many more there are. */
export function describeIssue(error: ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return "is malformed";
  const path = issue.path.reduce<string>((before, part) => {
    if (typeof part === "number") return `${before}[${part}]`;
    return before === "" ? String(part) : `${before}.${String(part)}`;
  }, "");
  const more = error.issues.length > 1 ? ` (and ${error.issues.length - 1} more)` : "";
  return `${path === "" ? "the whole value" : path}: ${issue.message}${more}`;
}
