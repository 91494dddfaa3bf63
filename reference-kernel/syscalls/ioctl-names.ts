/** Names of ioctl(2) requests for the trace, from the numbers' own modules. */
import * as files from "../abi/ioctl.ts";
import * as interfaces from "../abi/netdevice.ts";
import * as terminals from "../abi/termios.ts";
import { hexUint } from "./arguments.ts";
import type { ArgumentCodec } from "./define.ts";

/** Below are the arguments of terminals' requests, not requests. */
const FIRST = 0x5401;

const names = new Map<number, string>(
  [terminals, interfaces, files].flatMap((module) =>
    Object.entries(module).flatMap(([name, value]): [number, string][] =>
      typeof value === "number" && value >= FIRST && /^(FIO|SIOC|TIOC|TC)[A-Z0-9]+$/.test(name) ? [[value, name]] : [],
    ),
  ),
);

export const ioctlRequest = (name: string): ArgumentCodec<number> => {
  const plain = hexUint(name);
  return {
    ...plain,
    format: (value, task, result) => names.get(value) ?? plain.format(value, task, result),
  };
};
