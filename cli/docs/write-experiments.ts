// Writes docs/experiments.md anew; run it with node after a change to an experiment.
import { writeFile } from "node:fs/promises";
import { experimentsPage } from "./experiments-page.ts";

await writeFile(new URL("../../docs/experiments.md", import.meta.url), await experimentsPage());
