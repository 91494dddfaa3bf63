import { type Mutant, replaceCall, withArguments } from "./mutant.ts";

const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const TYPE_MASK = 0xf;

export const socketpairDgramJoined: Mutant = {
  id: "socketpair-dgram-joined",
  behaviour: "B11",
  mistake: "socketpair(SOCK_DGRAM) is a stream",
  file: "syscalls/socket.ts",
  calls: ["socketpair"],
  apply: (kernel) =>
    replaceCall(kernel, "socketpair", (original) => (task, registers) => {
      const type = registers.low(1);
      const isDatagram = (type & TYPE_MASK) === SOCK_DGRAM;
      return original(
        task,
        isDatagram ? withArguments(registers, { 1: (type & ~TYPE_MASK) | SOCK_STREAM }) : registers,
      );
    }),
};
