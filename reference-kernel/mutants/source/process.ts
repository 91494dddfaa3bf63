/** Mutants of process/, as rows (source-mutant.ts). */
import type { SourceMutant } from "../source-mutant.ts";

export const processSourceMutants: readonly SourceMutant[] = [
  {
    id: "children-of-every-thread",
    behaviour: null,
    file: "process/wait.ts",
    text: "(request.options & WNOTHREAD) !== 0 && child.forker !== task",
    by: "false",
    mistake: "__WNOTHREAD is not heeded: a thread finds the children of other threads",
    noticedBy: ["threading.wait_own_children"],
  },
  {
    id: "usage-of-children-forgotten",
    behaviour: null,
    file: "process/wait.ts",
    text: "addUsage(task.process.childUsage, answer.usage);",
    by: "",
    mistake: "what children used is told by wait4 and lost for RUSAGE_CHILDREN",
    noticedBy: ["process.usage_faults"],
  },
  {
    id: "largest-child-added-up",
    behaviour: null,
    file: "process/usage.ts",
    text: "to.peakPages = Math.max(to.peakPages, other.peakPages);",
    by: "to.peakPages += other.peakPages;",
    mistake: "ru_maxrss of children is their sum, not the largest",
    noticedBy: ["process.usage_faults"],
  },
  {
    id: "faults-of-the-process-alone",
    behaviour: null,
    file: "process/usage.ts",
    text: "task.usage.minorFaults += count;",
    by: "",
    mistake: "page faults are not counted for the thread that made them",
    noticedBy: ["process.usage_faults"],
  },
  {
    id: "sleeps-are-no-switches",
    behaviour: null,
    file: "process/run.ts",
    text: "task.usage.voluntarySwitches++;",
    by: "",
    mistake: "going to sleep is no voluntary context switch",
    noticedBy: ["process.usage_switches"],
  },
  {
    id: "death-of-a-thread-untold",
    behaviour: null,
    file: "process/exit.ts",
    text: "if (parentDeathSignal === 0) continue;",
    by: "if (parentDeathSignal === 0 || heir !== null) continue;",
    mistake: "PR_SET_PDEATHSIG tells of the parent process alone, not of the thread that forked",
    noticedBy: ["threading.parent_death_of_thread"],
  },
];
