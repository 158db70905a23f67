import type { JobVerb } from "../../backup/job/results.ts";
import { selectorLabels, workloadLabels } from "../../components/labels.ts";

/** One run of the program that takes and restores backups, inside the cluster. */
export interface BackupJob {
  /** of the Job and its Secret; a DNS label */
  name: string;
  environmentId: string;
  namespace: string;
  image: string;
  command: JobVerb;
  /** JSON that the program reads; holds no secret */
  settings: unknown;
  /** variables with secrets */
  secrets: Record<string, string>;
}

const settingsKey = "settings.json";
const settingsFolder = "/etc/drill-backup";
const scratchFolder = "/scratch";
/** The program's user; the file of settings is readable to its group. */
const user = 65_532;

/** A pod that was killed is replaced, and goes on where it was; one that gave up is not: it would again. */
const replacements = 3;
const gaveUp = 1;
/** How long the whole may take, seconds. */
const deadlineSeconds = 4 * 3_600;

/** What the program is told, as an object of the cluster that goes with the Job. */
export function jobSecret({ name, environmentId, namespace, settings, secrets }: BackupJob) {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace, labels: labels({ name, environmentId }) },
    stringData: { ...secrets, [settingsKey]: JSON.stringify(settings) },
  };
}

export function jobObject(job: BackupJob) {
  const { name, namespace, image, command, secrets } = job;
  const metadata = { name, namespace, labels: labels(job) };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata,
    spec: {
      backoffLimit: replacements,
      activeDeadlineSeconds: deadlineSeconds,
      podFailurePolicy: {
        rules: [{ action: "FailJob", onExitCodes: { containerName: "backup", operator: "In", values: [gaveUp] } }],
      },
      template: {
        metadata: { labels: metadata.labels },
        spec: {
          restartPolicy: "Never",
          enableServiceLinks: false,
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: 10,
          securityContext: { runAsUser: user, runAsGroup: user, fsGroup: user, runAsNonRoot: true },
          containers: [
            {
              name: "backup",
              image,
              imagePullPolicy: "IfNotPresent",
              args: [command],
              env: [
                { name: "DRILL_BACKUP_JOB_FILE", value: `${settingsFolder}/${settingsKey}` },
                { name: "DRILL_SCRATCH_FOLDER", value: scratchFolder },
                { name: "TMPDIR", value: scratchFolder },
                ...Object.keys(secrets).map((key) => ({ name: key, valueFrom: { secretKeyRef: { name, key } } })),
              ],
              resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "1Gi" } },
              volumeMounts: [
                { name: "settings", mountPath: settingsFolder, readOnly: true },
                { name: "scratch", mountPath: scratchFolder },
              ],
            },
          ],
          volumes: [
            {
              name: "settings",
              secret: { secretName: name, defaultMode: 0o440, items: [{ key: settingsKey, path: settingsKey }] },
            },
            { name: "scratch", emptyDir: {} },
          ],
        },
      },
    },
  };
}

function labels({ name, environmentId }: Pick<BackupJob, "name" | "environmentId">): Record<string, string> {
  const identity = { environmentId, name, component: "backup" } as const;
  return { ...workloadLabels(identity), ...selectorLabels(identity) };
}
