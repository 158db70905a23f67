import type { AgentName } from "./services.ts";

/** One endpoint that the SLO gates judge, and what a load sends to it. */
export interface GatedLoad {
  name: string;
  /** path at mesh */
  path: string;
  /** share of the arrivals, relative to the others */
  weight: number;
  target: AgentName;
  intent: string;
  input: Record<string, unknown>;
}

/** The four endpoints that the SLO gates judge, in equal shares. */
export const gatedLoads: GatedLoad[] = [
  {
    name: "plan",
    path: "/v1/nucleus/plan",
    weight: 1,
    target: "nucleus",
    intent: "plan",
    input: { goal: "Rehearse the failover of the reporting database", requirements: ["dry run", "rollback owner"] },
  },
  {
    name: "draft",
    path: "/v1/osteon/draft",
    weight: 1,
    target: "osteon",
    intent: "draft",
    input: { goal: "Explain the maintenance window to customers", section_title: "What will change" },
  },
  {
    name: "ingest",
    path: "/v1/myocyte/ingest_table",
    weight: 1,
    target: "myocyte",
    intent: "ingest_table",
    input: { raw_data: "station,reading\nnorth,17\nsouth,21" },
  },
  {
    name: "storyboard",
    path: "/v1/synapse/storyboard",
    weight: 1,
    target: "synapse",
    intent: "storyboard",
    input: { topic: "Lessons of the last failover", audience: "operators", num_slides: 4 },
  },
];
