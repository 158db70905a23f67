import { expect } from "vitest";
import type { ApiServer } from "../../helpers/api-server.ts";
import { call, seen } from "./cluster.ts";

const apps = "/apis/apps/v1/namespaces/default";
const core = "/api/v1/namespaces/default";
const revision = { "deployment.kubernetes.io/revision": "1" };
const image = { name: "app", image: "app:1", imageID: "", restartCount: 0 };
const waiting = { reason: "ImagePullBackOff", message: "Back-off pulling image" };

/** The rollout of a Deployment of one replica, as its controllers report it. */
export interface Rollout {
  /** its only pod */
  pod: string;
  /** Not ready means that the pod's image cannot be pulled. Each second's report is a change of the pod. */
  report(ready: boolean): Promise<void>;
}

/**
 * Plays the controllers behind a Deployment in the default namespace that has the label app=<name>: once it is there,
 * it gets a ReplicaSet and a pod.
 */
export async function playRollout(server: ApiServer, name: string): Promise<Rollout> {
  const deployment = `${apps}/deployments/${name}`;
  const [set, pod] = [`${name}-1`, `${name}-1-pod`];
  await seen(server, deployment);
  await sent(server, "PATCH", deployment, { metadata: { annotations: revision } });
  const { metadata, spec } = await call(server, "GET", deployment);
  const owned = (kind: string, owner: string, uid: string) => ({
    ownerReferences: [{ apiVersion: "apps/v1", kind, name: owner, uid, controller: true }],
    labels: { app: name },
  });

  const setMetadata = { ...owned("Deployment", name, metadata.uid), name: set, annotations: revision };
  const { selector, template } = spec;
  const made = await sent(server, "POST", `${apps}/replicasets`, {
    metadata: setMetadata,
    spec: { selector, template },
  });
  const podMetadata = { ...owned("ReplicaSet", set, made.metadata.uid), name: pod };
  await sent(server, "POST", `${core}/pods`, { metadata: podMetadata, spec: template.spec });

  const report = async (ready: boolean) => {
    // The server counts a change of a Deployment's annotations as a new generation.
    const { generation } = (await call(server, "GET", deployment)).metadata;
    const available = ready ? 1 : 0;
    const statuses = {
      [`${apps}/replicasets/${set}`]: { replicas: 1, readyReplicas: available, availableReplicas: available },
      [`${core}/pods/${pod}`]: podStatus(ready),
      [deployment]: { observedGeneration: generation, ...deploymentStatus(ready) },
    };
    for (const [path, status] of Object.entries(statuses)) await sent(server, "PATCH", `${path}/status`, { status });
  };
  return { pod, report };
}

function deploymentStatus(ready: boolean) {
  const conditions = [
    { type: "Available", ...why(ready, "MinimumReplicasAvailable", "MinimumReplicasUnavailable") },
    { type: "Progressing", status: "True", reason: ready ? "NewReplicaSetAvailable" : "ReplicaSetUpdated" },
  ];
  const [available, unavailableReplicas] = ready ? [1, 0] : [0, 1];
  const replicas = { replicas: 1, updatedReplicas: 1, readyReplicas: available, availableReplicas: available };
  return { ...replicas, unavailableReplicas, conditions };
}

function podStatus(ready: boolean) {
  const conditions = [
    { type: "PodScheduled", status: "True" },
    { type: "Initialized", status: "True" },
    { type: "Ready", lastProbeTime: new Date().toISOString(), ...why(ready, "ContainersReady", "ContainersNotReady") },
  ];
  const state = ready ? { running: {} } : { waiting };
  return { phase: ready ? "Running" : "Pending", conditions, containerStatuses: [{ ...image, ready, state }] };
}

function why(holds: boolean, yes: string, no: string) {
  const reason = holds ? yes : no;
  return { status: holds ? "True" : "False", reason, message: `this is ${reason}` };
}

async function sent(...[server, method, path, body]: Parameters<typeof call>) {
  const answer = await call(server, method, path, body);
  expect([path, answer.httpStatus, answer.message]).toEqual([path, method === "POST" ? 201 : 200, undefined]);
  return answer;
}
