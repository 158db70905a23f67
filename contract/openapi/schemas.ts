import * as z from "zod";

export type JsonSchema = Record<string, unknown>;

const refPrefix = "#/components/schemas/";

/** Reference to a named schema of the same document. */
export const schemaRef = (name: string): JsonSchema => ({ $ref: `${refPrefix}${name}` });

/** Writes zod schemas, which must have ids, as Pydantic writes its models. */
export function componentSchemas(models: readonly z.ZodType[]): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const model of models) registry.add(model, { id: idOf(model) });
  const { schemas } = z.toJSONSchema(registry, { io: "input", uri: (id) => refPrefix + id });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, { ...asPydantic(schema), title: name }]),
  );
}

/** "state_hash" -> "State Hash" */
export const titleOf = (name: string): string =>
  name.replaceAll("_", " ").replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase());

function idOf(model: z.ZodType): string {
  const id = model.meta()?.id;
  if (id === undefined) throw new Error("a schema of the OpenAPI document needs an id");
  return id;
}

/** What zod says and Pydantic does not. */
const omitted = new Set(["$schema", "$id", "id", "additionalProperties", "propertyNames", "minimum", "maximum"]);

function asPydantic(schema: JsonSchema): JsonSchema {
  const kept = Object.entries(schema).filter(([key]) => !omitted.has(key));
  return Object.fromEntries(
    kept.map(([key, value]) => {
      if (key === "properties") return [key, titledProperties(value as Record<string, JsonSchema>)];
      if (key === "items") return [key, asPydantic(value as JsonSchema)];
      if (key === "anyOf") return [key, (value as JsonSchema[]).map(asPydantic)];
      if (key === "type" && Array.isArray(value)) return ["anyOf", value.map((type: unknown) => ({ type }))];
      return [key, value];
    }),
  );
}

function titledProperties(properties: Record<string, JsonSchema>): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => {
      const written = asPydantic(property);
      return [name, "$ref" in written ? written : { title: titleOf(name), ...written }];
    }),
  );
}
