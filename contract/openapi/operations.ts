import { type JsonSchema, schemaRef, titleOf } from "./schemas.ts";

/** One operation of an OpenAPI document. */
export type Operation = Record<string, unknown>;
/** The operations of one path, by method. */
export type PathItem = Record<string, Operation>;

interface Route {
  method: "get" | "post";
  path: string;
  /** name of the handler, from which FastAPI makes the summary and the operation's id */
  handler: string;
  description?: string;
  tags?: readonly string[];
  deprecated?: boolean;
  /** schema of the body of a 200; none = anything */
  answers?: string;
  /** schema of the request's body */
  body?: string;
  parameters?: readonly Operation[];
  security?: readonly Operation[];
}

/** Writes a route as FastAPI does: what it takes makes it answer 422 too. */
export function operation(route: Route): [string, PathItem] {
  const { method, path, handler, answers, body, parameters, security } = route;
  const fails = body !== undefined || parameters !== undefined;
  return [
    path,
    {
      [method]: {
        ...(route.tags === undefined ? {} : { tags: route.tags }),
        summary: titleOf(handler),
        ...(route.description === undefined ? {} : { description: route.description }),
        operationId: `${handler}${path}_${method}`.replaceAll(/\W/g, "_"),
        ...(security === undefined ? {} : { security }),
        ...(parameters === undefined ? {} : { parameters }),
        ...(body === undefined ? {} : { requestBody: { content: json(schemaRef(body)), required: true } }),
        responses: {
          "200": { description: "Successful Response", content: json(answers === undefined ? {} : schemaRef(answers)) },
          ...(fails
            ? { "422": { description: "Validation Error", content: json(schemaRef("HTTPValidationError")) } }
            : {}),
        },
        ...(route.deprecated === true ? { deprecated: true } : {}),
      },
    },
  ];
}

/** A parameter in the path. */
export function pathParameter(name: string): Operation {
  return { name, in: "path", required: true, schema: { type: "string", title: titleOf(name) } };
}

/** A header that may be missing. */
export function optionalHeader(name: string): Operation {
  const title = titleOf(name.toLowerCase());
  return {
    name,
    in: "header",
    required: false,
    schema: { anyOf: [{ type: "string" }, { type: "null" }], title },
  };
}

const json = (schema: JsonSchema) => ({ "application/json": { schema } });
