import { expect, it } from "vitest";
import { quantityOf } from "../../../../engine/probes/quantity.ts";

it.each([
  ["1", 1],
  ["0.5", 0.5],
  ["100m", 0.1],
  ["24712345n", 0.024712345],
  ["256Mi", 268_435_456],
  ["268435456", 268_435_456],
  ["1k", 1_000],
])("reads %s", (text, amount) => expect(quantityOf(text)).toBeCloseTo(amount, 12));

it.each(["", "m", "1x", "-1", "1 Mi"])("takes %j for none", (text) => expect(quantityOf(text)).toBeNaN());
