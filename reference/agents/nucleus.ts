import type { Inputs } from "../../contract/inputs.ts";
import type { OllamaClient } from "../llm/ollama-client.ts";
import type { CachedPlans } from "../stores/cached-plans.ts";
import { type Endpoint, type Outcome, success } from "./endpoint.ts";
import type { FanOut } from "./fan-out.ts";

type Endpoints = { [E in keyof Inputs["nucleus"]]: Endpoint<Inputs["nucleus"][E]> };

/** The planner, which can have other agents work at the same time. */
export function nucleus(llm: OllamaClient, plans: CachedPlans, fanOut: FanOut): Endpoints {
  return {
    plan: {
      produce: async (input) =>
        success({ goal: input.goal, plan: await llm.part("plan", "Plan the work in steps.", input) }),
      keep: (entry) => plans.keep(entry),
      subject: (input) => input.goal,
    },
    route: {
      produce: async ({ request, available_agents }, message) => {
        const results = await fanOut.ask(message, request, available_agents);
        return { ok: Object.values(results).every((result) => result.ok), output: { request, results } };
      },
    },
    review: {
      produce: async ({ content, criteria }) => {
        const found = await storedPlan(plans, content["plan_id"]);
        if (found === "missing") return missingPlan(content["plan_id"]);
        const review = await llm.part("review", "Review this by the criteria.", {
          content,
          criteria,
          plan: found?.plan,
        });
        return success({ review, ...found });
      },
    },
    finalize: {
      produce: async (input) => success({ summary: await llm.part("summary", "Sum up the results.", input) }),
    },
  };
}

/** A review may name a stored plan, as `content.plan_id`. */
async function storedPlan(plans: CachedPlans, id: unknown) {
  if (typeof id !== "string") return undefined;
  const found = await plans.find(id);
  return found === null ? ("missing" as const) : { plan: found.reply.output, cached: found.cached };
}

const missingPlan = (id: unknown): Outcome => ({
  ok: false,
  output: { error: "PlanNotFound", message: `no plan has the id ${String(id)}` },
});
