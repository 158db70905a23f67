import * as k8s from "@pulumi/kubernetes";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApiServer, startApiServer } from "../../helpers/api-server.ts";
import { call, playGarbageCollector } from "./cluster.ts";
import { operations, suite } from "./needs.ts";
import { buildStand, failureOf, type Stand, stateOf } from "./stand.ts";

const collection = "/api/v1/namespaces/default/configmaps";
const type = "kubernetes:core/v1:ConfigMap";

/** A ConfigMap of a program, by its name. */
interface Wanted {
  data: Record<string, string>;
  annotations?: Record<string, string>;
  import?: string;
}

suite("changes from outside", operations, () => {
  let server: ApiServer;
  let stand: Stand;
  let endPlay: () => Promise<void>;

  beforeAll(async () => {
    server = await startApiServer();
    endPlay = playGarbageCollector(server);
    stand = await buildStand();
  });

  afterAll(async () => {
    await endPlay();
    await stand.remove();
    await server.stop();
  });

  /** A stack whose program is what `wanted` says at the time. */
  const stackOf = (name: string, wanted: () => Record<string, Wanted>, kubeconfig = () => server.kubeconfig) =>
    stand.stack(name, async () => {
      const settings = { kubeconfig: kubeconfig(), clusterIdentifier: "test", enableConfigMapMutable: true };
      const provider = new k8s.Provider("cluster", settings);
      for (const [logicalName, { data, annotations, ...options }] of Object.entries(wanted())) {
        const metadata = { name: logicalName, namespace: "default", ...(annotations && { annotations }) };
        new k8s.core.v1.ConfigMap(logicalName, { metadata, data }, { provider, ...options });
      }
    });
  const live = (name: string) => call(server, "GET", `${collection}/${name}`);
  const namesIn = async (stack: Stack) => (await stateOf(stack, type)).map(({ id }) => id);

  it("are seen by a refresh and undone by the next deployment", async () => {
    let annotations: Record<string, string> = { seen: "once" };
    const stack = await stackOf("refreshed", () => ({
      lost: { data: { a: "1" } },
      changed: { data: { mode: "fast" }, annotations },
    }));
    await stack.up();
    await call(server, "DELETE", `${collection}/lost`);
    await call(server, "PATCH", `${collection}/changed`, { data: { mode: "slow" } });
    expect((await stack.refresh()).summary.resourceChanges).toEqual({ same: 2, delete: 1, update: 1 });
    expect(await namesIn(stack)).toEqual(["default/changed"]);
    // The other writer owns the field now, so it has to be taken back explicitly.
    annotations = { "pulumi.com/patchForce": "true" };
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 2, create: 1, update: 1 });
    expect([(await live("lost")).data, (await live("changed")).data]).toEqual([{ a: "1" }, { mode: "fast" }]);
  });

  it("stop a deployment that would overwrite, adopt or resurrect something", async () => {
    let mode = "fast";
    let taken: Record<string, Wanted> = {};
    const stack = await stackOf("stopped", () => ({
      shared: { data: { mode } },
      missing: { data: { mode } },
      ...taken,
    }));
    await stack.up();
    await call(server, "PATCH", `${collection}/shared`, { data: { mode: "slow" } });
    await call(server, "DELETE", `${collection}/missing`);
    await call(server, "POST", collection, { metadata: { name: "taken" }, data: { owner: "somebody" } });
    mode = "medium";
    taken = { taken: { data: { owner: "us" } } };

    const failure = await failureOf((onEvent) => stack.up({ onEvent, continueOnError: true }));
    expect(failure).toMatch(/shared.*conflict/is);
    expect(failure).toMatch(/missing/);
    expect(failure).toMatch(/taken.*already exists/is);
    expect((await live("shared")).data).toEqual({ mode: "slow" });
    expect((await live("taken")).data).toEqual({ owner: "somebody" });
    expect((await live("missing")).httpStatus).toBe(404);
    expect(await namesIn(stack)).not.toContain("default/taken");
  });

  it("are taken into the stack by an import, and managed from then on", async () => {
    await call(server, "POST", collection, { metadata: { name: "adopted" }, data: { owner: "somebody" } });
    const { uid } = (await live("adopted")).metadata;
    let adopted: Wanted = { data: { owner: "somebody" }, import: "default/adopted" };
    const stack = await stackOf("import", () => ({ adopted }));
    // A plugin without the package's schema cannot tell that the contents are the same, and writes them once more.
    expect((await stack.up()).summary.resourceChanges).toMatchObject({ create: 2, import: 1 });
    expect((await live("adopted")).data).toEqual({ owner: "somebody" });

    adopted = { data: { owner: "us" } };
    expect(await failureOf((onEvent) => stack.up({ onEvent }))).toMatch(/adopted.*conflict/is);
    // The importer does not own what the other writer has set; here too, it has to be taken explicitly.
    adopted = { ...adopted, annotations: { "pulumi.com/patchForce": "true" } };
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 2, update: 1 });
    const { metadata, data } = await live("adopted");
    expect([metadata.uid, data]).toEqual([uid, { owner: "us" }]);
  });

  it("are told from a cluster that cannot be reached, and a gone object counts as deleted", async () => {
    let kubeconfig = server.kubeconfig;
    let mode = "fast";
    const stack = await stackOf(
      "unreachable",
      () => ({ there: { data: { mode } } }),
      () => kubeconfig,
    );
    await stack.up();
    kubeconfig = server.kubeconfig.replaceAll(new URL(server.url).port, "9");
    mode = "slow";
    await failureOf((onEvent) => stack.up({ onEvent }));
    expect(await failureOf((onEvent) => stack.refresh({ onEvent }))).toMatch(/reach/);
    expect(await failureOf((onEvent) => stack.destroy({ onEvent }))).toMatch(/reach/);
    expect(await namesIn(stack)).toEqual(["default/there"]);

    kubeconfig = server.kubeconfig;
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 1, update: 2 });
    await call(server, "DELETE", `${collection}/there`);
    expect((await stack.destroy()).summary.resourceChanges).toEqual({ delete: 3 });
  });
});
