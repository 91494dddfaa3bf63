/** Codecs of pointers to structs: the handler gets the address and reads when it is its turn to fault; the trace shows the value. */
import { type Codec, i32 } from "../abi/struct.ts";
import type { Task } from "../process/task.ts";
import type { ArgumentCodec } from "./define.ts";

type Result = number | bigint | null;

/** A guest address whose content `show` formats; where that faults (or answers null), the address itself is shown. */
export const shown = (
  name: string,
  show: (address: number, task: Task, result: Result) => string | null,
): ArgumentCodec<number> => ({
  name,
  decode: (r, i) => r.high(i) * 0x1_0000_0000 + r.low(i),
  format: (address, task, result) => {
    if (address === 0) return "NULL";
    let text: string | null = null;
    try {
      text = show(address, task, result);
    } catch {
      // The guest's pointer is bad: the call said so, and the trace shows it.
    }
    return text ?? `0x${address.toString(16)}`;
  },
});

/** An array (or buffer) in the guest with its length. */
export interface CountedArray {
  readonly address: number;
  /** 32 bits, unsigned. */
  readonly count: number;
}

/** An array whose length is the next argument: the handler gets both at once, and the trace can show it whole. */
export const counted = (
  name: string,
  show: (task: Task, array: CountedArray, result: Result) => string | null,
): ArgumentCodec<CountedArray> => ({
  name,
  decode: (r, i) => ({ address: r.high(i) * 0x1_0000_0000 + r.low(i), count: r.low(i + 1) }),
  format: (array, task, result) => shown(name, () => show(task, array, result)).format(array.address, task, result),
});

/** A struct that the call reads. */
export const inStruct = <T>(name: string, codec: Codec<T>, format: (value: T) => string): ArgumentCodec<number> =>
  shown(name, (address, task) => format(task.memory.read(codec, address)));

/** A struct that the call fills: shown when it succeeded. */
export const outStruct = <T>(name: string, codec: Codec<T>, format: (value: T) => string): ArgumentCodec<number> =>
  shown(name, (address, task, result) => (result === null ? null : format(task.memory.read(codec, address))));

/** A struct that the call reads and fills. */
export const inOutStruct = inStruct;

/** Two descriptors that the call makes: "[3, 4]". */
export const fdPair = (name: string): ArgumentCodec<number> =>
  shown(name, (address, task, result) =>
    result === null ? null : `[${task.memory.read(i32, address)}, ${task.memory.read(i32, address + 4)}]`,
  );
