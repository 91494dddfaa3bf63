/** Jumps, calls, returns and loops, and what goes with them on the stack: push, pop, enter, leave. */
import { RECORD } from "../emit/record.ts";
import { ADDRESSING, type Sem } from "../emit/sem.ts";
import { GPR, REG } from "../layout.ts";
import { I32, I64, LOAD } from "../wasm/opcodes.ts";
import { type Emit, type Row, row } from "./form.ts";
import { CONDITION_READS, CONDITIONS } from "./mov.ts";

const RSP = GPR + REG.rsp * 8;
const RBP = GPR + REG.rbp * 8;
const RCX = GPR + REG.rcx * 8;

/** Pushes (i64) the target of a relative jump. */
function relativeTarget(s: Sem): void {
  s.nextAddress();
  s.field(LOAD.i64_32s, RECORD.displacement).op(I64.add);
}

function jumpRelative(s: Sem): void {
  s.jumpLinked(RECORD.taken, () => relativeTarget(s));
}

/** Puts a local on the guest's stack; rsp changes only when the write cannot fault any more. */
function push(s: Sem, value: number, size: number): void {
  const top = s.local(s.readAt(RSP).i64(size).op(I64.sub));
  s.code.get(top);
  s.storeTo(size, value);
  s.writeAt(RSP, top);
}

const pushOperand: Emit = (s) => {
  const value = s.local(s.read(0));
  push(s, value, s.size);
};

const popOperand: Emit = (s) => {
  const old = s.local(s.readAt(RSP));
  s.code.get(old);
  const value = s.local(s.loadFrom(s.size));
  const top = s.local(s.code.get(old).i64(s.size).op(I64.add));
  if (s.operand(0).kind !== "memory") {
    s.writeAt(RSP, top);
    s.write(0, value);
    return;
  }
  // The address is made with rsp as it is after the pop, but rsp must be unchanged if the write faults.
  s.writeAt(RSP, top);
  const address = s.local(s.effectiveAddress());
  s.writeAt(RSP, old);
  s.code.get(address);
  s.storeTo(s.size, value);
  s.writeAt(RSP, top);
};

const call: Emit = (s) => {
  const back = s.local(s.nextAddress());
  push(s, back, 8);
  jumpRelative(s);
};

const callIndirect: Emit = (s) => {
  const target = s.local(s.read(0));
  s.requireCanonical(target);
  const back = s.local(s.nextAddress());
  push(s, back, 8);
  s.jumpIndirect(target);
};

const jumpTo: Emit = (s) => {
  const target = s.local(s.read(0));
  s.requireCanonical(target);
  s.jumpIndirect(target);
};

const ret: Emit = (s) => {
  const old = s.local(s.readAt(RSP));
  s.code.get(old);
  const target = s.local(s.loadFrom(8));
  s.requireCanonical(target);
  s.code.get(old).i64(8).op(I64.add);
  if (s.variant.operands.length > 0) s.read(0).op(I64.add);
  const top = s.local(s.code);
  s.writeAt(RSP, top);
  s.jumpIndirect(target);
};

const jumpIf =
  (condition: number): Emit =>
  (s) => {
    s.condition(condition).if();
    jumpRelative(s);
    s.code.end();
    s.jumpLinked(RECORD.notTaken, () => s.nextAddress());
  };

/** Counts in rcx, with prefix 67 in ecx. @returns a local with the count, zero-extended */
function counter(s: Sem, change: number): number {
  s.readAt(RCX).i64(change).op(I64.add);
  if (s.variant.addressing === ADDRESSING.narrow) s.code.low32();
  const count = s.local(s.code);
  if (change !== 0) s.writeAt(RCX, count);
  return count;
}

/** loop, loope, loopne: condition -1 for none. */
const loop =
  (condition: number): Emit =>
  (s) => {
    const count = counter(s, -1);
    s.code.get(count).i64(0).op(I64.ne);
    if (condition >= 0) {
      s.condition(condition);
      s.code.op(I32.and);
    }
    s.code.if();
    jumpRelative(s);
    s.code.end();
    s.jumpLinked(RECORD.notTaken, () => s.nextAddress());
  };

const jrcxz: Emit = (s) => {
  const count = counter(s, 0);
  s.code.get(count).op(I64.eqz).if();
  jumpRelative(s);
  s.code.end();
  s.jumpLinked(RECORD.notTaken, () => s.nextAddress());
};

const leave: Emit = (s) => {
  const frame = s.local(s.readAt(RBP));
  s.code.get(frame);
  const value = s.local(s.loadFrom(s.size));
  const top = s.local(s.code.get(frame).i64(s.size).op(I64.add));
  s.writeAt(RSP, top);
  s.writeAt(RBP, value, s.size);
};

const pushSegment =
  (offset: number): Emit =>
  (s) => {
    const value = s.local(s.readAt(offset, 2));
    push(s, value, s.size);
  };

const conditional = CONDITIONS.flatMap((name, i) => {
  const options = { size: "q", ends: true, reads: CONDITION_READS[i >> 1] ?? "", recipe: "jump" } as const;
  const low = i.toString(16).toUpperCase();
  return [
    row(`7${low}`, `j${name}`, "Jb", jumpIf(i), options),
    row(`0F 8${low}`, `j${name}`, "Jz", jumpIf(i), options),
  ];
});

const near = { size: "q", ends: true } as const;
const stack = { size: "q64", stack: true } as const;

export const CONTROL_ROWS: readonly Row[] = [
  row("50+r", "push", "Zv", pushOperand, { ...stack, recipe: "stack", faults: true }),
  row("58+r", "pop", "=Zv", popOperand, { ...stack, recipe: "stack", faults: true }),
  row("FF /6", "push", "Ev", pushOperand, { ...stack, recipe: "stack", faults: true }),
  row("8F /0", "pop", "=Ev", popOperand, { ...stack, recipe: "stack", faults: true }),
  row("68", "push", "Iz", pushOperand, { ...stack, recipe: "stack", faults: true }),
  row("6A", "push", "Ibs", pushOperand, { ...stack, recipe: "stack", faults: true }),
  row("0F A0", "push", "", pushSegment(0x0b8 + 8), { ...stack, faults: true, unchecked: "selectors are the host's" }),
  row("0F A8", "push", "", pushSegment(0x0b8 + 10), { ...stack, faults: true, unchecked: "selectors are the host's" }),
  row("C9", "leave", "", leave, { ...stack, recipe: "leave", faults: true }),
  row("E8", "call", "Jz", call, { ...near, stack: true, recipe: "jump" }),
  row("FF /2", "call", "Eq", callIndirect, { ...near, stack: true, recipe: "jump" }),
  row("FF /4", "jmp", "Eq", jumpTo, { ...near, recipe: "jump" }),
  row("E9", "jmp", "Jz", jumpRelative, { ...near, recipe: "jump" }),
  row("EB", "jmp", "Jb", jumpRelative, { ...near, recipe: "jump" }),
  row("C3", "ret", "", ret, { ...near, stack: true, recipe: "jump" }),
  row("C2", "ret", "Iw", ret, { ...near, stack: true, recipe: "jump" }),
  row("E0", "loopne", "Jb", loop(5), { ...near, reads: "z", recipe: "jump" }),
  row("E1", "loope", "Jb", loop(4), { ...near, reads: "z", recipe: "jump" }),
  row("E2", "loop", "Jb", loop(-1), { ...near, recipe: "jump" }),
  row("E3", "jrcxz", "Jb", jrcxz, { ...near, recipe: "jump" }),
  ...conditional,
];
