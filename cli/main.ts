import { runCommandLine } from "./command-line.ts";
import { realEdges } from "./edges.ts";

process.exitCode = await runCommandLine(process.argv.slice(2), realEdges);
