import { acknowledgedAnyway } from "./acknowledged-anyway.ts";
import type { Defect } from "./defect.ts";

export const tablesLost: Defect = {
  description: "myocyte acknowledges tables that it cannot store because the document store is away",
  service: "myocyte",
  store: acknowledgedAnyway,
};
