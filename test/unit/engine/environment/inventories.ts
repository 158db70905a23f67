import type { Inventory } from "../../../../engine/environment/inventory.ts";

/** A machine that has nothing. */
export const nothing: Inventory = {
  containers: [],
  networks: [],
  volumes: [],
  contexts: [],
  stacks: [],
  locks: [],
  processes: [],
  ports: [],
};
