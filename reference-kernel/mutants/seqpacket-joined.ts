import { SOCK_SEQPACKET, SOCK_STREAM, SOCK_TYPE_MASK } from "../abi/socket.ts";
import { type Mutant, replaceCall, withArguments } from "./mutant.ts";

export const seqpacketJoined: Mutant = {
  id: "seqpacket-joined",
  behaviour: null,
  mistake: "SOCK_SEQPACKET is a stream",
  file: "syscalls/socket.ts",
  calls: ["socketpair"],
  apply: (kernel) =>
    replaceCall(kernel, "socketpair", (original) => (task, registers) => {
      const type = registers.low(1);
      return original(
        task,
        (type & SOCK_TYPE_MASK) === SOCK_SEQPACKET
          ? withArguments(registers, { 1: (type & ~SOCK_TYPE_MASK) | SOCK_STREAM })
          : registers,
      );
    }),
};
