/** A thread that runs programs on the reference kernel, one after the other, each on a freshly booted one. */
import { parentPort } from "node:worker_threads";
import { MachinePool } from "../../reference-kernel/index.ts";
import { type Question, runOnReference } from "./reference-run.ts";

/** Machines stay warm from one program to the next. */
const pool = new MachinePool();

parentPort?.on("message", (question: Question) => parentPort?.postMessage(runOnReference(question, pool)));
