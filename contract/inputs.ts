import * as z from "zod";
import type { AgentName, endpoints } from "./services.ts";

const text = z.string().max(10_000);
const listOf = <T extends z.ZodType>(item: T) => z.array(item).max(1_000);
const texts = listOf(text);
const anyObject = z.record(z.string(), z.unknown());
const objects = listOf(anyObject);

/** Demands that one of several optional fields is there; an empty string or list is as good as none. */
function needsOneOf<T extends z.ZodObject>(schema: T, ...names: (keyof z.infer<T> & string)[]) {
  return schema.refine((input) => names.some((name) => hasContent(input[name])), {
    message: `one of ${names.join(", ")} is needed`,
  });
}

function hasContent(value: unknown): boolean {
  if (typeof value === "string" || Array.isArray(value)) return value.length > 0;
  return value !== undefined;
}

/** One table: its columns by name and its rows of cells. */
const table = z.strictObject({
  id: text,
  name: text,
  headers: texts,
  rows: listOf(listOf(z.union([text, z.number(), z.boolean(), z.null()]))),
});

const nucleus = {
  plan: z.strictObject({ goal: text.min(1), requirements: texts.optional(), available_agents: texts.optional() }),
  route: z.strictObject({ request: text.min(1), context: text.optional(), available_agents: texts.optional() }),
  /** `content.plan_id` names a stored plan */
  review: z.strictObject({ content: anyObject, criteria: texts.optional() }),
  finalize: z.strictObject({ workflow_results: objects, goal: text.optional() }),
};

const osteon = {
  outline: needsOneOf(
    z.strictObject({ goal: text.optional(), topic: text.optional(), context: text.optional() }),
    "goal",
    "topic",
  ),
  draft: needsOneOf(
    z.strictObject({
      goal: text.optional(),
      section_title: text.optional(),
      outline: texts.optional(),
      context: text.optional(),
    }),
    "goal",
    "section_title",
  ),
  edit: z.strictObject({ text: text.min(1), feedback: text.optional(), edit_type: text.optional() }),
  summarize: needsOneOf(
    z.strictObject({ text: text.optional(), sections: objects.optional(), max_length: text.optional() }),
    "text",
    "sections",
  ),
  export: z.strictObject({ title: text.optional(), sections: objects.optional(), metadata: anyObject.optional() }),
};

const myocyte = {
  ingest_table: needsOneOf(
    z.strictObject({ raw_data: text.optional(), tables: listOf(table).optional() }),
    "raw_data",
    "tables",
  ),
  formula_eval: z.strictObject({ tables: listOf(table).min(1), formulas: objects.optional() }),
  model_forecast: needsOneOf(
    z.strictObject({
      data: objects.optional(),
      tables: listOf(table).optional(),
      forecast_type: text.optional(),
      periods: z.int().positive().optional(),
    }),
    "data",
    "tables",
  ),
  export: z.strictObject({ title: text.optional(), tables: objects.optional(), metadata: anyObject.optional() }),
};

const synapse = {
  storyboard: needsOneOf(
    z.strictObject({
      topic: text.optional(),
      goal: text.optional(),
      audience: text.optional(),
      num_slides: z.int().positive().optional(),
    }),
    "topic",
    "goal",
  ),
  slide_make: z.strictObject({ storyboard: objects.min(1), topic: text.optional() }),
  visualize: needsOneOf(
    z.strictObject({ data: objects.optional(), description: text.optional(), viz_type: text.optional() }),
    "data",
    "description",
  ),
  export: z.strictObject({ title: text.optional(), sections: objects.optional(), metadata: anyObject.optional() }),
};

// These two agents take any further field.
const circadian = {
  plan_timeline: needsOneOf(
    z.looseObject({ project_description: text.optional(), goals: texts.optional() }),
    "goals",
    "project_description",
  ),
  assign: z.looseObject({ tasks: objects.min(1) }),
  track: z.looseObject({}),
  remind: needsOneOf(
    z.looseObject({ timeline: objects.optional(), assignments: objects.optional() }),
    "timeline",
    "assignments",
  ),
};

const chaperone = {
  import_artifact: z.looseObject({ content: text.min(1) }),
  export_artifact: z.looseObject({ artifact: anyObject }),
};

/** What the `input` of each endpoint must be. */
export const inputs = { nucleus, osteon, myocyte, synapse, circadian, chaperone } satisfies {
  [A in AgentName]: Record<(typeof endpoints)[A][number], z.ZodType>;
};

export type Inputs = { [A in AgentName]: { [E in keyof (typeof inputs)[A]]: z.infer<(typeof inputs)[A][E]> } };
