/** For mutants of what /proc tells: changes the text of one file of every process. */
import type { ProcEntry, ProcFile, ProcTree } from "../fs/procfs/source.ts";
import { SystemProcSource } from "../process/proc/source.ts";
import { override } from "./mutant.ts";

const isFile = (entry: ProcEntry | undefined): entry is ProcFile =>
  entry !== undefined && "text" in entry && typeof entry.text === "function";

export const changeProcText = (name: string, change: (text: string) => string): (() => void) =>
  override(
    SystemProcSource.prototype,
    "process",
    (original) =>
      function process(id) {
        const shown = original.call(this, id);
        const file = shown?.files[name];
        if (!shown || !isFile(file)) return shown;
        const changed: ProcFile = { ...file, text: (caller) => change(file.text(caller, caller.credentials)) };
        const files: ProcTree = { ...shown.files, [name]: changed };
        Object.defineProperty(shown, "files", { value: files });
        return shown;
      },
  );
