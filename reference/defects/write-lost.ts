import { acknowledgedAnyway } from "./acknowledged-anyway.ts";
import type { Defect } from "./defect.ts";

export const writeLost: Defect = {
  description: "nucleus acknowledges plans that it cannot store because Postgres is away",
  service: "nucleus",
  store: acknowledgedAnyway,
};
