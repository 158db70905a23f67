// Writes docs/report-schema.json anew; run it with node after a change to schema.ts.
import { writeFile } from "node:fs/promises";
import { reportJsonSchema } from "./json-schema.ts";

await writeFile(new URL("../../docs/report-schema.json", import.meta.url), reportJsonSchema());
