import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { serviceNames, services } from "../../contract/services.ts";
import { selectorLabels, workloadLabels } from "../labels.ts";
import { childOf, type Placement } from "../placement.ts";
import { selfReady } from "../readiness.ts";
import { createServer } from "../server.ts";
import { observers } from "./addresses.ts";
import { alertRules } from "./alert-rules.ts";
import { podsName, prometheusConfig } from "./scrape-config.ts";

const address = observers.prometheus;
const folder = "/etc/prometheus";
const dataFolder = "/prometheus";

/** Prometheus with our alerts. Its series are gone with its pod: what a drill needs of them it reads while it runs. */
export class Prometheus extends pulumi.ComponentResource {
  constructor(
    name: string,
    args: {
      placement: Placement;
      /** an image with the interface of the official one */
      image: string;
      /** seconds between mesh's looks at an agent */
      healthInterval: number;
    },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("biowerk:observability:Prometheus", name, {}, opts);
    const { placement, image, healthInterval } = args;
    createTargets(this, name, placement);
    createServer(this, name, placement, {
      component: "observability",
      address,
      image,
      args: [
        `--config.file=${folder}/prometheus.yml`,
        `--storage.tsdb.path=${dataFolder}`,
        "--storage.tsdb.retention.time=6h",
        "--storage.tsdb.retention.size=1GB",
      ],
      config: {
        folder,
        files: {
          // JSON is YAML.
          "prometheus.yml": JSON.stringify(prometheusConfig("rules.yml"), null, 2),
          "rules.yml": JSON.stringify({ groups: [{ name: "biowerk", rules: alertRules(healthInterval) }] }, null, 2),
        },
      },
      scratchFolder: dataFolder,
      requests: { cpu: "50m", memory: "128Mi" },
      memoryLimit: "1Gi",
    });
    this.registerOutputs({});
  }
}

/** Has a name resolve to each pod of each BIOwerk service, ready or not: one that is unwell has the most to say. */
function createTargets(parent: pulumi.Resource, name: string, placement: Placement): void {
  const { environmentId, namespace } = placement;
  const labels = workloadLabels({ environmentId, name: address.service, component: "observability" });
  for (const service of serviceNames) {
    const selector = selectorLabels({ environmentId, name: service, component: "agent" });
    new k8s.core.v1.Service(
      `${name}-${service}`,
      {
        metadata: { name: podsName(service), namespace, labels, annotations: selfReady },
        spec: {
          clusterIP: "None",
          publishNotReadyAddresses: true,
          selector,
          ports: [{ name: "http", port: services[service].port }],
        },
      },
      childOf(parent, placement),
    );
  }
}
