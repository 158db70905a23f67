// Compares the range with the floor it stands on, in the same run, and prints ratios of medians.
// usage: npm run bench [-- environment|report]
import { environmentBench } from "./environment.ts";
import { reportBench } from "./report.ts";

const benches: Record<string, () => Promise<void>> = { environment: environmentBench, report: reportBench };

const asked = process.argv.slice(2);
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length === 0 || asked.includes(name)) await bench();
}
