/** `contracts exec -- ELF [args…]`: any program on the reference kernel, with our standard streams. */
import { readFileSync, readSync, statSync, writeSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { type BootOptions, boot, ExecError, type GuestExit } from "../../reference-kernel/index.ts";
import { UsageError } from "../errors.ts";
import { signalNumber } from "../sandbox/signals.ts";

export interface ExecArguments {
  /** The program and its arguments. */
  readonly command: readonly string[];
  readonly trace: boolean;
  readonly root: string | null;
  readonly cwd: string | null;
  readonly environment: readonly string[];
  readonly seed: number | null;
  readonly maxInstructions: number | null;
}

const defaultEnvironment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/tmp"];

export async function execCommand(options: ExecArguments): Promise<number> {
  const [program] = options.command;
  if (program === undefined) throw new UsageError("exec wants a program: exec [options] -- ELF [args…]");
  const wrong = options.environment.find((variable) => !/^[^=]+=/.test(variable));
  if (wrong !== undefined) throw new UsageError(`--env wants NAME=VALUE, not "${wrong}"`);
  if (options.root !== null && !statSync(options.root, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`--root ${options.root}: is not a folder`);
  }
  const elf = readProgram(program);
  const bootOptions: BootOptions = {
    path: guestPath(program, options.root),
    stdin: readStandardInput,
    onOutput: writeAll,
    // A whole system's worth: every id, cgroups of its own, and as long as it takes.
    idRange: true,
    cgroups: true,
    maxInstructions: options.maxInstructions ?? Number.POSITIVE_INFINITY,
    ...(options.trace ? { onTrace: (line: string) => writeAll(2, Buffer.from(`${line}\n`)) } : {}),
    ...(options.root === null ? {} : { root: resolve(options.root) }),
    ...(options.cwd === null ? {} : { cwd: options.cwd }),
    ...(options.seed === null ? {} : { seed: options.seed }),
  };
  try {
    const { exit } = boot(bootOptions).run(elf, options.command, environmentOf(options.environment));
    return exitStatus(exit);
  } catch (error) {
    if (error instanceof ExecError) throw new UsageError(error.message);
    throw error;
  }
}

function readProgram(program: string): Uint8Array {
  try {
    return readFileSync(program);
  } catch (error) {
    const why = error instanceof Error && "code" in error ? error.code : error;
    throw new UsageError(`${program}: cannot be read (${why})`);
  }
}

/** The program's own path; inside `--root`, its path as seen from there. */
function guestPath(program: string, root: string | null): string {
  const path = resolve(program);
  if (root === null) return path;
  const inside = relative(resolve(root), path);
  return inside.startsWith(`..${sep}`) ? path : `/${inside}`;
}

/** Later settings of a name replace earlier ones. */
function environmentOf(settings: readonly string[]): readonly string[] {
  const byName = new Map([...defaultEnvironment, ...settings].map((text) => [text.slice(0, text.indexOf("=")), text]));
  return [...byName.values()];
}

function exitStatus(exit: GuestExit): number {
  switch (exit.kind) {
    case "exited":
      return exit.code;
    case "signaled":
      return 128 + signalNumber(exit.signal);
    case "deadlock":
      return complain(`deadlock: ${exit.detail}`, 125);
    case "crash":
      return complain(`the reference kernel failed: ${exit.detail}`, 125);
    case "instruction-limit":
      return complain(`ended after ${exit.instructions} instructions (--max-instructions)`, 124);
    case "output-limit":
      return complain(`ended after ${exit.bytes} bytes of output`, 124);
    case "idle-limit":
      return complain("everybody sleeps, and timers fire that nobody takes notice of", 124);
  }
}

function complain(message: string, status: number): number {
  process.stderr.write(`contracts: ${message}\n`);
  return status;
}

/** Blocks until there is input: the guest's world stands still meanwhile. Null at the end of input. */
function readStandardInput(): Uint8Array | null {
  const buffer = Buffer.alloc(65536);
  for (;;) {
    try {
      const count = readSync(0, buffer);
      return count === 0 ? null : buffer.subarray(0, count);
    } catch (error) {
      waitIfBusy(error);
    }
  }
}

/** When no one reads us any more we end as most programs do: by SIGPIPE, whatever the guest is about. */
function writeAll(fd: 1 | 2, chunk: Uint8Array): void {
  for (let done = 0; done < chunk.length; ) {
    try {
      done += writeSync(fd, chunk, done);
    } catch (error) {
      if (isCode(error, "EPIPE")) process.exit(128 + signalNumber("SIGPIPE"));
      waitIfBusy(error);
    }
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

/** Our standard streams may be non-blocking (another process's doing): then EAGAIN means wait a little. */
function waitIfBusy(error: unknown): void {
  if (!isCode(error, "EAGAIN")) throw error;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
}
