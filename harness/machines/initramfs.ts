/** A cpio archive of the form "newc", which the kernel unpacks as its first root: Documentation/driver-api/early-userspace/buffer-format.rst. */

export interface Entry {
  /** Path without a slash before it. */
  readonly name: string;
  /** File type and permissions, as in stat(2). */
  readonly mode: number;
  readonly content?: Uint8Array;
  /** Major and minor number of a device. */
  readonly device?: readonly [number, number];
}

export function cpio(entries: readonly Entry[]): Buffer {
  const all = [...entries, { name: "TRAILER!!!", mode: 0 }];
  return Buffer.concat(all.flatMap((entry, index) => pieces(entry, index + 1)));
}

function pieces({ name, mode, content = new Uint8Array(), device = [0, 0] }: Entry, inode: number): readonly Buffer[] {
  const [major, minor] = device;
  const fields = [inode, mode, 0, 0, 1, 0, content.length, 0, 0, major, minor, name.length + 1, 0];
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, "0")).join("")}${name}\0`;
  return [padded(Buffer.from(header)), padded(content)];
}

/** To a multiple of four bytes. */
function padded(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, new Uint8Array(-bytes.length & 3)]);
}
