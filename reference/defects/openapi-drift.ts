import type { OpenApiDocument } from "../../contract/openapi.ts";
import type { Defect } from "./defect.ts";

export const openapiDrift: Defect = {
  description: "nucleus' OpenAPI document calls the reply's field ok success",
  service: "nucleus",
  install: (app) => {
    app.addHook<object>("preSerialization", async (request, _, payload) =>
      request.routeOptions.url === "/openapi.json" ? drifted(payload as OpenApiDocument) : payload,
    );
  },
};

function drifted(document: OpenApiDocument): OpenApiDocument {
  const changed = structuredClone(document);
  const properties = changed.components.schemas["Reply"]?.["properties"] as Record<string, unknown>;
  properties["success"] = properties["ok"];
  delete properties["ok"];
  return changed;
}
