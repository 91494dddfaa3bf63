import { beforeEach, describe, expect, it } from "vitest";
import { MSG_PEEK, MSG_TRUNC } from "../../abi/socket.ts";
import { KernelBuffer } from "../../memory/io.ts";
import { Buffers } from "../buffers.ts";
import { InMessage } from "../message.ts";
import { SocketOptions } from "../options.ts";
import { ReceiveBuffer } from "./receive-buffer.ts";

let options: SocketOptions;
let buffer: ReceiveBuffer;
beforeEach(() => {
  options = new SocketOptions();
  buffer = new ReceiveBuffer(options, new Buffers());
});

const push = (text: string, isUrgent = false): void => buffer.push(new TextEncoder().encode(text), isUrgent);
const copy = (length: number, flags = 0, message = new InMessage(flags)): string => {
  const sink = new KernelBuffer(new Uint8Array(length));
  buffer.copy(sink, message, length);
  return new TextDecoder().decode(sink.filled);
};

describe("what was received and not read", () => {
  it("joins chunks, and counts what is left", () => {
    push("abc");
    push("def");
    expect(copy(4)).toBe("abcd");
    expect(buffer.unread).toBe(2);
    expect(copy(9)).toBe("ef");
  });

  it("peeks across chunks and goes on where the same call stopped", () => {
    push("abc");
    push("def");
    const message = new InMessage(MSG_PEEK);
    expect(copy(4, MSG_PEEK, message)).toBe("abcd");
    expect(copy(2, MSG_PEEK, message)).toBe("ef");
    expect(buffer.unread).toBe(6);
  });

  it("drops without copying", () => {
    push("abc");
    const message = new InMessage(MSG_TRUNC);
    expect(copy(2, MSG_TRUNC, message)).toBe("");
    expect(message.received).toBe(2);
    expect(copy(9)).toBe("c");
  });

  it("moves the offset of peeks with peeks and reads", () => {
    push("abcdef");
    options.peekOffset = 2;
    expect(copy(2, MSG_PEEK)).toBe("cd");
    expect(copy(3)).toBe("abc");
    expect(options.peekOffset).toBe(1);
    expect(copy(9, MSG_PEEK)).toBe("ef");
  });
});

describe("urgent data", () => {
  it("stands beside the stream, once", () => {
    push("abX", true);
    expect([buffer.hasUrgent, buffer.pending, buffer.takeUrgent(false)]).toEqual([true, 2, 88]);
    expect([buffer.hasUrgent, buffer.takeUrgent(false)]).toEqual([false, null]);
    expect(copy(9)).toBe("ab");
    expect(buffer.isAtMark).toBe(true);
  });

  it("ends a read before it, and is passed over by the next", () => {
    push("abX", true);
    push("cd");
    expect(copy(9, MSG_PEEK)).toBe("ab");
    expect(copy(9)).toBe("ab");
    expect(copy(9)).toBe("cd");
    expect(buffer.hasUrgent).toBe(false);
  });

  it("comes in its turn where it stands in line", () => {
    options.outOfBandInline = true;
    push("abX", true);
    expect([buffer.pending, buffer.takeUrgent(false)]).toEqual([3, null]);
    expect(copy(9)).toBe("ab");
    expect(copy(9)).toBe("X");
  });

  it("loses its mark to a newer one", () => {
    push("X", true);
    push("Y", true);
    expect(buffer.takeUrgent(true)).toBe(89);
    expect(buffer.isAtMark).toBe(true);
  });

  it("does not count towards the low-water mark", () => {
    options.receiveLowWater = 1;
    push("X", true);
    expect(buffer.isReadable).toBe(false);
    push("a");
    expect(buffer.isReadable).toBe(true);
  });
});
