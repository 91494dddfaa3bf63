/** Where things lie: in a checkout, or in the package that `npm pack` makes of it (docs/package.md). */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A package holds built JavaScript in dist/: Node takes no types out of what lies in node_modules. */
const isPackaged = import.meta.url.endsWith(".js");

/** What our modules are named with, for those that are started and not imported. */
export const moduleExtension = isPackaged ? "js" : "ts";

/** How people call this program. */
export const selfCommand = isPackaged ? "npx contracts" : "npm run contracts --";

const here = dirname(dirname(fileURLToPath(import.meta.url)));

export const projectRoot = isPackaged ? dirname(here) : here;
export const contractsFolder = join(projectRoot, "contracts");
/** Whole programs (docs/programs.md). */
export const programsFolder = join(projectRoot, "programs");
export const targetsFolder = join(projectRoot, "targets");
/** A package writes into the folder that it is called in, and caches where packages do. */
export const reportsFolder = join(isPackaged ? process.cwd() : projectRoot, "reports");
export const programReportsFolder = join(reportsFolder, "programs");
export const cacheFolder = isPackaged
  ? join(dirname(projectRoot), ".cache", "syscall-contracts")
  : join(projectRoot, ".cache");

/** Linux's recorded answers (harness/oracle/records.ts). */
export const recordsFolder = join(cacheFolder, "records");

const ownList = join(process.cwd(), "known-divergences.json");
/** Whoever uses the package keeps a list of their own beside their work; until then ours holds. */
export const knownDivergencesFile =
  isPackaged && existsSync(ownList) ? ownList : join(projectRoot, "known-divergences.json");
