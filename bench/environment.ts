import { bundlers } from "../cli/bundlers.ts";
import { say } from "../cli/output.ts";
import { dropOwnDaemonIfIdle } from "../engine/environment/idle.ts";
import { prepareToolset, type Toolset } from "../toolchain/toolset.ts";
import { type BenchResult, compare } from "./comparison.ts";
import { timeByHand } from "./environment/by-hand.ts";
import { countsOf, type KubeObject } from "./environment/objects.ts";
import { timeRange } from "./environment/range.ts";
import type { Times } from "./environment/times.ts";

const rounds = 3;
const limit = { on: "ratio", atMost: 1.3 } as const;

/** Bring-up and teardown against `kind create cluster`, `kubectl apply` of the same objects, and `kind delete cluster`. */
export async function environmentBench(signal: AbortSignal): Promise<BenchResult> {
  // Before the clock runs: tools and images are found or made once, for both sides.
  const toolset = await prepareToolset({ mayStartDocker: true, ...bundlers, say, signal });
  try {
    const { objects, measured } = await measure(toolset, signal);
    const pairsOf = (time: keyof Times) =>
      measured.map(({ ours, floor }) => ({ ours: ours[time], floor: floor[time] }));
    return {
      bench: "environment",
      conditions: [
        `Both sides (${toolset.world}): the same node image, image archives, published ports and objects (${countsOf(objects)}); ready = every workload is rolled out.`,
        "Tools and images are there beforehand; ours is timed from asking for an environment, the look for tools included.",
        "Ours and the floor take turns in going first.",
        "The floor applies all objects at once; `kind delete cluster` leaves the cluster's Docker network, ours removes it and looks for leftovers.",
      ],
      comparisons: [
        compare({ what: "environment ready", unit: "s", limit }, pairsOf("up")),
        compare({ what: "teardown", unit: "s", limit }, pairsOf("down")),
      ],
    };
  } finally {
    await dropOwnDaemonIfIdle(say);
  }
}

/** The floor needs the objects of an environment of ours, so that ours comes first in the first round. */
async function measure(toolset: Toolset, signal: AbortSignal) {
  const measured: { ours: Times; floor: Times }[] = [];
  let objects: KubeObject[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = round % 2 === 1 ? await timeByHand(toolset, objects, signal) : undefined;
    const ours = await timeRange(toolset.kubectl, signal);
    objects = ours.objects;
    measured.push({ ours, floor: before ?? (await timeByHand(toolset, objects, signal)) });
  }
  return { objects, measured };
}
