import { defineConfig } from "vitest/config";

const common = {
  pool: "forks",
  testTimeout: 30_000,
  hookTimeout: 60_000,
  expect: { poll: { timeout: 20_000 } },
} as const;

/**
 * Tests of one process share what it has imported, which halves their time; each puts back whatever is global. Those
 * with Pulumi's mocks, which stay for good, have processes of their own, as has every file that starts real tools.
 */
const shared = { ...common, isolate: false, maxWorkers: "100%" } as const;

export default defineConfig({
  test: {
    projects: [
      { test: { ...shared, name: "unit", include: ["test/unit/**/*.test.ts"] } },
      { test: { ...shared, name: "component", include: ["test/component/**/*.test.ts"] } },
      { test: { ...common, name: "tools", include: ["test/{engine,cluster,full}/**/*.test.ts"] } },
    ],
  },
});
