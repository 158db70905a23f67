// Environments as the component tests look at them: the real composition, recorded.
import type { MockResourceArgs } from "@pulumi/pulumi/runtime/mocks.js";
import { parseStackConfig } from "../../stacks/config.ts";
import { type DeployedEnvironment, deployEnvironment } from "../../stacks/environment.ts";
import { record, type RecordedResource, type RecorderOptions, type Recording } from "../helpers/pulumi-recorder.ts";

/** Every generated password contains it, so that a leak is found wherever it is. */
export const canary = "canary0secret";
export const kubeconfigCanary = "canary-of-the-kubeconfig";

export const hostPort = 33_027;

const upstream = {
  environmentId: "smoke-1",
  owner: "someone",
  images: "registry",
  registry: "registry.example.com/team",
  tag: "1.4.2",
  llmImage: "registry.example.com/team/stub:1",
};

/** Config that has an environment observed. */
export const observed = {
  observability: "true",
  prometheusImage: "prometheus:1",
  alertmanagerImage: "alertmanager:1",
  postgresExporterImage: "postgres-exporter:1",
  redisExporterImage: "redis-exporter:1",
  metricsServerImage: "metrics-server:1",
  observerImage: "observer:1",
};

/** The composition, deployed with this config besides the least that it needs. */
export function deploy(
  changes: Record<string, string> = {},
  options: RecorderOptions = {},
): Promise<Recording<DeployedEnvironment>> {
  const config = parseStackConfig({ ...upstream, ...changes });
  const answer = options.preview === true ? () => ({}) : answerOf;
  return record(() => deployEnvironment(config), { answer, ...options });
}

function answerOf({ type, name }: MockResourceArgs): Record<string, unknown> {
  if (type === "random:index/randomPassword:RandomPassword") return { result: `${canary}${name}` };
  if (type === "kind:index:Cluster") {
    return { identifier: "biowerk-smoke-1/0a1b2c", kubeconfig: kubeconfigCanary, hostPorts: { "30080": hostPort } };
  }
  return {};
}

/** A Kubernetes object as a test reads it. */
export interface KubernetesObject {
  metadata: {
    name: string;
    namespace?: string;
    labels: Record<string, string>;
    annotations?: Record<string, string>;
  };
  spec: Record<string, unknown>;
}

export const objectOf = (resource: RecordedResource) => resource.inputs as unknown as KubernetesObject;

export const isKubernetes = (resource: RecordedResource) => resource.type.startsWith("kubernetes:");

export const isWorkload = (resource: RecordedResource) => /:apps\/v1:(Deployment|StatefulSet)$/.test(resource.type);

/** The parts of a workload that tests look at. */
export interface Workload {
  replicas: number;
  selector: { matchLabels: Record<string, string> };
  template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
}

export interface PodSpec {
  enableServiceLinks: boolean;
  initContainers?: { image: string; command: string[] }[];
  containers: Container[];
}

export interface Container {
  name: string;
  image: string;
  args?: string[];
  imagePullPolicy: string;
  ports: { containerPort: number }[];
  env?: { name: string; value?: string; valueFrom?: { secretKeyRef: { name: string; key: string } } }[];
  startupProbe: Probe;
  readinessProbe: Probe;
  livenessProbe?: Probe;
  resources: { requests: { cpu: string; memory: string }; limits?: Record<string, string> };
}

export interface Probe {
  httpGet?: { path: string; port: number };
  tcpSocket?: { port: number };
  exec?: { command: string[] };
  timeoutSeconds: number;
  periodSeconds: number;
  failureThreshold: number;
}

export const workloadOf = (resource: RecordedResource) => objectOf(resource).spec as unknown as Workload;

export function containerOf(resource: RecordedResource): Container {
  const { containers } = workloadOf(resource).template.spec;
  if (containers.length !== 1 || containers[0] === undefined) throw new Error(`${containers.length} containers`);
  return containers[0];
}
