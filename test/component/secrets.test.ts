import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import type { DeployedEnvironment } from "../../stacks/environment.ts";
import { type Recording, valueOf } from "../helpers/pulumi-recorder.ts";
import { canary, containerOf, deploy, isWorkload, kubeconfigCanary, objectOf } from "./deployed.ts";

let up: Recording<DeployedEnvironment>;
beforeAll(async () => {
  up = await deploy();
});

describe("generated secrets", () => {
  it("show in Kubernetes Secrets and nowhere else", () => {
    const secrets = up.ofType(":core/v1:Secret");
    expect(secrets.length).toBeGreaterThan(0);
    for (const secret of secrets) {
      expect(JSON.stringify(secret.inputs), secret.urn).toContain(canary);
      expect(secret.secretInputs, secret.urn).toContain("stringData");
    }
    for (const resource of up.resources.filter((each) => !secrets.includes(each))) {
      expect(JSON.stringify(resource.inputs), resource.urn).not.toContain(canary);
    }
  });

  it("reach containers by reference to a key that is there", () => {
    const keys = up.ofType(":core/v1:Secret").flatMap((secret) => {
      const { name } = objectOf(secret).metadata;
      return Object.keys(secret.inputs["stringData"] as object).map((key) => `${name}/${key}`);
    });
    const references = up.resources
      .filter(isWorkload)
      .flatMap((workload) =>
        (containerOf(workload).env ?? []).flatMap(({ valueFrom }) => (valueFrom ? [valueFrom.secretKeyRef] : [])),
      );
    expect(new Set(references.map(({ name, key }) => `${name}/${key}`))).toEqual(new Set(keys));
  });

  it("consist of letters and digits, which a URL takes as they are", () => {
    const passwords = up.ofType("RandomPassword");
    expect(passwords).toHaveLength(4);
    for (const password of passwords) {
      expect(password.inputs["special"]).toBe(false);
      expect(password.inputs["length"]).toBeGreaterThanOrEqual(32);
    }
  });

  it("stay secret in the outputs", async () => {
    expect(await pulumi.isSecret(pulumi.output(up.result.secrets))).toBe(true);
    expect(await valueOf(up.result.secrets)).toEqual({
      postgresPassword: expect.stringContaining(canary),
      mongoPassword: expect.stringContaining(canary),
      jwtSecretKey: expect.stringContaining(canary),
      encryptionMasterKey: expect.stringContaining(canary),
    });
    const open = { ...up.result, secrets: null, kubeconfig: null };
    expect(JSON.stringify(await valueOf(open as never))).not.toContain(canary);
  });
});

describe("the kubeconfig", () => {
  it("is a secret wherever it goes", async () => {
    expect(up.find("kind:index:Cluster", "cluster-kind").additionalSecretOutputs).toEqual(["kubeconfig"]);
    expect(up.find("pulumi:providers:kubernetes", "cluster-provider").secretInputs).toContain("kubeconfig");
    expect(await pulumi.isSecret(pulumi.output(up.result.kubeconfig))).toBe(true);
    const holders = up.resources.filter((each) => JSON.stringify(each.inputs).includes(kubeconfigCanary));
    expect(holders.map((each) => each.name)).toEqual(["cluster-provider"]);
  });
});
