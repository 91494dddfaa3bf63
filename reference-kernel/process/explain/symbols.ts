/** Names of addresses, from the symbol table of the program that a task runs. Stripped programs have none. */
import { ET_DYN, elfHeader, SHT_SYMTAB, STT_FUNC, sectionHeader, symbol } from "../../abi/elf.ts";
import { decode } from "../../abi/struct.ts";
import type { Mappable } from "../../memory/mappable.ts";
import type { Task } from "../task.ts";

const PAGE = 4096;
/** More symbols than this are not looked through. */
const MOST_SYMBOLS = 200_000;

/** `main+0x1a`; null where no function of the program begins before `address` in its mapping. */
export const nameOfAddress = (task: Task, address: number): string | null => {
  const { space, system } = task;
  const pages = space.areas.at(address)?.backing?.pages;
  if (pages === undefined) return null;
  const read = reader(pages, system.memory.physical.u8);
  const header = decode(elfHeader, read(0, elfHeader.size));
  const first = Math.min(...[...space.areas].filter((vma) => vma.backing?.pages === pages).map((vma) => vma.start));
  const wanted = header.type === ET_DYN ? address - first : address;
  let best: { readonly value: number; readonly name: string } | null = null;
  for (const { value, name } of functions(read, header)) {
    if (value <= wanted && (best === null || value > best.value)) best = { value, name };
  }
  if (best === null) return null;
  const offset = wanted - best.value;
  return offset === 0 ? best.name : `${best.name}+0x${offset.toString(16)}`;
};

type Read = (offset: number, length: number) => Uint8Array;

/** Bytes of a mapped file; what cannot be read is zero. */
const reader =
  (pages: Mappable, memory: Uint8Array): Read =>
  (offset, length) => {
    const out = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const inPage = (offset + done) % PAGE;
      const count = Math.min(PAGE - inPage, length - done);
      const frame = offset + done < pages.size ? pages.page((offset + done - inPage) / PAGE, false) : null;
      if (frame !== null && frame > 0) {
        out.set(memory.subarray(frame * PAGE + inPage, frame * PAGE + inPage + count), done);
      }
      done += count;
    }
    return out;
  };

function* functions(
  read: Read,
  header: { readonly shoff: number; readonly shnum: number; readonly shentsize: number },
): Generator<{ readonly value: number; readonly name: string }> {
  if (header.shoff === 0 || header.shentsize !== sectionHeader.size) return;
  const section = (index: number) =>
    decode(sectionHeader, read(header.shoff + index * sectionHeader.size, sectionHeader.size));
  for (let index = 0; index < header.shnum; index++) {
    const table = section(index);
    if (table.type !== SHT_SYMTAB || table.size > MOST_SYMBOLS * symbol.size || table.link >= header.shnum) continue;
    const strings = section(table.link);
    const names = read(strings.offset, Math.min(strings.size, 1 << 24));
    const bytes = read(table.offset, table.size);
    for (let at = 0; at + symbol.size <= bytes.length; at += symbol.size) {
      const { name, info, value } = decode(symbol, bytes, at);
      if ((info & 0xf) !== STT_FUNC || value === 0) continue;
      const end = names.indexOf(0, name);
      yield { value, name: String.fromCharCode(...names.subarray(name, Math.min(end < 0 ? name : end, name + 200))) };
    }
  }
}
