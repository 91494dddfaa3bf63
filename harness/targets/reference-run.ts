/** One program on a freshly booted reference kernel, as an observation. */
import * as right from "../../reference-kernel/index.ts";
import type { Mutant } from "../../reference-kernel/mutants/index.ts";
import { cutLine, guest, outputLimit } from "../guest-environment.ts";
import type { Observation } from "../model.ts";
import { projectRoot } from "../paths.ts";
import { outputLines } from "./output.ts";
import type { World } from "./target.ts";

export interface Question {
  readonly elf: Uint8Array;
  readonly maxInstructions: number;
  /** The program wants users and groups 0 to 65535. */
  readonly idRange: boolean;
  /** It wants a cgroup hierarchy that it may change. */
  readonly cgroups: boolean;
  /** It wants to be root of the machine itself. */
  readonly machine: boolean;
  /** Whether the system calls are wanted, too. */
  readonly trace: boolean;
  /** The line of the trace at which the kernel's state is wanted; Infinity for the end, null for not at all. */
  readonly stateAt: number | null;
  /** A whole program, which begins with `elf`. */
  readonly world?: World;
  /** Another schedule than the usual one. */
  readonly schedule?: Schedule;
}

/** What the order of events depends on, beside the program. */
export interface Schedule {
  /** Seed of the order of turns, of random bytes and of addresses. */
  readonly seed: number;
  /** Instructions a turn. */
  readonly quantum: number;
}

export interface Answer {
  readonly observation: Observation;
  readonly trace: readonly string[];
  readonly state: string | null;
  /** Guest instructions executed. */
  readonly instructions?: number;
  /** Why the variant of the kernel that was asked for is none; then nothing ran. */
  readonly broken?: string;
}

/** What the kernel's index.ts exports. */
export type KernelModule = typeof right;

/** Another kernel than the right one. */
export interface Variant {
  readonly kernel?: KernelModule;
  readonly mutant?: Mutant | null;
}

/** `pool` keeps machines warm from one program to the next. */
export function runOnReference(
  question: Question,
  pool: InstanceType<KernelModule["MachinePool"]>,
  { kernel = right, mutant = null }: Variant = {},
): Answer {
  const start = performance.now();
  const output = { 1: new Capped(), 2: new Capped() };
  const { cwd, path } = guest;
  const { maxInstructions } = question;
  const trace: string[] = [];
  const onTrace = (line: string) => trace.push(line);
  const onOutput = (fd: 1 | 2, chunk: Uint8Array) => output[fd].add(chunk);
  const outcome = (): Pick<right.RunResult, "exit" | "unsupported" | "death" | "state" | "instructions"> => {
    try {
      const variant = {
        ...(question.idRange ? { idRange: true } : {}),
        ...(question.machine ? { machine: true } : {}),
        ...(question.cgroups ? { cgroups: true } : {}),
        ...(question.trace ? { onTrace } : {}),
        ...(question.stateAt === null ? {} : { stateAt: question.stateAt }),
        ...(mutant === null ? {} : { mutant }),
        ...(question.schedule === undefined ? {} : { ...question.schedule, shuffleSchedule: true }),
      };
      const { world } = question;
      const options = { cwd, path, maxInstructions, onOutput, pool, ...variant, ...(world && rootOf(world)) };
      const { command: argv, environment } = world ?? { command: guest.argv, environment: guest.environment };
      return kernel.boot(options).run(question.elf, argv, environment);
    } catch (error) {
      if (error instanceof kernel.ExecError) return crashed(error.message);
      output[2].add(new TextEncoder().encode(stackOf(error)));
      return crashed(String(error).split("\n")[0] ?? "");
    }
  };
  const { exit, unsupported, death, state, instructions } = outcome();
  const stderr = new TextDecoder().decode(output[2].bytes()) + (output[2].cut ? `\n${cutLine}\n` : "");
  const observation = {
    lines: outputLines(output[1].bytes(), output[1].cut),
    // Why it died is for people: standard error is shown, and not compared.
    stderr: death === null ? stderr : `${stderr}${stderr === "" || stderr.endsWith("\n") ? "" : "\n"}${death}\n`,
    exit,
    unsupported,
    milliseconds: performance.now() - start,
  };
  return { observation, trace, state, instructions };
}

const rootOf = ({ root, command }: World) => ({ root, ownTemporary: true, path: command[0] ?? "" });

const crashed = (detail: string) =>
  ({ exit: { kind: "crash", detail }, unsupported: [], death: null, state: null, instructions: 0 }) as const;

/** A bug of ours: where it was thrown, without this machine's paths. */
const stackOf = (error: unknown): string =>
  (error instanceof Error ? (error.stack ?? "") : "").replaceAll(`${projectRoot}/`, "");

/** Keeps the first `outputLimit` bytes. */
class Capped {
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  cut = false;

  add(chunk: Uint8Array): void {
    const kept = chunk.slice(0, outputLimit - this.#size);
    this.cut ||= kept.length < chunk.length;
    this.#size += kept.length;
    this.#chunks.push(kept);
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }
}
