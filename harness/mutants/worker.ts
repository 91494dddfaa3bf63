/** A thread that runs programs on kernels with one mistake each. */
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { parentPort } from "node:worker_threads";
import { cacheFolder } from "../paths.ts";
import type { Question } from "../targets/reference-run.ts";

enableCompileCache(join(cacheFolder, "compiled"));

export interface MutantQuestion extends Question {
  /** Id of the mutant that is to run it; null for the kernel as it is. */
  readonly mutant: string | null;
}

const { answerMutant } = await import("./answer-mutant.ts");
parentPort?.on("message", async (question: MutantQuestion) => parentPort?.postMessage(await answerMutant(question)));
