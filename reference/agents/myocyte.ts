import type { Inputs } from "../../contract/inputs.ts";
import type { OllamaClient } from "../llm/ollama-client.ts";
import type { ReplyStore } from "../stores/reply-store.ts";
import { type Endpoint, success } from "./endpoint.ts";

type Endpoints = { [E in keyof Inputs["myocyte"]]: Endpoint<Inputs["myocyte"][E]> };

/** The keeper of tables. */
export function myocyte(llm: OllamaClient, tables: ReplyStore): Endpoints {
  return {
    ingest_table: {
      produce: async ({ raw_data, tables: given }) => {
        // Tables that come as tables need no reading.
        if (given !== undefined && given.length > 0) return success({ tables: given });
        return success({ tables: await llm.part("tables", "Read these data as tables.", raw_data) });
      },
      keep: (entry) => tables.keep(entry),
    },
    formula_eval: {
      produce: async (input) => success({ results: await llm.part("results", "Evaluate the formulas.", input) }),
    },
    model_forecast: {
      produce: async (input) => success({ forecast: await llm.part("forecast", "Forecast the series.", input) }),
    },
    export: {
      produce: async ({ title, tables: given, metadata }) =>
        success({
          artifact: { kind: "myocyte", title: title ?? "Untitled", tables: given ?? [], metadata: metadata ?? {} },
        }),
    },
  };
}
