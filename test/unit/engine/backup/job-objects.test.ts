import { describe, expect, it } from "vitest";
import { settingsVariables } from "../../../../backup/job/settings.ts";
import { type BackupJob, jobObject, jobSecret } from "../../../../engine/backup/job-objects.ts";

const secrets = { POSTGRES_PASSWORD: "hidden-postgres", DRILL_AGE_IDENTITY: "AGE-SECRET-KEY-1HIDDEN" };
const settings = { backupUrl: "s3://bucket/1/", stores: {} };
const job: BackupJob = {
  ...{ name: "drill-restore", environmentId: "e1", namespace: "biowerk-e1", image: "backup:1", command: "restore" },
  ...{ settings, secrets },
};

const { metadata, spec } = jobObject(job);
const pod = spec.template.spec;
const [container] = pod.containers;
if (container === undefined) throw new Error("the Job has no container");
const variable = (name: string) => container.env.find((each) => each.name === name);

describe("the Secret of a job", () => {
  it("holds every secret under its name, and the settings without any", () => {
    const { stringData } = jobSecret(job);
    const { "settings.json": text = "", ...rest } = stringData;
    expect(rest).toEqual(secrets);
    expect(JSON.parse(text)).toEqual(settings);
    for (const value of Object.values(secrets)) expect(text).not.toContain(value);
  });

  it("belongs to the environment, as the Job does", () => {
    const own = { "app.kubernetes.io/component": "backup", "drill.biowerk/environment": "e1" };
    for (const { name, namespace, labels } of [metadata, jobSecret(job).metadata]) {
      expect({ name, namespace }).toEqual({ name: "drill-restore", namespace: "biowerk-e1" });
      expect(labels).toMatchObject(own);
    }
    expect(spec.template.metadata.labels).toMatchObject(own);
  });
});

describe("the Job", () => {
  it("holds no value of a secret, and refers to each", () => {
    const text = JSON.stringify(jobObject(job));
    for (const [key, value] of Object.entries(secrets)) {
      expect(text).not.toContain(value);
      expect(variable(key)).toEqual({ name: key, valueFrom: { secretKeyRef: { name: "drill-restore", key } } });
    }
  });

  it("replaces a pod that was killed, a few times, and not one that gave up", () => {
    expect(spec.backoffLimit).toBeGreaterThan(0);
    expect(pod.restartPolicy).toBe("Never");
    const onExitCodes = { containerName: container.name, operator: "In", values: [1] };
    expect(spec.podFailurePolicy.rules).toEqual([{ action: "FailJob", onExitCodes }]);
  });

  it("ends by itself, also where nobody is left to remove it", () => {
    expect(spec.activeDeadlineSeconds).toBeGreaterThan(0);
  });

  it("does what it is told with the image that the environment has", () => {
    expect(container).toMatchObject({ image: "backup:1", imagePullPolicy: "IfNotPresent", args: ["restore"] });
  });

  it("finds its settings where its variable says, which nobody else can read there", () => {
    const mount = container.volumeMounts.find(({ name }) => name === "settings");
    expect(variable(settingsVariables.file)).toEqual({
      name: settingsVariables.file,
      value: `${mount?.mountPath}/settings.json`,
    });
    const [volume] = pod.volumes.filter(({ name }) => name === "settings");
    expect(mount?.readOnly).toBe(true);
    expect(volume?.secret).toEqual({
      secretName: "drill-restore",
      defaultMode: 0o440,
      items: [{ key: "settings.json", path: "settings.json" }],
    });
  });

  it("mounts no secret beside the settings, and has room for dumps", () => {
    expect(pod.volumes.map(({ name }) => name)).toEqual(["settings", "scratch"]);
    expect(pod.volumes.find(({ name }) => name === "scratch")?.emptyDir).toEqual({});
    const scratch = container.volumeMounts.find(({ name }) => name === "scratch")?.mountPath;
    expect(variable("TMPDIR")).toMatchObject({ value: scratch });
  });

  it("may do nothing in the cluster, as nobody in particular", () => {
    expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: pod.securityContext.fsGroup });
  });
});
