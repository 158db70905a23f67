import { DrillError } from "../../common/errors.ts";
import { runJob } from "./run-job.ts";

const stop = new AbortController();
process.once("SIGTERM", () => {
  stop.abort(
    new DrillError({
      code: "job.stopped",
      kind: "environment",
      message: "the job was stopped from outside",
      remedy: "start the same again: what is complete is kept",
    }),
  );
});

const exitCode = await runJob({
  verb: process.argv[2],
  env: process.env,
  say: (line) => void process.stdout.write(`${JSON.stringify(line)}\n`),
  signal: stop.signal,
});
// A driver that still holds a socket is not waited for.
process.stdout.write("", () => process.exit(exitCode));
