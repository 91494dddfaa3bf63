/** The launcher's answer as an observation. */
import { cutLine } from "../guest-environment.ts";
import type { Observation } from "../model.ts";
import type { Frame } from "../sandbox/frame.ts";
import { outputLines } from "./output.ts";

export function observe(frame: Frame): Observation {
  const { exit } = frame;
  return {
    lines: outputLines(frame.stdout, frame.cut.stdout),
    stderr: frame.stderr.toString("utf8") + (frame.cut.stderr ? `\n${cutLine}\n` : ""),
    exit: exit.kind === "refused" ? { kind: "crash", detail: `the sandbox: ${exit.detail}` } : exit,
    unsupported: [],
    milliseconds: frame.milliseconds,
  };
}

/** A run of which there is no answer. */
export const failed = (exit: Observation["exit"], milliseconds = 0, stderr = ""): Observation => ({
  lines: [],
  stderr,
  exit,
  unsupported: [],
  milliseconds,
});
