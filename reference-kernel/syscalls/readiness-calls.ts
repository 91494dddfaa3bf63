/** The calls on files that hide behind a descriptor without being a file, and on readiness. */
import type { Syscall } from "./define.ts";
import { epollCalls } from "./epoll.ts";
import { eventFileCalls } from "./eventfd.ts";
import { pipeCalls } from "./pipe.ts";
import { pollCalls } from "./poll.ts";
import { selectCalls } from "./select.ts";

export const readinessCalls: readonly Syscall[] = [
  ...pipeCalls,
  ...pollCalls,
  ...selectCalls,
  ...epollCalls,
  ...eventFileCalls,
];
