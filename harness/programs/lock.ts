/**
 * `npm run programs:lock`: writes programs/packages.lock.json anew, with the versions that the machine's own apt sources
 * (Debian bookworm) have now for every package that a suite names.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { programsFolder } from "../paths.ts";
import { suiteSchema } from "./discover.ts";
import { lockFile, type Package, type PackageLock } from "./packages.ts";

const names = new Set<string>();
for (const entry of await readdir(programsFolder, { withFileTypes: true })) {
  if (!entry.isDirectory()) continue;
  const suite = suiteSchema.parse(JSON.parse(await readFile(join(programsFolder, entry.name, "suite.json"), "utf8")));
  for (const name of suite.packages) names.add(name);
}

const { stdout } = await execa("apt-get", [
  "download",
  "--print-uris",
  "-qq",
  ...[...names].map((name) => `${name}:amd64`),
]);
const packages = stdout.split("\n").map((line): Package => {
  const [, url = "", file = "", sha256 = ""] = /^'([^']+)' (\S+) \d+ SHA256:([0-9a-f]{64})$/.exec(line) ?? [];
  const path = /\/(debian(?:-security)?\/pool\/.*)$/.exec(decodeURIComponent(url))?.[1];
  const [name = "", version = ""] = file.replace(/_(amd64|all)\.deb$/, "").split("_");
  if (path === undefined) throw new Error(`not understood: ${line}`);
  return { name, version: decodeURIComponent(version), file: path, sha256 };
});
const now = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
const lock: PackageLock = { snapshot: now, packages: packages.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
await writeFile(lockFile, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${packages.length} packages`);
