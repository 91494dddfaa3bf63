import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["harness/**/*.test.ts", "reference-kernel/**/*.test.ts"],
    testTimeout: 60_000,
  },
});
