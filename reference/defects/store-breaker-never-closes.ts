import type { Defect } from "./defect.ts";

export const storeBreakerNeverCloses: Defect = {
  description: "nucleus and osteon leave a store alone for an hour once a breaker opened",
  service: ["nucleus", "osteon"],
  settings: (settings) => ({ ...settings, CIRCUIT_BREAKER_TIMEOUT: 3_600 }),
};
