import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { projectRoot } from "./paths.ts";

const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() })),
});

/**
 * npm leaves optional packages out of the lockfile that its registry could not give (those of other systems), and then
 * `npm ci` refuses the lockfile. Such entries are written by hand: version, os, cpu, "optional": true.
 */
it("the lockfile names every optional package, so that npm ci takes it", async () => {
  const { packages } = lockSchema.parse(JSON.parse(await readFile(join(projectRoot, "package-lock.json"), "utf8")));
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
    ),
  );
  expect(missing).toEqual([]);
});
