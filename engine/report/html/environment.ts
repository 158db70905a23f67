import { formatDuration } from "../../../common/duration.ts";
import { percent } from "../format.ts";
import type { Report } from "../schema.ts";
import { markup } from "../template.ts";
import type { Markup } from "../template.ts";
import { bullets, pairs, table } from "./table.ts";

const kinds = { objective: "Objective", load: "Load", capability: "Target lacks", environment: "Environment" };

/** What the run says nothing about, and why. */
export function notTested({ notTested: rows }: Report): Markup {
  if (rows.length === 0) return markup`<p>Nothing was left out.</p>`;
  return table(
    "What this run did not test",
    [{ heading: "What" }, { heading: "Kind" }, { heading: "Why" }],
    rows.map(({ kind, what, why }) => [what, kinds[kind], why === "" ? "a limit of this environment" : why]),
  );
}

/** What the run stood on. */
export function environment({ environment: env, changedDefaults }: Report): Markup {
  const plugins = Object.entries(env.plugins).map(([name, kind]) => `${name}: ${kind}`);
  return markup`${pairs([
    ["Environment", env.environmentId],
    ["Cluster", `${env.cluster.provider} ${env.cluster.identifier}, Kubernetes ${env.cluster.kubernetes}`],
    ["Document store", env.documentStore],
    ["LLM", `in-cluster stub, ${env.llm.latencyMs} ms per answer, ${percent(env.llm.errorRatio)} errors`],
    ["Host", `${env.host.cpus} CPUs, ${env.host.memoryGiB} GiB memory, kernel ${env.host.kernel}`],
    ["Drill range", markup`git <code>${env.gitSha}</code>`],
    ["Pulumi plugins", plugins.length === 0 ? "none" : plugins.join(" · ")],
    ["Changed defaults", bullets(changedDefaults) ?? "none"],
  ])}
<h3>Images</h3>
${table(
  "Images",
  [{ heading: "Workload" }, { heading: "Image" }, { heading: "Digest that ran" }],
  env.images.map(({ workload, image, digest }) => [
    workload,
    markup`<code>${image}</code>`,
    markup`<code>${digest}</code>`,
  ]),
)}
<h3>Tools</h3>
${table(
  "Tools",
  [{ heading: "Tool" }, { heading: "Version" }, { heading: "Origin" }],
  env.tools.map(({ name, version, origin }) => [name, version, origin]),
)}
<h3>Durations of the environment</h3>
${table(
  "Durations of the environment",
  [{ heading: "Segment" }, { heading: "Took", numbers: true }],
  env.segments.map(({ name, durationMs }) => [name, formatDuration(durationMs)]),
)}`;
}
