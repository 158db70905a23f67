import { storeNames } from "../../backup/format/manifest.ts";
import { configurationEqual } from "../../engine/backup/configuration-equal.ts";
import { compareInCluster, finishInCluster, restoreInCluster } from "../../engine/backup/jobs.ts";
import { noOldInstances } from "../../engine/backup/old-instances.ts";
import { withStorePorts } from "../../engine/backup/store-ports.ts";
import { agents } from "../../contract/services.ts";
import type { LoadPlan } from "../../engine/evidence/load-plan.ts";
import { meshSeesAgent } from "../../engine/probes/agent-health.ts";
import { breakerComesTo } from "../../engine/probes/breaker.ts";
import { demoPayloads } from "../../engine/probes/demo-payloads.ts";
import { openapiMatch } from "../../engine/probes/openapi-match.ts";
import type { Observation } from "../../engine/probes/probe.ts";
import { checkReferences } from "../../engine/recovery/references.ts";
import type { Session } from "../../engine/session.ts";
import { gate } from "../gate.ts";
import { observeBackup, type OpenedBackup } from "./opened-backup.ts";
import { inCluster } from "./in-cluster.ts";
import { jobProgress } from "./job-progress.ts";
import { holds } from "./objectives.ts";
import type { Recovery, Restorable } from "./recovery.ts";

/** What the second half is given. */
export interface Target extends Restorable {
  load: LoadPlan;
  /** what the stores hold already is removed; else it is an error */
  intoNonEmpty: boolean;
  /** looks that only a rehearsal can make, once the services are back */
  afterwards?: (session: Session) => Promise<void>;
}

const demoRepeats = 3;
const healthyWithinMs = 60_000;
const closedWithinMs = 30_000;

/** Restores a backup into an environment of which the datastores alone are up, and shows that it serves again. */
export async function targetHalf(session: Session, target: Target, recovery: Recovery): Promise<void> {
  recovery.steps.ended(
    { name: "environment", command: "drill restore", remediation: "see what Pulumi says of the step that failed" },
    recovery.lostAtMs ?? Date.now(),
    "cluster, datastores and observers",
  );
  const backup = await checkedBackup(session, target, recovery);
  await session.phase("restore", () => restored(session, target, recovery));
  let equal = false;
  await session.phase("compare", async () => {
    equal = await compared(session, target, recovery);
  });
  if (!equal) session.abort("what was restored is not what was backed up, so that BIOwerk must not start on it");
  await recovery.steps.make(
    { name: "services", command: "drill restore", remediation: "see the pod reasons in the report" },
    async () => {
      await session.phase("services", () => session.amend({ deploy: "all" }));
      await gate(session);
    },
  );
  await session.phase("verify", () => verified(session, target, backup, recovery));
  await session.phase("slo", async () => {
    await recovery.steps.make(
      { name: "slo", command: "drill run smoke", remediation: "see the route's percentiles in the report" },
      () => session.load(target.load),
    );
    for (const towards of agents) {
      const wish = { service: "mesh", towards, state: "closed", withinMs: closedWithinMs } as const;
      await session.observe(breakerComesTo("breakers-closed", wish));
    }
  });
}

async function checkedBackup(session: Session, target: Target, recovery: Recovery): Promise<OpenedBackup> {
  let opened: OpenedBackup | undefined;
  await session.phase("backup-check", async () => {
    opened = await recovery.steps.make(
      { name: "verify", command: "drill verify --mode full", remediation: "choose an older backup" },
      () => observeBackup(session, target, recovery),
    );
    const { missingSecrets, secretSource } = recovery;
    await session.observe(
      said("secrets-complete", {
        subject: secretSource,
        ok: missingSecrets.length === 0,
        detail:
          missingSecrets.length === 0
            ? `has all ${recovery.taken.secrets.names.length}`
            : `lacks ${missingSecrets.join(", ")}`,
      }),
    );
    if (missingSecrets.length > 0) session.abort(`secrets are missing: ${missingSecrets.join(", ")}`);
  });
  if (opened === undefined) return session.abort("the backup is not what its manifest says");
  return opened;
}

async function restored(session: Session, target: Target, recovery: Recovery): Promise<void> {
  const trust = { ...target.keys, intoNonEmpty: target.intoNonEmpty };
  const { stores } = await recovery.steps.make(
    { name: "data", command: "drill restore", remediation: "run the same command again: it goes on where it was" },
    () => inCluster(session, target, (context, place) => restoreInCluster(context, place, trust, jobProgress(session))),
  );
  for (const { store, outcome, startedAtMs, endedAtMs, overwrote } of stores) {
    const detail = overwrote === null ? outcome : `${outcome}; overwrote ${overwrote}`;
    const step = { name: `data ${store}`, command: "drill restore", remediation: "" };
    recovery.steps.ended(step, startedAtMs, detail, endedAtMs);
  }
}

/** @returns whether all is as it was: only then are the marks taken away that keep it from being used */
async function compared(session: Session, target: Target, recovery: Recovery): Promise<boolean> {
  const progress = jobProgress(session);
  const { differences } = await recovery.steps.make(
    { name: "compare", command: "drill restore", remediation: "restore again; what differs is named in the report" },
    () => inCluster(session, target, (context, place) => compareInCluster(context, place, target.keys, progress)),
  );
  for (const store of storeNames) {
    const record = recovery.taken.stores.find((each) => each.store === store);
    await session.capability(holds(store), record !== undefined || "the backup does not hold it");
    const own = differences.filter((each) => each.store === store);
    const items = record?.parts.reduce((sum, { count }) => sum + count, 0) ?? 0;
    const whole = { subject: store, ok: true, detail: `${record?.parts.length ?? 0} parts, ${items} items, all equal` };
    const seen = own.map(({ part, kind, detail }) => ({
      subject: part === "" ? store : part,
      ok: false,
      detail: `${kind}: ${detail}`,
    }));
    if (record !== undefined) await session.observe(said(`equal.${store}`, ...(own.length === 0 ? [whole] : seen)));
  }
  if (differences.length === 0) {
    await inCluster(session, target, (context, place) => finishInCluster(context, place, recovery.taken.id, progress));
  }
  return differences.length === 0;
}

async function verified(session: Session, target: Target, backup: OpenedBackup, recovery: Recovery): Promise<void> {
  const { ground, blobsPrefix } = target;
  await recovery.steps.make(
    { name: "verify services", command: "drill run smoke", remediation: "see what is named in the report" },
    async () => {
      await session.observe({
        name: "references",
        observe: (context) => withStorePorts(context, ground.at(blobsPrefix), checkReferences),
      });
      await session.observe(configurationEqual("configuration-equal", backup.configuration));
      await session.observe(openapiMatch({ snapshot: (service) => backup.openapi[service] }));
      await session.observe(demoPayloads({ repeats: demoRepeats }));
      for (const agent of agents) await session.observe(meshSeesAgent("agents-healthy", agent, true, healthyWithinMs));
      await session.observe(noOldInstances("no-old-instances", recovery.taken.source.instances));
      await target.afterwards?.(session);
    },
  );
}

/** A probe that says what is known already. */
const said = (name: string, ...observations: Observation[]) => ({ name, observe: async () => observations });
