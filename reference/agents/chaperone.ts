import type { Inputs } from "../../contract/inputs.ts";
import type { OllamaClient } from "../llm/ollama-client.ts";
import type { ReplyStore } from "../stores/reply-store.ts";
import { type Endpoint, success } from "./endpoint.ts";
import { readIfPossible } from "./read-if-possible.ts";

type Endpoints = { [E in keyof Inputs["chaperone"]]: Endpoint<Inputs["chaperone"][E]> };

/** The porter of artifacts from and to other formats. */
export function chaperone(llm: OllamaClient, artifacts: ReplyStore): Endpoints {
  return {
    import_artifact: {
      produce: async (input) => success({ artifact: await llm.part("artifact", "Read this document.", input) }),
      keep: (entry) => artifacts.keep(entry),
    },
    export_artifact: {
      produce: async ({ artifact, ...wish }) => {
        const { found, degraded } = await readIfPossible(artifacts, importedId(artifact));
        const content = await llm.text("Write this artifact in the wanted format.", { artifact, ...wish });
        return success({ content, imported: found.map((reply) => reply.output), degraded });
      },
    },
  };
}

/** An artifact may name the import that it comes from, as `id`. */
function importedId(artifact: Record<string, unknown>): string[] {
  return typeof artifact["id"] === "string" ? [artifact["id"]] : [];
}
