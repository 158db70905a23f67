import type { Inputs } from "../../contract/inputs.ts";
import type { OllamaClient } from "../llm/ollama-client.ts";
import { type Endpoint, success } from "./endpoint.ts";

type Endpoints = { [E in keyof Inputs["circadian"]]: Endpoint<Inputs["circadian"][E]> };

/** The keeper of dates; keeps nothing. */
export function circadian(llm: OllamaClient): Endpoints {
  return {
    plan_timeline: {
      produce: async (input) => success({ timeline: await llm.part("timeline", "Set the dates.", input) }),
    },
    assign: {
      produce: async (input) => success({ assignments: await llm.part("assignments", "Assign the tasks.", input) }),
    },
    track: { produce: async (input) => success({ progress: await llm.part("progress", "Say how far it is.", input) }) },
    remind: {
      produce: async (input) => success({ reminders: await llm.part("reminders", "Write the reminders.", input) }),
    },
  };
}
