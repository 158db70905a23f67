import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Pulumi's mocks are global to a process, so each file has one of its own.
    pool: "forks",
    isolate: true,
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
