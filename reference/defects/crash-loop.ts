import type { Defect } from "./defect.ts";

const lifetimeMs = 3_000;

export const crashLoop: Defect = {
  description: "chaperone exits with 1 three seconds after it began to listen",
  service: "chaperone",
  install: (app, { exit }) => {
    app.addHook("onListen", async () => {
      setTimeout(() => exit(1), lifetimeMs);
    });
  },
};
