/** A target that is a command line: it runs one program and ends as the program ends. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { guest } from "../guest-environment.ts";
import type { Observation } from "../model.ts";
import { type Launch, launch, type Mode } from "../sandbox/launch.ts";
import { signalName } from "../sandbox/signals.ts";
import { type CommandConfig, fillIn, type TargetConfig } from "./config.ts";
import { findProgram, versionOf } from "./installed.ts";
import { failed, observe } from "./observe.ts";
import type { Program, RunOptions, Target } from "./target.ts";

type Config = TargetConfig & CommandConfig;

/** `launcher` is the built sandbox launcher. The program must be installed, see `whyNot`. */
export async function commandTarget(config: Config, launcher: string): Promise<Target> {
  const wanted: Mode = config.world === "host" ? "host" : "namespaces";
  const trial = await launch(launcher, { mode: wanted, elf: null, timeout: 10_000, hostFolder: "/" });
  const mode = trial.exit.kind === "exited" ? wanted : "plain";
  return {
    name: config.name,
    version: await versionOf(config),
    lacks: new Map(Object.entries(config.lacks ?? {})),
    repeats: true,
    run: async (program, options) => {
      const folder = await mkdtemp(join(tmpdir(), "contract-"));
      try {
        const frame = await launch(launcher, await launchFor(config, mode, folder, program, options));
        return signaled(config, observe(frame));
      } catch (error) {
        options.signal?.throwIfAborted();
        return failed({ kind: "crash", detail: error instanceof Error ? error.message : String(error) });
      } finally {
        await rm(folder, { recursive: true, force: true }).catch(() => undefined);
      }
    },
    close: async () => {},
  };
}

async function launchFor(
  config: Config,
  mode: Mode,
  hostFolder: string,
  program: Program,
  { timeout, signal }: RunOptions,
): Promise<Launch> {
  const sandboxed = mode === "namespaces";
  const places = { here: config.here, elf: sandboxed ? guest.path : program.elf };
  const [name = "", ...words] = config.command.map((part) => fillIn(part, places));
  const found = (await findProgram(name)) ?? name;
  const visible = sandboxed ? [found, ...(config.files ?? []).map((path) => fillIn(path, places))] : [];
  return {
    mode: sandboxed && program.requires.includes("id-range") ? "range" : mode,
    elf: program.elf,
    timeout,
    hostFolder,
    command: [found, ...words],
    environment: Object.entries(config.environment ?? {}).map(([variable, value]) => `${variable}=${value}`),
    visible,
    ...(signal ? { signal } : {}),
  };
}

/** A shell's way to say that a program died by a signal, for emulators that say it so. */
function signaled(config: Config, observation: Observation): Observation {
  const { exit } = observation;
  if (!config.signalStatus || exit.kind !== "exited" || exit.code <= 128) return observation;
  return { ...observation, exit: { kind: "signaled", signal: signalName(exit.code - 128) } };
}
