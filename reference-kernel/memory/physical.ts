/**
 * Guest physical memory: frames of 4 KiB inside the kernel's one WebAssembly.Memory.
 * The first frames of that memory belong to the processor (register file, TLBs, decoded code) and are never handed out.
 * A frame is named by its number; its bytes begin at `frame * FRAME_SIZE`. Addresses stay below 2 GiB, so they are small integers.
 */

export const FRAME_SIZE = 4096;
export const FRAME_SHIFT = 12;

/** Where in its page an address lies: its low bits, exact for every safe integer, and far cheaper than `%` beyond 2^31. */
export const inPageOf = (address: number): number => address & (FRAME_SIZE - 1);

/** Bits of `frameFlags`. They belong to the processor; others only read them. */
export const FRAME_FLAG = {
  /** Decoded instructions were made from this frame: whoever writes to it must call `touch` first. */
  hasCode: 1,
  /** A write-TLB entry may point at this frame. */
  inWriteTlb: 2,
} as const;

const WASM_PAGE = 65536;

/** Who pays for frames (a memory control group): it is asked before one is taken, and told when it is free again. */
export interface FrameAccount {
  /** Whether there is room for one more frame; it is counted then. */
  charge(): boolean;
  uncharge(): void;
}

export interface PhysicalOptions {
  /** Number of the first frame that may be handed out. */
  readonly firstFrame: number;
  /** Bytes of the Memory. It is reserved at once, committed as it is touched, and never grows. Default 1 GiB. */
  readonly size?: number;
}

export class PhysicalMemory {
  readonly memory: WebAssembly.Memory;
  /** Views of the whole memory; they stay valid for its whole life. */
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly u32: Uint32Array;
  readonly i32: Int32Array;
  readonly u64: BigUint64Array;
  readonly view: DataView;

  /** One byte of FRAME_FLAG bits per frame. */
  readonly frameFlags: Uint8Array;
  /** Called before a frame with decoded code changes or is freed. The processor sets it. */
  onCodeChange: ((frame: number) => void) | null = null;

  /** Who pays for the next frames; null for nobody. */
  account: FrameAccount | null = null;
  /** Most frames that may be in use at one time. */
  limit: number;
  /** Frames in use now. */
  used = 0;
  /** Page tables, each of which counts as a frame in use, though it lies elsewhere. */
  tables = 0;

  private readonly firstFrame: number;
  private readonly refCounts: Int32Array;
  private readonly free: number[] = [];
  /** Who paid for a frame, by its number, where somebody did. */
  private readonly payers = new Map<number, FrameAccount>();
  /** Frames from here on were never used since the memory was made, so they are still zero. */
  private freshFrom: number;
  /** Frames from here on were not used in this run. Between `nextFrame` and `freshFrom` they are dirty. */
  private nextFrame: number;
  private readonly frameCount: number;

  constructor(options: PhysicalOptions) {
    this.firstFrame = options.firstFrame;
    this.freshFrom = options.firstFrame;
    this.nextFrame = options.firstFrame;
    this.memory = reserve(options.size ?? 1 << 30);
    const buffer = this.memory.buffer;
    this.u8 = new Uint8Array(buffer);
    this.u16 = new Uint16Array(buffer);
    this.u32 = new Uint32Array(buffer);
    this.i32 = new Int32Array(buffer);
    this.u64 = new BigUint64Array(buffer);
    this.view = new DataView(buffer);
    this.frameCount = buffer.byteLength >>> FRAME_SHIFT;
    this.limit = this.frameCount;
    this.frameFlags = new Uint8Array(this.frameCount);
    this.refCounts = new Int32Array(this.frameCount);
  }

  /** No frame is left. */
  get isFull(): boolean {
    return this.used + this.tables >= this.limit || (this.free.length === 0 && this.nextFrame >= this.frameCount);
  }

  /** Bytes that the host had to find so far: they stay with the memory, whether used or not. */
  get committed(): number {
    return this.freshFrom * FRAME_SIZE;
  }

  /** Forgets every frame; the next run starts with none in use. */
  reset(): void {
    this.refCounts.fill(0, this.firstFrame, this.nextFrame);
    this.frameFlags.fill(0, this.firstFrame, this.nextFrame);
    this.free.length = 0;
    this.payers.clear();
    this.account = null;
    this.nextFrame = this.firstFrame;
    this.used = 0;
    this.tables = 0;
    this.limit = this.frameCount;
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
    if (this.payers.size > 0) this.payOff(frame);
  }

  references(frame: number): number {
    return this.refCounts[frame]!;
  }

  /** To be called before anything but the guest writes into a frame: drops code that was decoded from it. */
  touch(frame: number): void {
    if ((this.frameFlags[frame]! & FRAME_FLAG.hasCode) !== 0) this.onCodeChange?.(frame);
  }

  private payOff(frame: number): void {
    this.payers.get(frame)?.uncharge();
    this.payers.delete(frame);
  }

  private allocDirtyFrame(): number {
    if (this.isFull) return -1;
    const { account } = this;
    if (account !== null && !account.charge()) return -1;
    const frame = this.free.pop() ?? this.nextFrame++;
    if (account !== null) this.payers.set(frame, account);
    this.used++;
    this.refCounts[frame] = 1;
    return frame;
  }
}

/** A Memory of `size` bytes, or of half as much as often as the host refuses. */
function reserve(size: number): WebAssembly.Memory {
  for (let pages = Math.floor(size / WASM_PAGE); ; pages >>= 1) {
    try {
      return new WebAssembly.Memory({ initial: pages, maximum: pages });
    } catch (error) {
      if (!(error instanceof RangeError) || pages < 1024) throw error;
    }
  }
}
