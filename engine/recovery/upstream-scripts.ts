import { access } from "node:fs/promises";
import { join } from "node:path";
import type { Gap } from "./gaps.ts";

/** A file of BIOwerk that its playbook counts on. */
export interface UpstreamScript {
  /** in BIOwerk's repository */
  path: string;
  /** what it does wrong where it is there; null = it was never seen */
  fails: string | null;
  /** what does its work here */
  instead: string;
}

const restoreCommand = "drill restore <url>";
const capturesLog = "its log goes into what it captures as the name of the file, so that the restore fails";

/** Those that are missing or fail. */
export const upstreamScripts: readonly UpstreamScript[] = [
  { path: "scripts/backup.py", fails: null, instead: "drill backup --all --output s3://bucket/ts/" },
  {
    path: "scripts/verify_backup_integrity.py",
    fails: null,
    instead: "drill verify --snapshot s3://bucket/ts/ --mode full",
  },
  { path: "helm/backup-job.yaml", fails: null, instead: "the Job that drill backup starts in the cluster" },
  { path: "scripts/k6/mesh-sustained.js", fails: null, instead: "drill run load/sustained" },
  {
    path: "examples/run_demo_requests.py",
    fails: "it reads response.ok, which httpx has not, and reports every answer as failed",
    instead: "the probe demo-payloads of the drill",
  },
  {
    path: "backup-service/Dockerfile",
    fails: "it names packages that its base image does not offer, so that the image does not build",
    instead: "a Job from the datastore's own image",
  },
  {
    path: "backup-service/backup_orchestrator.py",
    fails: "its /verify reports success whatever it is asked to verify",
    instead: "drill verify --snapshot s3://bucket/ts/ --mode full",
  },
  {
    path: "backup-service/scripts/backup_postgres.sh",
    fails: "it asks pg_dump for parallel jobs in the custom format, which knows none",
    instead: "drill backup, which dumps into a directory",
  },
  {
    path: "backup-service/scripts/restore_postgres.sh",
    fails: "it drops the database before the restore, which then fails, as does its way back",
    instead: restoreCommand,
  },
  { path: "backup-service/scripts/restore_mongodb.sh", fails: capturesLog, instead: restoreCommand },
  {
    path: "backup-service/scripts/restore_redis.sh",
    fails: `${capturesLog}, after all keys were flushed`,
    instead: restoreCommand,
  },
];

/** What a look at the scripts came to. */
export interface UpstreamLook {
  gaps: Gap[];
  /** what is no gap and worth saying */
  notes: string[];
}

/** Looks which of the scripts a checkout of BIOwerk has. @param checkout its folder; undefined = none is at hand */
export async function checkUpstreamScripts(checkout: string | undefined): Promise<UpstreamLook> {
  if (checkout === undefined) {
    return { gaps: [], notes: ["BIOwerk's own scripts were not looked at: no checkout of it was given"] };
  }
  const looks = await Promise.all(
    upstreamScripts.map(async (script) => lookAt(script, await exists(join(checkout, script.path)))),
  );
  return { gaps: looks.flatMap(({ gaps }) => gaps), notes: looks.flatMap(({ notes }) => notes) };
}

function lookAt({ path, fails, instead }: UpstreamScript, isThere: boolean): UpstreamLook {
  if (isThere && fails === null) return { gaps: [], notes: [`${path} is there by now; it was not tried`] };
  const detail = isThere ? `known to fail: ${fails}` : "it is not there";
  const remedy = `use instead: ${instead}`;
  return { gaps: [{ kind: "upstream-script", subject: path, detail, remedy }], notes: [] };
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
