/** Where things lie in the checkout. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Built JavaScript, installed as a package, lies in dist/; the sources lie in a checkout. */
const isPackaged = import.meta.url.endsWith(".js");

/** How people call this program. */
export const selfCommand = isPackaged ? "npx contracts" : "npm run contracts --";

export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));
export const contractsFolder = join(projectRoot, "contracts");
export const targetsFolder = join(projectRoot, "targets");
export const reportsFolder = join(projectRoot, "reports");
export const cacheFolder = join(projectRoot, ".cache");
export const knownDivergencesFile = join(projectRoot, "known-divergences.json");
