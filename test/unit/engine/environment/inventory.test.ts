import { expect, it } from "vitest";
import { appeared } from "../../../../engine/environment/inventory.ts";
import { nothing } from "./inventories.ts";

it("what appeared is there now and was not before", () => {
  const before = { ...nothing, containers: ["old", "gone"], ports: ["127.0.0.1:80"] };
  const now = { ...nothing, containers: ["old", "new"], ports: ["127.0.0.1:80", "127.0.0.1:81"] };
  expect(appeared(before, now)).toEqual([
    { kind: "containers", name: "new" },
    { kind: "ports", name: "127.0.0.1:81" },
  ]);
});
