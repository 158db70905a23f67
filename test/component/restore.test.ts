import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serviceNames } from "../../contract/services.ts";
import type { DeployedEnvironment } from "../../stacks/environment.ts";
import { type EnvironmentOutputs, environmentOutputs } from "../../stacks/outputs.ts";
import { type Recording, valueOf } from "../helpers/pulumi-recorder.ts";
import { canary, containerOf, deploy, isWorkload, objectOf, observed } from "./deployed.ts";

/** What the restore drill's stack asks for. */
const restorable = { ...observed, autoscale: '{"mesh":{"max":2}}', backup: "true", backupImage: "backup:1" };

const outputsOf = async ({ result }: Recording<DeployedEnvironment>): Promise<EnvironmentOutputs> =>
  environmentOutputs.parse(await valueOf(result as never));
const workloadsOf = ({ resources }: Recording<DeployedEnvironment>) =>
  resources.filter(isWorkload).map((each) => objectOf(each).metadata.name);
const scalersOf = ({ ofType }: Recording<DeployedEnvironment>) => ofType(":HorizontalPodAutoscaler");

describe("an environment of which the stores alone are up", () => {
  let stores: Recording<DeployedEnvironment>;
  let whole: Recording<DeployedEnvironment>;
  beforeAll(async () => {
    stores = await deploy({ ...restorable, deploy: "stores" });
    whole = await deploy(restorable);
  });

  it("has the datastores and what watches them, and nothing of BIOwerk's that runs", () => {
    const names = workloadsOf(stores);
    expect(names).toEqual(expect.arrayContaining(["postgres", "redis", "mongodb", "llm", "prometheus"]));
    expect(names.filter((name) => serviceNames.some((service) => service === name))).toEqual([]);
    const addresses = stores.ofType(":core/v1:Service").map((each) => objectOf(each).metadata.name);
    expect(addresses.filter((name) => serviceNames.some((service) => service === name))).toEqual([]);
  });

  it("has no autoscaler, which would wake what is not to run yet", () => {
    expect(scalersOf(stores)).toEqual([]);
    expect(scalersOf(whole)).toHaveLength(1);
  });

  it("says so, and is known by outputs like any other", async () => {
    const outputs = await outputsOf(stores);
    expect(outputs.workloads).toEqual([]);
    expect({ ...outputs, workloads: [...serviceNames] }).toEqual(await outputsOf(whole));
  });

  it("becomes whole by what is added alone", () => {
    const urnsOf = ({ resources }: Recording<DeployedEnvironment>) => resources.map(({ urn }) => urn);
    expect(urnsOf(whole)).toEqual(expect.arrayContaining(urnsOf(stores)));
    const added = whole.resources.filter(({ urn }) => !urnsOf(stores).includes(urn));
    expect(new Set(added.filter(isWorkload).map((each) => objectOf(each).metadata.name))).toEqual(
      new Set(serviceNames),
    );
    const same = whole.resources.filter(({ urn }) => urnsOf(stores).includes(urn));
    expect(same.map(({ inputs }) => inputs)).toEqual(
      same.map(({ urn }) => stores.resources.find((each) => each.urn === urn)?.inputs),
    );
  });
});

describe("an environment whose secrets are known", () => {
  const known = { JWT_SECRET_KEY: "known-jwt-secret", POSTGRES_PASSWORD: "known-postgres-password" };
  const folder = mkdtempSync(join(tmpdir(), "drill-known-"));
  const secretsFile = join(folder, "secrets.json");
  let up: Recording<DeployedEnvironment>;
  beforeAll(async () => {
    writeFileSync(secretsFile, JSON.stringify(known));
    up = await deploy({ secretsFile });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const stringDataOf = (name: string) =>
    up.ofType(":core/v1:Secret").find((each) => objectOf(each).metadata.name === name)?.inputs["stringData"];

  it("has them where its containers look for them, and generates the others", () => {
    expect(stringDataOf("biowerk")).toMatchObject({
      "jwt-secret-key": known.JWT_SECRET_KEY,
      "encryption-master-key": expect.stringContaining(canary),
    });
    expect(Object.values(stringDataOf("postgres") as object)).toEqual([known.POSTGRES_PASSWORD]);
    expect(
      up
        .ofType("RandomPassword")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["biowerk-encryption-master-key", expect.stringMatching(/^documents-/)]);
  });

  it("keeps them secret, and shows them in Secrets alone", () => {
    const secrets = up.ofType(":core/v1:Secret");
    for (const secret of secrets) expect(secret.secretInputs).toContain("stringData");
    for (const value of Object.values(known)) {
      const holders = up.resources.filter(({ inputs }) => JSON.stringify(inputs).includes(value));
      expect(holders.every((each) => secrets.includes(each))).toBe(true);
      expect(holders).toHaveLength(1);
    }
  });

  it("tells them as those that it generated, to whoever may know its outputs", async () => {
    const { secrets } = await outputsOf(up);
    expect(secrets).toEqual({
      postgresPassword: known.POSTGRES_PASSWORD,
      mongoPassword: expect.stringContaining(canary),
      jwtSecretKey: known.JWT_SECRET_KEY,
      encryptionMasterKey: expect.stringContaining(canary),
    });
  });

  it("is told each of them by a reference that leads there", () => {
    const env = containerOf(up.find(":apps/v1:Deployment", "mesh-deployment")).env ?? [];
    const references = env.flatMap(({ name, valueFrom }) => (valueFrom ? [[name, valueFrom.secretKeyRef.name]] : []));
    expect(Object.fromEntries(references)).toMatchObject({ JWT_SECRET_KEY: "biowerk", POSTGRES_PASSWORD: "postgres" });
  });
});

describe("what takes backups", () => {
  it("is named in the outputs of an environment that has it, and runs nowhere by itself", async () => {
    const up = await deploy({ backup: "true", backupImage: "backup:1" });
    expect((await outputsOf(up)).backup).toEqual({ image: "backup:1" });
    expect(up.resources.filter(({ inputs }) => JSON.stringify(inputs).includes("backup:1"))).toEqual([]);
  });

  it("is not there unless it is asked for", async () => {
    expect((await outputsOf(await deploy({ backupImage: "backup:1" }))).backup).toBeNull();
  });

  it("must be named where backups are to be taken", () => {
    expect(() => deploy({ backup: "true" })).toThrow(/biowerk:backupImage: is unset: name the image/);
  });
});
