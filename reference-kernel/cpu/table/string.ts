/** movs, stos, lods, scas, cmps, alone and repeated. */
import type { Handler } from "../handler.ts";
import { cmps, lods, movs, type Repeat, scas, stos } from "../strings.ts";
import { handler, type Row, row, STATUS } from "./form.ts";

const REPEATS: readonly [prefix: string, name: string, repeat: Repeat][] = [
  ["", "", "none"],
  ["F3", "rep", "equal"],
  ["F2", "repne", "notEqual"],
];

function forms(opcode: number, name: string, make: (repeat: Repeat) => Handler, compares: boolean): Row[] {
  const hex = (value: number): string => value.toString(16).toUpperCase();
  return REPEATS.flatMap(([prefix, repeatName, repeat]) => {
    const emit = handler(make(repeat));
    const shown = repeatName === "" ? name : `${compares && repeat === "equal" ? "repe" : repeatName} ${name}`;
    const options = { recipe: "string", reads: "d", ...(compares ? { writes: STATUS, undefinedWhen: "count" } : {}) };
    return [
      row(`${prefix} ${hex(opcode)}`.trim(), `${shown}b`, "", emit, { ...options, size: "b" }),
      row(`${prefix} ${hex(opcode + 1)}`.trim(), ["w", "d", "q"].map((size) => shown + size).join("|"), "", emit, {
        ...options,
        size: "v",
      }),
    ];
  });
}

export const STRING_ROWS: readonly Row[] = [
  ...forms(0xa4, "movs", movs, false),
  ...forms(0xa6, "cmps", cmps, true),
  ...forms(0xaa, "stos", stos, false),
  ...forms(0xac, "lods", lods, false),
  ...forms(0xae, "scas", scas, true),
];
