import { takeInventory } from "../../engine/environment/inventory.ts";
import { isMarked, type Marks } from "../../engine/environment/ownership.ts";
import type { Probe } from "../../engine/probes/probe.ts";

/** Docker knows nothing any more of what an environment was made of. @param marks what its things are known by */
export function nothingOf(name: string, marks: () => Marks): Probe {
  return {
    name,
    observe: async () => {
      const known = marks();
      const inventory = await takeInventory();
      return (["containers", "volumes", "networks"] as const).map((kind) => {
        const left = inventory[kind].filter((thing) => isMarked(known, { kind, name: thing }));
        return { subject: kind, ok: left.length === 0, detail: left.length === 0 ? "none" : left.join(", ") };
      });
    },
  };
}
