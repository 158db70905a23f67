import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { selectorLabels, workloadLabels } from "../labels.ts";
import { childOf, type Placement } from "../placement.ts";
import { podTemplate } from "../pod.ts";
import { selfReady } from "../readiness.ts";

const service = "llm";
/** Ollama's own port */
const port = 11434;

export interface LlmStubArgs {
  placement: Placement;
  /** the image that plays the stub when it is given the argument "llm-stub" */
  image: string;
  knobs: LlmKnobs;
}

/** How the stub behaves. */
export interface LlmKnobs {
  /** how long each answer takes, milliseconds */
  latencyMs: number;
  /** share of answers that are errors, 0 to 1 */
  errorRatio: number;
  /** answers under way at once; one more is refused; 0 = any number */
  maxConcurrent: number;
}

/** A stand-in for a language model, which speaks the protocols of Ollama and OpenAI. */
export class LlmStub extends pulumi.ComponentResource {
  readonly address = { service, port } as const;

  constructor(name: string, args: LlmStubArgs, opts?: pulumi.ComponentResourceOptions) {
    super("biowerk:llm:Stub", name, {}, opts);
    const { placement } = args;
    const identity = { environmentId: placement.environmentId, name: service, component: "llm" } as const;
    const metadata = { name: service, namespace: placement.namespace, labels: workloadLabels(identity) };
    const selector = selectorLabels(identity);
    const options = childOf(this, placement);
    new k8s.core.v1.Service(
      `${name}-service`,
      { metadata: { ...metadata, annotations: selfReady }, spec: { selector, ports: [{ name: "http", port }] } },
      options,
    );
    new k8s.apps.v1.Deployment(
      `${name}-deployment`,
      {
        metadata,
        spec: {
          replicas: 1,
          selector: { matchLabels: selector },
          template: podTemplate(metadata.labels, container(args)),
        },
      },
      options,
    );
    this.registerOutputs({});
  }
}

function container({ image, knobs }: LlmStubArgs): k8s.types.input.core.v1.Container {
  const open = { tcpSocket: { port }, timeoutSeconds: 3 };
  return {
    name: service,
    image,
    args: ["llm-stub"],
    imagePullPolicy: "IfNotPresent",
    ports: [{ name: "http", containerPort: port }],
    env: [
      { name: "LLM_ERROR_RATIO", value: String(knobs.errorRatio) },
      { name: "LLM_LATENCY_MS", value: String(knobs.latencyMs) },
      { name: "LLM_MAX_CONCURRENT", value: String(knobs.maxConcurrent) },
    ],
    startupProbe: { ...open, periodSeconds: 1, failureThreshold: 120 },
    readinessProbe: { ...open, periodSeconds: 5, failureThreshold: 3 },
    resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } },
  };
}
