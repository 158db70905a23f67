import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { openapiDocument } from "../../../contract/openapi.ts";
import { services } from "../../../contract/services.ts";

/** BIOwerk's own snapshots, where they lie beside this checkout. */
const snapshots = resolve(import.meta.dirname, "../../../../shared/biowerk/openapi");
const present = existsSync(snapshots);

/** Texts for people are no part of the contract. */
function withoutTexts(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) =>
      typeof inner === "string" && (key === "description" || key === "summary" || key === "operationId")
        ? undefined
        : key === "examples"
          ? undefined
          : inner,
    ),
  );
}

describe("the generated OpenAPI documents", () => {
  const title = present
    ? "equals BIOwerk's snapshot"
    : `equals BIOwerk's snapshot (skipped: there is no folder ${snapshots})`;
  it.skipIf(!present).each(Object.keys(services) as (keyof typeof services)[])(`of %s ${title}`, (service) => {
    const snapshot: unknown = JSON.parse(readFileSync(join(snapshots, `${service}.json`), "utf8"));
    expect(withoutTexts(openapiDocument(service))).toEqual(withoutTexts(snapshot));
  });

  it("name each operation once", () => {
    for (const service of Object.values(services)) {
      const operations = Object.values(openapiDocument(service.name).paths).flatMap((item) => Object.values(item));
      const ids = operations.map((operation) => operation["operationId"]);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it("refer to schemas that are there alone", () => {
    for (const service of Object.values(services)) {
      const document = openapiDocument(service.name);
      const refs = JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g);
      for (const [, name] of refs) expect(Object.keys(document.components.schemas)).toContain(name);
    }
  });
});
