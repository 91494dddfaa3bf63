/** Whether a target can be run here, found out before anything is run. */
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { fillIn, type TargetConfig } from "./config.ts";

/** Why the target cannot run here, in one line; null if it can. */
export async function whyNot(config: TargetConfig): Promise<string | null> {
  const program = await findProgram(programOf(config));
  if (program === null) {
    const bringer = config.package === undefined ? "" : ` (Debian package ${config.package})`;
    return `${programOf(config)} is not installed${bringer}`;
  }
  if (config.needs?.includes("root") === true && process.getuid?.() !== 0) return "it needs root";
  return null;
}

const programOf = (config: TargetConfig): string => fillIn(config.command[0] ?? "", { here: config.here });

/** Absolute path of a program, found as a shell would; null if there is none. */
export async function findProgram(name: string): Promise<string | null> {
  const folders = name.includes("/") ? [""] : (process.env.PATH ?? "").split(delimiter).filter((path) => path !== "");
  for (const folder of folders) {
    const file = folder === "" ? name : join(folder, name);
    const usable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return file;
  }
  return null;
}

/** What the target's own command says of its version; empty if there is none or it does not answer. */
export async function versionOf(config: TargetConfig): Promise<string> {
  const [program, ...words] = (config.version ?? []).map((part) => fillIn(part, { here: config.here }));
  if (program === undefined) return "";
  const { stdout } = await execa(program, words, {
    reject: false,
    stdin: "ignore",
    timeout: 10_000,
    maxBuffer: 100_000,
  });
  const line = (stdout ?? "").split("\n")[0]?.trim() ?? "";
  return /\d+(\.\d+)+[^\s()]*/.exec(line)?.[0] ?? line.slice(0, 40);
}
