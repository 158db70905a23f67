import * as z from "zod";

const document = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ schemas: z.record(z.string(), z.unknown()).default({}) }).default({ schemas: {} }),
});

/**
 * Where two OpenAPI documents differ in paths, methods, operations and schemas, in words; empty = equal.
 * Texts for people (descriptions, summaries) are no part of the contract.
 * @throws where the wanted one is no OpenAPI document
 */
export function differences(wanted: unknown, served: unknown): string[] {
  const left = document.parse(wanted);
  const right = document.safeParse(served);
  if (!right.success) return ["what is served is no OpenAPI document"];
  return [
    ...compare("paths", left.paths, right.data.paths),
    ...compare("schemas", left.components.schemas, right.data.components.schemas),
  ];
}

const forPeople = new Set(["description", "summary", "title", "operationId", "tags", "example", "examples"]);

function compare(at: string, wanted: unknown, served: unknown): string[] {
  if (Array.isArray(wanted) && Array.isArray(served)) {
    const [left, right] = [canonical(wanted), canonical(served)];
    return left === right ? [] : [`${at}: ${right} instead of ${left}`.slice(0, 300)];
  }
  if (isRecord(wanted) && isRecord(served)) {
    // Below "properties" and "schemas" a key is a name of the contract, whatever it is called.
    const names = /(?:properties|schemas|paths)$/.test(at);
    const keys = [...new Set([...Object.keys(wanted), ...Object.keys(served)])].filter(
      (k) => names || !forPeople.has(k),
    );
    return keys.sort().flatMap((key) => {
      if (!(key in served)) return [`${at}.${key} is missing`];
      if (!(key in wanted)) return [`${at}.${key} is not in the snapshot`];
      return compare(`${at}.${key}`, wanted[key], served[key]);
    });
  }
  return wanted === served ? [] : [`${at}: ${JSON.stringify(served)} instead of ${JSON.stringify(wanted)}`];
}

/** Lists such as "required" and "enum" are sets: their order says nothing. */
const canonical = (list: unknown[]) => JSON.stringify(list.map((item) => JSON.stringify(item)).sort());

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
