/** Layouts of futexes (linux/futex.h). */
import { struct, u32, u64 } from "./struct.ts";

/** One word of futex_waitv(2) and futex_requeue. */
export const futexWaitv = struct({ value: u64, address: u64, flags: u32, reserved: u32 });
