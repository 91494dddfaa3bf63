/** Every mutant, by behaviour. */
import { dup3CloexecLost } from "./dup3-cloexec-lost.ts";
import { epollDelNull } from "./epoll-del-null.ts";
import { execKeepsHandlers } from "./exec-keeps-handlers.ts";
import type { Mutant } from "./mutant.ts";

export type { Mutant } from "./mutant.ts";

export const mutants: readonly Mutant[] = [dup3CloexecLost, execKeepsHandlers, epollDelNull];
