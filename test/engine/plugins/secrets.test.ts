import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApiServer, startApiServer } from "../../helpers/api-server.ts";
import { operations, standInOnly, suite } from "./needs.ts";
import { RawObject } from "./raw-object.ts";
import { buildStand, failureOf, type Stand } from "./stand.ts";

const plain = "canary-not-marked-by-the-program";
const marked = "canary-marked-by-the-program";

suite("secrets and unknowns", operations, () => {
  let server: ApiServer;
  let stand: Stand;

  beforeAll(async () => {
    server = await startApiServer();
    stand = await buildStand();
  });

  afterAll(async () => {
    await stand.remove();
    await server.stop();
  });

  const provider = () => new k8s.Provider("cluster", { kubeconfig: server.kubeconfig, clusterIdentifier: "test" });

  /** All that the backend has written, state and history. */
  const backend = async () => {
    const folder = stand.env["PULUMI_BACKEND_URL"]?.replace("file://", "") ?? "";
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    const texts = files
      .filter((file) => file.isFile())
      .map((file) => readFile(join(file.parentPath, file.name), "utf8"));
    return (await Promise.all(texts)).join("\n");
  };

  it("are never in plain in the state", async () => {
    const stack = await stand.stack("secrets", async () => {
      const options = { provider: provider() };
      const password = new random.RandomPassword("password", { length: 24 });
      const stringData = { plain, password: password.result };
      new k8s.core.v1.Secret("login", { metadata: { name: "login" }, stringData }, options);
      const data = { open: "visible-value", hidden: pulumi.secret(marked) };
      new k8s.core.v1.ConfigMap("mixed", { metadata: { name: "mixed" }, data }, options);
      const raw = { apiVersion: "v1", kind: "Secret", metadata: { name: "raw" }, stringData: { plain } };
      new RawObject("kubernetes:core/v1:Secret", "raw", raw, options);
      return { password: password.result };
    });
    const { outputs } = await stack.up();
    await stack.refresh();
    const password = String(outputs["password"]?.value);
    expect(password).toHaveLength(24);
    const written = await backend();
    for (const canary of [plain, marked, password]) {
      expect(written).not.toContain(canary);
      expect(written).not.toContain(Buffer.from(canary).toString("base64"));
    }
    expect(written).toContain("visible-value");
  });

  standInOnly("are not in the message of a refused request", "it passes on what the API says", async () => {
    const stack = await stand.stack("refused", async () => {
      const spec = { clusterIP: pulumi.secret(marked), ports: [{ port: 80 }] };
      new k8s.core.v1.Service("web", { metadata: { name: "web" }, spec }, { provider: provider() });
    });
    const failure = await failureOf((onEvent) => stack.up({ onEvent }));
    expect(failure).toContain("spec.clusterIP");
    expect(failure).not.toContain(marked);
  });

  it("stay what they are in a preview without a cluster", async () => {
    const stack = await stand.stack("preview", async () => {
      const later = new random.RandomString("later", { length: 8 }).result;
      const kubeconfig = later.apply(() => "not even a kubeconfig");
      const unknown = new k8s.Provider("unknown", { kubeconfig, clusterIdentifier: later });
      const namespace = new k8s.core.v1.Namespace("shop", {}, { provider: unknown });
      const metadata = { namespace: namespace.metadata.name };
      new k8s.apps.v1.Deployment("web", { metadata, spec: { selector: {}, template: {} } }, { provider: unknown });
    });
    expect((await stack.preview()).changeSummary).toEqual({ create: 5 });
  });

  it("stay what they are in a preview of known objects", async () => {
    const stack = await stand.stack("mixed", async () => {
      const later = new random.RandomString("later", { length: 8 }).result;
      const data = { known: "1", later, hidden: pulumi.secret(marked) };
      const map = new k8s.core.v1.ConfigMap("map", { data }, { provider: provider() });
      return { name: map.metadata.name, data: map.data };
    });
    const [outputs] = await previewOutputs(stack, "kubernetes:core/v1:ConfigMap");
    expect(outputs).toMatchObject({
      kind: "ConfigMap",
      metadata: { name: expect.stringMatching(/^map-[0-9a-f]{8}$/) },
    });
    const hidden = expect.objectContaining({ ciphertext: "[secret]" });
    expect(outputs?.["data"]).toEqual({ known: "1", later: expect.stringMatching(/^[0-9a-f-]{36}$/), hidden });
  });

  it("keep a provider in place while its cluster is the same", async () => {
    let settings: k8s.ProviderArgs = {};
    const stack = await stand.stack("provider", async () => {
      const cluster = new k8s.Provider("cluster", settings);
      new k8s.core.v1.ConfigMap("map", { metadata: { name: "map" } }, { provider: cluster });
    });
    const moved = server.kubeconfig.replaceAll("127.0.0.1", "localhost");
    const plan = async (next: k8s.ProviderArgs) => {
      settings = next;
      return (await stack.preview()).changeSummary;
    };
    settings = { kubeconfig: server.kubeconfig, clusterIdentifier: "one" };
    await stack.up();
    expect(await plan({ kubeconfig: moved, clusterIdentifier: "one" })).toEqual({ same: 2, update: 1 });
    expect(await plan({ kubeconfig: moved, clusterIdentifier: "two" })).toEqual({ same: 1, replace: 2 });
  });
});

async function previewOutputs(stack: Stack, type: string): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  await stack.preview({
    onEvent: ({ resOutputsEvent }: EngineEvent) => {
      if (resOutputsEvent?.metadata.type === type) found.push(resOutputsEvent.metadata.new?.outputs ?? {});
    },
  });
  return found;
}
