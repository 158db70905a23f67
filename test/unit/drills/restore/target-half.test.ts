import { beforeAll, describe, expect, it } from "vitest";
import { groundWithBackup, goodJobs, playTarget, recoveryOf } from "./played-recovery.ts";

let backup: Awaited<ReturnType<typeof groundWithBackup>>;
beforeAll(async () => {
  backup = await groundWithBackup();
});

const phases = (done: string[]) => done.flatMap((each) => (each.startsWith("phase ") ? [each.slice(6)] : []));

describe("the second half of a recovery", () => {
  it("restores, compares, lets the data be used, and only then brings BIOwerk up", async () => {
    const { done, ran, ended, seen } = await playTarget(backup);
    expect(ended).toBeUndefined();
    expect(ran).toEqual(["drill-restore", "drill-compare", "drill-finish"]);
    expect(phases(done)).toEqual(["backup-check", "restore", "compare", "services", "gate", "verify", "slo"]);
    expect(done.indexOf('amend {"deploy":"all"}')).toBeGreaterThan(done.indexOf("phase compare"));
    expect(done.at(-1)).toBe("load slo");
    for (const store of ["postgres", "documents", "redis", "blobs"]) {
      expect(seen.get(`equal.${store}`)).toMatchObject([{ subject: store, ok: true }]);
    }
  });

  it("keeps each step for the runbook, and each store's time", async () => {
    const { recovery } = await playTarget(backup);
    const steps = recovery.steps.done;
    expect(steps.every(({ result }) => result === "ok")).toBe(true);
    expect(steps.map(({ name }) => name)).toEqual([
      ...["environment", "verify", "data"],
      ...["data postgres", "data documents", "data redis", "data blobs"],
      ...["compare", "services", "verify services", "slo"],
    ]);
    expect(steps.find(({ name }) => name === "data documents")).toMatchObject({
      startedAt: "1970-01-01T00:00:01.000Z",
      endedAt: "1970-01-01T00:00:01.500Z",
    });
  });

  it("begins where the environment was lost, and counts the wait for the services with them", async () => {
    const recovery = recoveryOf(backup.manifest, { lostAtMs: 1_000 });
    await playTarget(backup, { recovery });
    expect(recovery.steps.done[0]).toMatchObject({ name: "environment", startedAt: "1970-01-01T00:00:01.000Z" });
    const unready = await playTarget(backup, { notWell: ["services-ready"] });
    expect(unready.recovery.steps.done.at(-1)).toMatchObject({ name: "services", result: "failed" });
    expect(unready.aborted).toBe(true);
  });

  it("says in the runbook what a store lost to the restore", async () => {
    const jobs = goodJobs(backup.manifest);
    const store = { store: "redis", outcome: "restored", startedAtMs: 1, endedAtMs: 2, overwrote: "3 keys" };
    jobs.results.set("drill-restore", { id: "r1", stores: [store] });
    const { recovery } = await playTarget(backup, { jobs, more: { intoNonEmpty: true } });
    expect(recovery.steps.done.find(({ name }) => name === "data redis")?.detail).toBe("restored; overwrote 3 keys");
    expect(JSON.parse(jobs.made[0].stringData["settings.json"] ?? "")).toMatchObject({ intoNonEmpty: true });
  });

  it("looks at what only a rehearsal knows once the services are back", async () => {
    const afterwards = async ({ note }: { note: (action: string, detail: string) => void }) => note("losses", "none");
    const { done } = await playTarget(backup, { more: { afterwards } });
    const at = done.indexOf("losses: none");
    expect(at).toBeGreaterThan(done.indexOf("phase verify"));
    expect(at).toBeLessThan(done.indexOf("phase slo"));
  });

  it("does not know what the backup does not hold", async () => {
    const stores = backup.manifest.stores.filter(({ store }) => store !== "blobs");
    const { capabilities, seen } = await playTarget(backup, { recovery: recoveryOf({ ...backup.manifest, stores }) });
    expect(capabilities).toMatchObject({ "backup of redis": true, "backup of blobs": "the backup does not hold it" });
    expect([...seen.keys()]).not.toContain("equal.blobs");
  });
});

describe("BIOwerk is not brought up", () => {
  const never = ({ done, aborted }: { done: string[]; aborted: boolean }) => {
    expect(aborted).toBe(true);
    expect(done.filter((each) => each.startsWith("amend"))).toEqual([]);
  };

  it("from a backup that is not whole, of which nothing is restored", async () => {
    const played = await playTarget(backup, { notWell: ["backup-whole"] });
    never(played);
    expect(played.ran).toEqual([]);
    expect(played.done.at(-1)).toBe("abort the backup is not what its manifest says");
  });

  it("without its secrets, and nothing is restored", async () => {
    const recovery = recoveryOf(backup.manifest, { missingSecrets: ["JWT_SECRET_KEY"], secretSource: "age file /x" });
    const played = await playTarget(backup, { recovery });
    never(played);
    expect(played.ran).toEqual([]);
    expect(played.seen.get("secrets-complete")).toEqual([
      { subject: "age file /x", ok: false, detail: "lacks JWT_SECRET_KEY" },
    ]);
  });

  it("on data that is not as it was, which keeps its marks", async () => {
    const jobs = goodJobs(backup.manifest);
    const differences = [
      { store: "postgres", part: "public.plans", kind: "count", detail: "39 instead of 40" },
      { store: "postgres", part: "", kind: "schema", detail: "another" },
    ];
    jobs.results.set("drill-compare", { id: "r1", differences });
    const played = await playTarget(backup, { jobs });
    never(played);
    expect(played.ran).toEqual(["drill-restore", "drill-compare"]);
    expect(played.seen.get("equal.postgres")).toEqual([
      { subject: "public.plans", ok: false, detail: "count: 39 instead of 40" },
      { subject: "postgres", ok: false, detail: "schema: another" },
    ]);
    expect(played.seen.get("equal.redis")).toMatchObject([{ ok: true }]);
  });

  it("where the restore itself fails, which is a step that failed", async () => {
    const jobs = goodJobs(backup.manifest);
    jobs.results.delete("drill-restore");
    const { ended, ran, recovery, done } = await playTarget(backup, { jobs });
    expect(ended).toMatchObject({ code: "backup.job" });
    expect(ran).toEqual(["drill-restore"]);
    expect(recovery.steps.done.at(-1)).toMatchObject({ name: "data", result: "failed" });
    expect(done.filter((each) => each.startsWith("amend"))).toEqual([]);
  });
});
