import type { AgentName } from "./services.ts";

/** One request of a demo dataset. */
export interface DemoRequest {
  label: string;
  /** path at mesh */
  path: string;
  /** the envelope, without id */
  payload: { origin: string; target: string; intent: string; input: Record<string, unknown> };
}

/** One request to each agent: what a fresh installation must be able to answer. */
export const demoRequests: readonly DemoRequest[] = [
  demo("nucleus plan", "nucleus", "plan", {
    goal: "Open the second greenhouse in spring",
    requirements: ["sensor calibration", "irrigation test"],
    available_agents: ["osteon", "myocyte", "synapse", "circadian", "chaperone"],
  }),
  demo("osteon outline", "osteon", "outline", {
    goal: "Write a handbook for greenhouse operators",
    context: "Readers work in shifts and need short procedures",
  }),
  demo("myocyte ingest", "myocyte", "ingest_table", {
    raw_data: "bed,moisture\neast,0.31\nwest,0.28",
    tables: [],
  }),
  demo("synapse storyboard", "synapse", "storyboard", {
    topic: "Greenhouse results of the first season",
    audience: "growers",
    num_slides: 5,
  }),
  demo("circadian timeline", "circadian", "plan_timeline", {
    project_description: "Move the seedlings to the second greenhouse",
    duration_weeks: 6,
    team_size: 4,
    goals: ["no seedling is lost", "sensors report every hour"],
  }),
  demo("chaperone import", "chaperone", "import_artifact", {
    format: "markdown",
    artifact_type: "osteon",
    content: "# Watering notes\n- Beds are watered at dawn\n- Valves are checked weekly",
  }),
];

function demo(label: string, target: AgentName, intent: string, input: Record<string, unknown>): DemoRequest {
  return { label, path: `/v1/${target}/${intent}`, payload: { origin: "demo", target, intent, input } };
}
