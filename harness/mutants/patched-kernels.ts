/**
 * Reference kernels with one text replaced, side by side in one thread. A module that is patched, and every module that
 * imports it, directly or not, is loaded once more under a URL that ends with the mutant's id; all others are shared with
 * the kernel as it is. Types are taken out of each file once.
 */
import { readdirSync, readFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as kernel from "../../reference-kernel/index.ts";
import { patched, type SourceMutant, sourceMutants } from "../../reference-kernel/mutants/index.ts";
import type { KernelModule } from "../targets/reference-run.ts";

const folder = new URL("../../reference-kernel/", import.meta.url).href;
const mark = "?mutant=";

const mutantOf = (url: string | undefined): SourceMutant | undefined => {
  const [, id] = url?.split(mark) ?? [];
  return id === undefined ? undefined : sourceMutants.find((mutant) => mutant.id === id);
};

/** A module's path from the kernel's folder: "fs/time.ts". */
const pathOf = (url: string): string => (url.split(mark)[0] ?? "").slice(folder.length);

const sources = new Map<string, string>();
const stripped = new Map<string, string>();

const sourceOf = (path: string): string => {
  const source = sources.get(path) ?? readFileSync(new URL(path, folder), "utf8");
  sources.set(path, source);
  return source;
};

const strippedOf = (path: string): string => {
  const source = stripped.get(path) ?? stripTypeScriptTypes(sourceOf(path));
  stripped.set(path, source);
  return source;
};

/** By module, those that import it (types alone do not count). */
let importers: ReadonlyMap<string, readonly string[]> | null = null;

function findImporters(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const root = fileURLToPath(folder);
  const files = readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((name) => relative(root, join(root, name)).replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !name.startsWith("mutants/"));
  for (const file of files) {
    for (const [, specifier = ""] of sourceOf(file).matchAll(/^(?:import|export)\b(?! type\b)[^;]*?"(\.[^"]+)";/gms)) {
      const imported = posix.join(posix.dirname(file), specifier);
      const known = found.get(imported);
      if (known === undefined) found.set(imported, [file]);
      else known.push(file);
    }
  }
  return found;
}

/** The file, and all whose imports lead to it. */
function affected(file: string): ReadonlySet<string> {
  importers ??= findImporters();
  const found = new Set([file]);
  for (const one of found) for (const importer of importers.get(one) ?? []) found.add(importer);
  return found;
}

const affectedBy = new Map<string, ReadonlySet<string>>();

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const mutant = mutantOf(context.parentURL);
    if (mutant === undefined || !resolved.url.startsWith(folder)) return resolved;
    if (!affectedBy.get(mutant.id)?.has(pathOf(resolved.url))) return resolved;
    return { ...resolved, url: `${resolved.url}${mark}${mutant.id}` };
  },
  load(url, context, next) {
    const mutant = url.startsWith(folder) ? mutantOf(url) : undefined;
    if (mutant === undefined) return next(url, context);
    const path = pathOf(url);
    const source = path === mutant.file ? stripTypeScriptTypes(patched(mutant, sourceOf(path))) : strippedOf(path);
    return { format: "module", source, shortCircuit: true };
  },
});

/** The kernel with this mistake. Throws where the text is not there once, or what stands there instead is no program. */
export async function patchedKernel(mutant: SourceMutant): Promise<KernelModule> {
  affectedBy.set(mutant.id, affected(mutant.file));
  return (await import(`${folder}index.ts${mark}${mutant.id}`)) as KernelModule;
}

export { kernel };
