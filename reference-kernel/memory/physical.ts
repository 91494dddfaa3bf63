/**
 * Guest physical memory: frames of 4 KiB inside the kernel's one WebAssembly.Memory.
 * The first frames of that memory belong to the processor (register file, TLBs, decoded code) and are never handed out.
 * A frame is named by its number; its bytes begin at `frame * FRAME_SIZE`. Addresses stay below 2 GiB, so they are small integers.
 */

export const FRAME_SIZE = 4096;
export const FRAME_SHIFT = 12;

/** Bits of `frameFlags`. They belong to the processor; others only read them. */
export const FRAME_FLAG = {
  /** Decoded instructions were made from this frame: whoever writes to it must call `touch` first. */
  hasCode: 1,
  /** A write-TLB entry may point at this frame. */
  inWriteTlb: 2,
} as const;

const WASM_PAGE = 65536;

export interface PhysicalOptions {
  /** Number of the first frame that may be handed out. */
  readonly firstFrame: number;
  /** Most frames that may be in use at one time. Default 1 GiB of them. */
  readonly limit?: number;
}

export class PhysicalMemory {
  readonly memory: WebAssembly.Memory;
  /** Views of the whole memory. Growth replaces them: read them through this object each time, do not keep them. */
  u8!: Uint8Array;
  u16!: Uint16Array;
  u32!: Uint32Array;
  i32!: Int32Array;
  u64!: BigUint64Array;
  view!: DataView;

  /** One byte of FRAME_FLAG bits per frame. */
  frameFlags = new Uint8Array(0);
  /** Called before a frame with decoded code changes or is freed. The processor sets it. */
  onCodeChange: ((frame: number) => void) | null = null;

  /** Most frames in use at one time. */
  limit: number;
  /** Frames in use now. */
  used = 0;

  private readonly firstFrame: number;
  private refCounts = new Int32Array(0);
  private free: number[] = [];
  /** Frames from here on were never used since the memory was made, so they are still zero. */
  private freshFrom: number;
  /** Frames from here on were not used in this run. Between `nextFrame` and `freshFrom` they are dirty. */
  private nextFrame: number;
  private capacity = 0;

  constructor(options: PhysicalOptions) {
    this.firstFrame = options.firstFrame;
    this.freshFrom = options.firstFrame;
    this.nextFrame = options.firstFrame;
    this.limit = options.limit ?? 1 << 18;
    const frames = options.firstFrame + 4096;
    this.memory = new WebAssembly.Memory({
      initial: Math.ceil((frames * FRAME_SIZE) / WASM_PAGE),
      maximum: 32768,
    });
    this.refresh();
  }

  /** Forgets every frame; the next run starts with none in use. */
  reset(limit: number): void {
    this.refCounts.fill(0, this.firstFrame, this.nextFrame);
    this.frameFlags.fill(0, this.firstFrame, this.nextFrame);
    this.free.length = 0;
    this.nextFrame = this.firstFrame;
    this.used = 0;
    this.limit = limit;
  }

  /** A frame full of zeros with one reference, or -1 when the limit is reached. */
  allocFrame(): number {
    const frame = this.allocDirtyFrame();
    if (frame < 0) return frame;
    if (frame >= this.freshFrom) this.freshFrom = frame + 1;
    else this.u8.fill(0, frame << FRAME_SHIFT, (frame + 1) << FRAME_SHIFT);
    return frame;
  }

  /** A frame with one reference and the same bytes as `source`, or -1 when the limit is reached. */
  copyFrame(source: number): number {
    const frame = this.allocDirtyFrame();
    if (frame < 0) return frame;
    if (frame >= this.freshFrom) this.freshFrom = frame + 1;
    this.u8.copyWithin(frame << FRAME_SHIFT, source << FRAME_SHIFT, (source + 1) << FRAME_SHIFT);
    return frame;
  }

  retain(frame: number): void {
    this.refCounts[frame]!++;
  }

  /** Gives up one reference; the last one frees the frame. The caller has flushed the TLBs that name it. */
  release(frame: number): void {
    const left = --this.refCounts[frame]!;
    if (left > 0) return;
    if (left < 0) throw new Error(`frame ${frame} released more often than retained`);
    this.touch(frame);
    this.frameFlags[frame] = 0;
    this.free.push(frame);
    this.used--;
  }

  references(frame: number): number {
    return this.refCounts[frame]!;
  }

  /** To be called before anything but the guest writes into a frame: drops code that was decoded from it. */
  touch(frame: number): void {
    if ((this.frameFlags[frame]! & FRAME_FLAG.hasCode) !== 0) this.onCodeChange?.(frame);
  }

  private allocDirtyFrame(): number {
    if (this.used >= this.limit) return -1;
    let frame = this.free.pop();
    if (frame === undefined) {
      if (this.nextFrame >= this.capacity && !this.grow()) return -1;
      frame = this.nextFrame++;
    }
    this.used++;
    this.refCounts[frame] = 1;
    return frame;
  }

  private grow(): boolean {
    const pages = this.memory.buffer.byteLength / WASM_PAGE;
    const more = Math.min(Math.max(256, pages >> 2), 32768 - pages);
    if (more <= 0) return false;
    try {
      this.memory.grow(more);
    } catch {
      return false;
    }
    this.refresh();
    return true;
  }

  private refresh(): void {
    const buffer = this.memory.buffer;
    this.u8 = new Uint8Array(buffer);
    this.u16 = new Uint16Array(buffer);
    this.u32 = new Uint32Array(buffer);
    this.i32 = new Int32Array(buffer);
    this.u64 = new BigUint64Array(buffer);
    this.view = new DataView(buffer);
    this.capacity = Math.min(buffer.byteLength >>> FRAME_SHIFT, 1 << 19);
    const flags = new Uint8Array(this.capacity);
    flags.set(this.frameFlags);
    this.frameFlags = flags;
    const counts = new Int32Array(this.capacity);
    counts.set(this.refCounts);
    this.refCounts = counts;
  }
}
