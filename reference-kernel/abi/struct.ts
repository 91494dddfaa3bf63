/**
 * Layouts of Linux's structs, declared and never hand-offset: `struct({ sec: i64, nsec: i64 })` follows the C rules of
 * alignment and padding on x86-64. `abi.test.ts` checks every declared layout against the real headers.
 */

import { OFTEN, written } from "./written.ts";

/** Reads and writes one C type at a byte offset. `size` and `align` are in bytes. */
export interface Codec<T> {
  readonly size: number;
  readonly align: number;
  read(view: DataView, offset: number): T;
  write(view: DataView, offset: number, value: T): void;
}

export type Decoded<C> = C extends Codec<infer T> ? T : never;

const scalar = <T>(
  size: number,
  read: (view: DataView, offset: number) => T,
  write: (view: DataView, offset: number, value: T) => void,
): Codec<T> => ({ size, align: size, read, write });

export const u8 = scalar<number>(
  1,
  (v, o) => v.getUint8(o),
  (v, o, x) => v.setUint8(o, x),
);
export const i8 = scalar<number>(
  1,
  (v, o) => v.getInt8(o),
  (v, o, x) => v.setInt8(o, x),
);
export const u16 = scalar<number>(
  2,
  (v, o) => v.getUint16(o, true),
  (v, o, x) => v.setUint16(o, x, true),
);
export const i16 = scalar<number>(
  2,
  (v, o) => v.getInt16(o, true),
  (v, o, x) => v.setInt16(o, x, true),
);
/** Big-endian 16 bits, as ports travel. */
export const be16 = scalar<number>(
  2,
  (v, o) => v.getUint16(o, false),
  (v, o, x) => v.setUint16(o, x, false),
);
export const u32 = scalar<number>(
  4,
  (v, o) => v.getUint32(o, true),
  (v, o, x) => v.setUint32(o, x, true),
);
export const i32 = scalar<number>(
  4,
  (v, o) => v.getInt32(o, true),
  (v, o, x) => v.setInt32(o, x, true),
);
/** 64 bits, exact. */
export const u64 = scalar<bigint>(
  8,
  (v, o) => v.getBigUint64(o, true),
  (v, o, x) => v.setBigUint64(o, x, true),
);
/** 64 bits, exact. */
export const i64 = scalar<bigint>(
  8,
  (v, o) => v.getBigInt64(o, true),
  (v, o, x) => v.setBigInt64(o, x, true),
);
/** A signed 64-bit quantity as a JS number: exact within ±2^53, rounded beyond. For times, sizes and counts. */
export const long = scalar<number>(
  8,
  (v, o) => v.getInt32(o + 4, true) * 0x1_0000_0000 + v.getUint32(o, true),
  (v, o, x) => {
    v.setUint32(o, x, true);
    v.setInt32(o + 4, Math.floor(x / 0x1_0000_0000), true);
  },
);
/** An unsigned 64-bit quantity as a JS number: exact up to 2^53, rounded beyond. For addresses and sizes. */
export const ulong = scalar<number>(
  8,
  (v, o) => v.getUint32(o + 4, true) * 0x1_0000_0000 + v.getUint32(o, true),
  (v, o, x) => {
    v.setUint32(o, x, true);
    v.setUint32(o + 4, Math.floor(x / 0x1_0000_0000), true);
  },
);

/** Fixed-length array of one type. */
export const array = <T>(element: Codec<T>, length: number): Codec<T[]> => ({
  size: element.size * length,
  align: element.align,
  read: (v, o) => {
    const values: T[] = [];
    for (let i = 0; i < length; i++) values.push(element.read(v, o + i * element.size));
    return values;
  },
  write: (v, o, values) => {
    for (let i = 0; i < length; i++) {
      const value = values[i];
      if (value !== undefined) element.write(v, o + i * element.size, value);
    }
  },
});

/** Raw bytes of a fixed length (char[n]). Shorter values leave the rest zero. */
export const bytes = (length: number): Codec<Uint8Array> => ({
  size: length,
  align: 1,
  read: (v, o) => {
    const out = new Uint8Array(length);
    for (let i = 0; i < length; i++) out[i] = v.getUint8(o + i);
    return out;
  },
  write: (v, o, value) => {
    const end = Math.min(length, value.length);
    for (let i = 0; i < end; i++) v.setUint8(o + i, value[i] ?? 0);
    for (let i = end; i < length; i++) v.setUint8(o + i, 0);
  },
});

export interface StructCodec<F extends Record<string, Codec<unknown>>>
  extends Codec<{ [K in keyof F]: Decoded<F[K]> }> {
  /** Byte offset of each field. */
  readonly offsets: { readonly [K in keyof F]: number };
  readonly fields: F;
}

type Fields = Record<string, Codec<unknown>>;

const alignUp = (value: number, align: number): number => Math.ceil(value / align) * align;

/** A C struct. `pack` limits the alignment of fields (epoll_event is packed on x86-64). */
export const struct = <F extends Fields>(fields: F, options: { readonly pack?: number } = {}): StructCodec<F> => {
  const pack = options.pack ?? 16;
  const names = Object.keys(fields) as (keyof F & string)[];
  const offsets = {} as { [K in keyof F]: number };
  let end = 0;
  let align = 1;
  for (const name of names) {
    const field = fields[name] as Codec<unknown>;
    const fieldAlign = Math.min(field.align, pack);
    align = Math.max(align, fieldAlign);
    end = alignUp(end, fieldAlign);
    offsets[name] = end;
    end += field.size;
  }
  type Value = { [K in keyof F]: Decoded<F[K]> };
  const codecs = names.map((name) => fields[name] as Codec<Value[keyof F]>);
  const places = names.map((name) => offsets[name]);
  const readPlainly = (v: DataView, o: number): Value => {
    const value = {} as Value;
    for (let i = 0; i < names.length; i++) {
      value[names[i] as keyof F] = (codecs[i] as Codec<Value[keyof F]>).read(v, o + (places[i] as number));
    }
    return value;
  };
  const writePlainly = (v: DataView, o: number, value: Value): void => {
    for (let i = 0; i < names.length; i++) {
      (codecs[i] as Codec<Value[keyof F]>).write(v, o + (places[i] as number), value[names[i] as keyof F]);
    }
  };
  const parts = Object.fromEntries(codecs.map((codec, i) => [`c${i}`, codec]));
  const each = (text: (name: string, i: number) => string): string =>
    names.map((name, i) => text(JSON.stringify(name), i)).join(" ");
  let reads = 0;
  let read = (v: DataView, o: number): Value => {
    if (++reads === OFTEN) {
      const list = each((name, i) => `${name}: c${i}.read(v, o + ${places[i]}),`);
      read = written<typeof read>(`(v, o) => ({ ${list} })`, parts);
    }
    return readPlainly(v, o);
  };
  let writes = 0;
  let write = (v: DataView, o: number, value: Value): void => {
    if (++writes === OFTEN) {
      const list = each((name, i) => `c${i}.write(v, o + ${places[i]}, value[${name}]);`);
      write = written<typeof write>(`(v, o, value) => { ${list} }`, parts);
    }
    writePlainly(v, o, value);
  };
  return {
    size: alignUp(end, align),
    align,
    offsets,
    fields,
    read: (v, o) => read(v, o),
    write: (v, o, value) => write(v, o, value),
  } as StructCodec<F>;
};

/** The bytes of one value, for callers that copy them to the guest. */
export const encode = <T>(codec: Codec<T>, value: T): Uint8Array => {
  const out = new Uint8Array(codec.size);
  codec.write(new DataView(out.buffer), 0, value);
  return out;
};

export const decode = <T>(codec: Codec<T>, data: Uint8Array, offset = 0): T =>
  codec.read(new DataView(data.buffer, data.byteOffset, data.byteLength), offset);
