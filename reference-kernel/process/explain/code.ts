/** Where a task stands in its program: registers, the instruction, the nearest symbol, the memory map. */
import { REGISTER_NAMES } from "../../cpu/layout.ts";
import { describeMaps } from "../../memory/maps.ts";
import type { Task } from "../task.ts";
import { nameOfAddress } from "./symbols.ts";

/** The longest instruction of x86-64, in bytes. */
const LONGEST = 15;
const PAGE = 4096;
/** Registers in a line. */
const COLUMNS = 4;

/** `rip 0x401234 main+0x1a: mov dword ptr [rax], 0x1`. */
export const describeInstruction = (task: Task): string => {
  const { rip } = task.registers;
  const name = nameOfAddress(task, rip);
  return `rip 0x${rip.toString(16)}${name === null ? "" : ` ${name}`}: ${instructionAt(task, rip)}`;
};

/** The instruction as text; what cannot be read says so. */
const instructionAt = (task: Task, address: number): string => {
  const bytes = new Uint8Array(LONGEST);
  // The next page is looked at only where the instruction goes on there: looking brings it in.
  const inPage = Math.min(LONGEST, PAGE - (address % PAGE));
  const count = task.memory.copyIn(address, bytes, 0, inPage);
  if (count === 0) return "no code can be read here";
  const { text } = task.system.machine.disassemble(bytes.subarray(0, count), address);
  if (text !== "(truncated)" || count < inPage) return text;
  const whole = count + task.memory.copyIn(address + count, bytes, count, LONGEST - count);
  return task.system.machine.disassemble(bytes.subarray(0, whole), address).text;
};

export const describeRegisters = (task: Task): readonly string[] => {
  const { registers } = task;
  const shown = [
    ...REGISTER_NAMES.map((name, index) => `${name}=0x${registers.big(index).toString(16)}`),
    `rflags=0x${registers.rflags.toString(16)}`,
    `fs=0x${registers.fsBase.toString(16)}`,
  ];
  const lines: string[] = [];
  for (let at = 0; at < shown.length; at += COLUMNS) {
    lines.push(
      shown
        .slice(at, at + COLUMNS)
        .map((text) => text.padEnd(24))
        .join(" ")
        .trimEnd(),
    );
  }
  return lines;
};

/** All of it, in lines. Never throws: what cannot be told is left out. */
export const describeCode = (task: Task): readonly string[] => {
  try {
    return [
      describeInstruction(task),
      ...describeRegisters(task),
      "memory map:",
      ...describeMaps(task.space)
        .trimEnd()
        .split("\n")
        .map((line) => `  ${line}`),
    ];
  } catch (error) {
    return [`(no more can be told: ${String(error)})`];
  }
};
