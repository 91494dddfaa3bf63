/** System calls of a program in the sandbox, by strace(1), where it is installed. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { guest } from "../guest-environment.ts";
import type { Call } from "../trace/parse.ts";
import type { Trace } from "../trace/trace.ts";
import { type Launch, launchWords } from "./launch.ts";

/** How much longer a program may take under strace. */
const patience = 5;

/** A trace of everything from the launcher on; the contract begins where it gets its name. */
export async function strace(launcher: string, options: Launch): Promise<Trace> {
  const folder = await mkdtemp(join(tmpdir(), "trace-"));
  const file = join(folder, "trace");
  const words = await launchWords({ ...options, timeout: options.timeout * patience }, 0);
  try {
    const tracer = ["-f", "-q", "-s", "64", "--pidns-translation", "-o", file, "--", launcher, ...words];
    const result = await execa("strace", tracer, {
      stdin: "ignore",
      stdout: "ignore",
      stderr: "pipe",
      reject: false,
      ...(options.signal ? { cancelSignal: options.signal, forceKillAfterDelay: 500 } : {}),
    });
    options.signal?.throwIfAborted();
    if (result.code === "ENOENT") return { missing: "strace is not installed (Debian package strace)" };
    const lines = (await readFile(file, "utf8").catch(() => "")).split("\n");
    if (lines.some((line) => isBeginning(line))) return { lines, isStart };
    return {
      missing: `strace could not trace it here${result.stderr === "" ? "" : `: ${result.stderr.split("\n")[0]}`}`,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const name = `["${guest.argv[0]}"`;

const isBeginning = (line: string): boolean => line.includes("execve(") && line.includes(name);

const isStart = (call: Call): boolean =>
  call.name === "execve" && call.error === null && call.arguments[1]?.startsWith(name) === true;
