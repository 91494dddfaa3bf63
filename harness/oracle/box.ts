/** The boxed Linux: User-Mode Linux, a real kernel as a process, booted once for all that is asked of it. */
import { join } from "node:path";
import { buildParts } from "../machines/parts.ts";
import { targetsFolder } from "../paths.ts";
import { readTargetFile } from "../targets/config.ts";
import { whyNot } from "../targets/installed.ts";
import { machineTarget } from "../targets/machine.ts";
import type { Target } from "../targets/target.ts";
import type { Toolchain } from "../toolchain.ts";

/** The target file that it is made of. */
export const boxName = "uml";

/** Why there is none, in one line, where it is not installed. */
export async function openBox(toolchain: Toolchain, signal?: AbortSignal): Promise<Target | string> {
  const config = await readTargetFile(join(targetsFolder, `${boxName}.json`));
  if (config.kind !== "machine") throw new Error("the box is a machine");
  const why = await whyNot(config);
  return why ?? machineTarget(config, await buildParts(toolchain, signal));
}
