import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { StoreRecord } from "../../format/manifest.ts";
import type { StoreWork } from "../store.ts";
import type { Workplace } from "./back-up.ts";
import { counted, fileOf } from "./dump-files.ts";
import { inOrder } from "./in-order.ts";
import { withScratch } from "./scratch.ts";
import type { PostgresServer } from "./server.ts";
import { withSession } from "./session.ts";
import { runTool } from "./tools.ts";

/**
 * Puts a dump into a database that has nothing of what is in it. What was owned by other users than this one is again,
 * so that they have to be there.
 */
export async function restorePostgres(
  server: PostgresServer,
  { scratchFolder, jobs }: Workplace,
  record: StoreRecord,
  { objects, progress, signal }: StoreWork,
): Promise<void> {
  await withScratch(scratchFolder, async (folder) => {
    await inOrder(record.objects, jobs, signal, async (object, either) => {
      const path = join(folder, fileOf(object));
      const source = await objects.open(object);
      await pipeline(source, counted(progress), createWriteStream(path), { signal: either });
    });
    const how = ["--format=directory", `--jobs=${jobs}`, "--exit-on-error", "--no-password"];
    const args = [...how, `--dbname=${server.database}`, folder];
    await runTool(server, { tool: "pg_restore", args, signal });
  });
  // The planner knows nothing of rows that were just loaded.
  await withSession(server, signal, (session) => session.query("analyze"));
}
