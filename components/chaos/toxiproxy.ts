import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { selectorLabels, workloadLabels } from "../labels.ts";
import { type Address, childOf, type Placement } from "../placement.ts";
import { podTemplate } from "../pod.ts";
import { selfReady } from "../readiness.ts";
import type { Link, LinkName } from "./links.ts";

const service = "toxiproxy";
/** Toxiproxy's own API; it also serves metrics */
const apiPort = 8474;
const configFolder = "/etc/toxiproxy";

export interface ToxiproxyArgs {
  placement: Placement;
  image: string;
  /** an image with a shell, for what Toxiproxy's own cannot do */
  shellImage: string;
  links: Link[];
}

/**
 * Toxiproxy connects to its upstreams one after the other, each by the system's patience: a pod that is gone, and
 * whose address still answers nothing, would hold every later client of the link for two minutes. One repetition is
 * the kernel's least: three seconds. Whoever waits behind is answered by nobody, as without a proxy, rather than
 * accepted by the kernel: what he asked would reach the pod once it is back, long after he gave up, with hundreds more.
 */
const socketSettings = { "net/ipv4/tcp_syn_retries": 1, "net/core/somaxconn": 16 };

function impatience(image: string): k8s.types.input.core.v1.Container {
  const settings = Object.entries(socketSettings).map(([name, value]) => `echo ${value} > /proc/sys/${name}`);
  return {
    name: "impatience",
    image,
    imagePullPolicy: "IfNotPresent",
    command: ["sh", "-c", settings.join(" && ")],
    // It is the pod's own network that it sets, not the node's; without privilege /proc/sys cannot be written.
    securityContext: { privileged: true, runAsUser: 0 },
    resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "64Mi" } },
  };
}

/** A proxy in every link that a drill may break. It reads its proxies from a file, so that it restarts whole and clean. */
export class Toxiproxy extends pulumi.ComponentResource {
  readonly #links: readonly Link[];

  constructor(name: string, args: ToxiproxyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("biowerk:chaos:Toxiproxy", name, {}, opts);
    this.#links = args.links;
    const { placement, links } = args;
    const identity = { environmentId: placement.environmentId, name: service, component: "chaos" } as const;
    const metadata = { name: service, namespace: placement.namespace, labels: workloadLabels(identity) };
    const selector = selectorLabels(identity);
    const options = childOf(this, placement);
    const ports = [{ name: "api", port: apiPort }, ...links.map(({ name: link, port }) => ({ name: link, port }))];
    const proxies = links.map(({ name: link, port, upstream }) => ({
      name: link,
      listen: `0.0.0.0:${port}`,
      upstream: `${upstream.service}:${upstream.port}`,
      enabled: true,
    }));
    const config = new k8s.core.v1.ConfigMap(
      `${name}-config`,
      { metadata, data: { "proxies.json": JSON.stringify(proxies, null, 2) } },
      options,
    );
    new k8s.core.v1.Service(
      `${name}-service`,
      { metadata: { ...metadata, annotations: selfReady }, spec: { selector, ports } },
      options,
    );
    const container = {
      name: service,
      image: args.image,
      imagePullPolicy: "IfNotPresent",
      args: ["-host=0.0.0.0", `-config=${configFolder}/proxies.json`, "-proxy-metrics"],
      // By default it says two lines of every connection: nine tenths of all that an environment logs.
      env: [{ name: "LOG_LEVEL", value: "error" }],
      ports: [{ name: "api", containerPort: apiPort }],
      readinessProbe: { httpGet: { path: "/version", port: apiPort }, periodSeconds: 1, failureThreshold: 3 },
      resources: { requests: { cpu: "50m", memory: "32Mi" }, limits: { memory: "256Mi" } },
      volumeMounts: [{ name: "config", mountPath: configFolder }],
    };
    new k8s.apps.v1.Deployment(
      `${name}-deployment`,
      {
        metadata,
        spec: {
          replicas: 1,
          selector: { matchLabels: selector },
          template: podTemplate(metadata.labels, container, {
            initContainers: [impatience(args.shellImage)],
            volumes: [{ name: "config", configMap: { name: config.metadata.name } }],
          }),
        },
      },
      options,
    );
    this.registerOutputs({});
  }

  /** Where callers find what the link leads to. */
  through(link: LinkName): Address {
    const found = this.#links.find(({ name }) => name === link);
    if (found === undefined) throw new pulumi.RunError(`Toxiproxy has no link ${link}`);
    return { service, port: found.port };
  }
}
