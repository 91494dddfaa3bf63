/** An event of a trace in one line. */
import type { TraceEvent } from "./parse.ts";

export function formatEvent(event: TraceEvent): string {
  if (event.kind !== "call") return event.text;
  const answer = event.result === null ? "" : ` = ${event.result}${event.error === null ? "" : ` ${event.error}`}`;
  return `${event.name}(${event.arguments.join(", ")})${answer}`;
}
