import { messageOf } from "../../common/errors.ts";
import type { Objective } from "../../engine/evidence/objective.ts";
import type { LoadPlan } from "../../engine/evidence/load-plan.ts";
import { callsTookLink } from "../../engine/probes/calls-took-link.ts";
import { countAtStart } from "../../engine/probes/link-calls.ts";
import { linksCarryTraffic } from "../../engine/probes/link-traffic.ts";
import type { Session } from "../../engine/session.ts";
import { probed } from "../objectives.ts";
import type { Experiment, Scene, Stage } from "./experiment.ts";
import { lengths } from "./load.ts";
import { leastPackets, linkTo } from "./routes.ts";

const id = "reach";
const unreached = "what is to be broken carried too little traffic of this drill to show anything";

/** Breaking what nothing of this drill came to would show nothing. */
export const reachObjective: Objective = probed(
  id,
  "what is to be broken carried this drill's own traffic",
  "see which routes use the link",
);

/** The links by which the drill's own requests come to what an experiment breaks. */
export const reachOf = ({ radius, reach }: Pick<Experiment, "radius" | "reach">): readonly string[] =>
  reach ?? radius.links;

/** Looks, in the baseline, whether those links carry traffic of this drill, and ends the experiment if not. */
export async function requireReach(
  experiment: Pick<Experiment, "radius" | "reach" | "calls" | "stages">,
  load: LoadPlan,
  { link, traffic }: Pick<Scene, "link" | "traffic">,
  session: Session,
): Promise<void> {
  const { calls = {}, stages } = experiment;
  const later: string[] = stages.flatMap(({ uncalled }) => (uncalled === undefined ? [] : [linkTo(uncalled)]));
  const links = reachOf(experiment)
    .filter((name) => !later.includes(name))
    .map((name) => ({ ...link(name), leastPackets: leastPackets(name, load, lengths.baseline), calls: calls[name] }));
  if (links.length === 0) return;
  const seen = await session.observe(linksCarryTraffic(id, links, traffic, lengths.baseline * 1_000));
  if (!seen) session.abort(unreached, true);
}

/** What a stage does; where nothing called its agent before, the experiment ends unless its calls took the link. */
export async function withReach(
  { uncalled }: Pick<Stage, "uncalled">,
  { link, traffic }: Pick<Scene, "link" | "traffic">,
  session: Session,
  body: () => Promise<void>,
): Promise<void> {
  if (uncalled === undefined) return body();
  const counted = { ...link(linkTo(uncalled)), agent: uncalled, traffic };
  const start = await session.ask((context) => countAtStart(context, counted)).catch(messageOf);
  await body();
  if (!(await session.observe(callsTookLink(id, counted, start)))) session.abort(unreached, true);
}
