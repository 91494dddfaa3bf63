/** `npm run build`: JavaScript and types in dist/, for the package (npm pack does it by itself). */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { projectRoot } from "./paths.ts";

await rm(join(projectRoot, "dist"), { recursive: true, force: true });
await execa("tsc", ["--project", "tsconfig.build.json"], { cwd: projectRoot, stdio: "inherit", preferLocal: true });
