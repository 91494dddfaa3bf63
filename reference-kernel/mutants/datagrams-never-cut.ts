import { MSG_TRUNC } from "../abi/socket.ts";
import { UnixSeqpacket } from "../net/unix/seqpacket.ts";
import { type Mutant, override } from "./mutant.ts";

export const datagramsNeverCut: Mutant = {
  id: "datagrams-never-cut",
  behaviour: null,
  mistake: "a message that is too long for the buffer is not marked MSG_TRUNC",
  file: "net/unix/seqpacket.ts",
  calls: ["recvmsg"],
  apply: () =>
    override(
      UnixSeqpacket.prototype,
      "receive",
      (original) =>
        function receive(caller, sink, message) {
          const result = original.call(this, caller, sink, message);
          message.resultFlags &= ~MSG_TRUNC;
          return result;
        },
    ),
};
