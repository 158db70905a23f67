import type { Inputs } from "../../contract/inputs.ts";
import type { OllamaClient } from "../llm/ollama-client.ts";
import { type Endpoint, success } from "./endpoint.ts";

type Endpoints = { [E in keyof Inputs["synapse"]]: Endpoint<Inputs["synapse"][E]> };

/** The maker of slides; keeps nothing. */
export function synapse(llm: OllamaClient): Endpoints {
  return {
    storyboard: {
      produce: async (input) => success({ storyboard: await llm.part("storyboard", "Draw a storyboard.", input) }),
    },
    slide_make: { produce: async (input) => success({ slides: await llm.part("slides", "Write the slides.", input) }) },
    visualize: { produce: async (input) => success({ chart: await llm.part("chart", "Choose a chart.", input) }) },
    export: {
      produce: async ({ title, sections, metadata }) =>
        success({
          artifact: { kind: "synapse", title: title ?? "Untitled", sections: sections ?? [], metadata: metadata ?? {} },
        }),
    },
  };
}
