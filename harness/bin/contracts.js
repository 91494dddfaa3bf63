#!/usr/bin/env node
// `npx contracts`: any Node starts this; the work is done by the one that package.json pins, which runs TypeScript.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);

function pinnedNode() {
  try {
    const file = join(dirname(require.resolve("node/package.json")), "bin", "node");
    if (existsSync(file)) return file;
  } catch {
    // not installed
  }
  process.stderr.write("contracts: the pinned Node is not installed: run npm ci\n");
  process.exit(2);
}

const main = join(dirname(dirname(fileURLToPath(import.meta.url))), "main.ts");
const child = spawn(pinnedNode(), ["--disable-warning=ExperimentalWarning", main, ...process.argv.slice(2)], {
  stdio: "inherit",
});
// A terminal sends Ctrl-C to the child as well; what is sent to us alone is passed on.
process.on("SIGINT", () => {});
for (const name of ["SIGTERM", "SIGHUP"]) process.on(name, () => child.kill(name));
child.on("exit", (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
