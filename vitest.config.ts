import { defineConfig } from "vitest/config";

/** Tests of pure code share a process; all others may leave something global behind, as Pulumi's mocks do. */
const pure = ["common", "contract", "drills", "engine", "stacks"].map((folder) => `test/unit/${folder}/**/*.test.ts`);

const common = { pool: "forks", testTimeout: 30_000, hookTimeout: 60_000 } as const;

export default defineConfig({
  test: {
    projects: [
      { test: { ...common, name: "pure", isolate: false, include: pure } },
      { test: { ...common, name: "isolated", include: ["test/**/*.test.ts"], exclude: pure } },
    ],
  },
});
