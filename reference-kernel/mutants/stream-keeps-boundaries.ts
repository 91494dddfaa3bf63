import { WOULD_BLOCK } from "../files/open-file.ts";
import { KernelBuffer } from "../memory/io.ts";
import { UnixStream } from "../net/unix/stream.ts";
import { type Mutant, override } from "./mutant.ts";

export const streamKeepsBoundaries: Mutant = {
  id: "stream-keeps-boundaries",
  behaviour: null,
  mistake: "a read of an AF_UNIX stream stops at the end of what one write sent",
  file: "net/unix/stream.ts",
  calls: ["read", "recvfrom"],
  apply: () =>
    override(
      UnixStream.prototype,
      "receive",
      (original) =>
        function receive(caller, sink, message) {
          const piece = this.received[0];
          const left = piece === undefined ? 0 : piece.data.length - piece.consumed;
          if (left === 0 || left >= sink.remaining) return original.call(this, caller, sink, message);
          const one = new KernelBuffer(new Uint8Array(left));
          const count = original.call(this, caller, one, message);
          if (count !== WOULD_BLOCK) sink.put(one.filled, 0, one.filled.length);
          return count;
        },
    ),
};
