import type { Autoscaling } from "../components/biowerk/biowerk.ts";
import type { BiowerkImages } from "../components/biowerk/images.ts";
import type { ServiceSizes } from "../components/biowerk/service.ts";
import { type KnownSecrets, secretVariables } from "../components/biowerk/settings.ts";
import type { DocumentsKind } from "../components/datastores/documents.ts";
import type { ServiceName } from "../contract/services.ts";
import type { ObservabilityImages } from "../components/observability/observability.ts";
import type { LeaseRecord } from "../components/labels.ts";
import { ConfigReader } from "./config-reader.ts";
import { connectedImages } from "./images.ts";
import { readSecrets } from "./known-secrets.ts";

/** What a stack's config says, checked as a whole. */
export interface StackConfig {
  lease: LeaseRecord;
  cluster:
    | { kind: "kind"; nodeImage: string; imageArchives: string[]; hostPort: number }
    | { kind: "existing"; kubeconfigFile: string; context: string };
  biowerk: {
    images: BiowerkImages;
    env: Record<string, string>;
    sizes: ServiceSizes;
    /** services whose number of pods differs from what `sizes` says */
    serviceReplicas: Partial<Record<ServiceName, number>>;
    autoscale: Autoscaling;
  };
  /** null where links are direct and no drill can break them */
  chaos: { toxiproxyImage: string; guardImage: string } | null;
  /** null where nothing is collected in the cluster */
  observability: ObservabilityImages | null;
  /** null where no backups are taken or restored */
  backup: { image: string } | null;
  /** stores: all but BIOwerk */
  deploy: "all" | "stores";
  /** what BIOwerk had before, by the name of its variable; the others are generated */
  secrets: KnownSecrets;
  postgresImage: string;
  redisImage: string;
  documents: { kind: DocumentsKind; image: string };
  llm: { image: string; latencyMs: number; errorRatio: number; maxConcurrent: number };
  /** null where clients of the rate limiter cannot be told apart */
  identityHeader: string | null;
}

/** Environment variable that seeds a defect in the reference image. */
const defectVariable = "DRILL_DEFECT";

/**
 * Reads a stack's config.
 * @param raw values by key without the prefix `biowerk:`, as Pulumi stores them: lists and objects as JSON; "" = unset
 * @throws DrillError config.invalid, whose message names every wrong key and what would be right
 */
export function parseStackConfig(raw: Record<string, string>): StackConfig {
  const reader = new ConfigReader(raw);
  const config = readConfig(reader);
  reader.assertNoProblems();
  return config;
}

function readConfig(reader: ConfigReader): StackConfig {
  const documentsKind = reader.get("documentsKind");
  return {
    lease: {
      environmentId: reader.need("environmentId", "say what the environment is called"),
      owner: reader.need("owner", "say who answers for the environment"),
      ttl: reader.get("ttl"),
      createdAt: reader.find("createdAt"),
      renewedAt: reader.find("renewedAt"),
    },
    cluster: readCluster(reader),
    biowerk: {
      images: readImages(reader),
      env: readVariables(reader),
      sizes: {
        replicas: reader.get("replicas"),
        cpuRequest: reader.get("cpuRequest"),
        memoryRequest: reader.get("memoryRequest"),
        memoryLimit: reader.get("memoryLimit"),
      },
      serviceReplicas: reader.get("serviceReplicas"),
      autoscale: readAutoscaling(reader),
    },
    chaos: readChaos(reader),
    observability: readObservability(reader),
    backup: reader.get("backup")
      ? { image: reader.need("backupImage", "name the image; `drill env --stack restore` knows one") }
      : null,
    deploy: reader.get("deploy"),
    secrets: readSecrets(reader),
    postgresImage: reader.get("postgresImage"),
    redisImage: reader.get("redisImage"),
    documents: {
      kind: documentsKind,
      image:
        documentsKind === "mongodb"
          ? (reader.find("documentsImage") ?? connectedImages.mongodb)
          : reader.need("documentsImage", "name the image, since there is no public one for ferretdb"),
    },
    llm: {
      image: readLlmImage(reader),
      latencyMs: reader.get("llmLatencyMs"),
      errorRatio: reader.get("llmErrorRatio"),
      maxConcurrent: reader.get("llmMaxConcurrent"),
    },
    identityHeader: reader.find("identityHeader") ?? null,
  };
}

function readCluster(reader: ConfigReader): StackConfig["cluster"] {
  if (reader.get("clusterProvider") === "existing") {
    reader.refuse(["hostPort"], "only a kind cluster knows it; leave it out");
    return {
      kind: "existing",
      kubeconfigFile: reader.need("kubeconfig", "give the absolute path of the kubeconfig that knows the cluster"),
      context: reader.need("kubeContext", "name the context of the cluster in the kubeconfig"),
    };
  }
  reader.refuse(["kubeconfig", "kubeContext"], "only an existing cluster has it; leave it out");
  return {
    kind: "kind",
    nodeImage: reader.get("nodeImage"),
    imageArchives: reader.get("imageArchives"),
    hostPort: reader.get("hostPort"),
  };
}

function readChaos(reader: ConfigReader): StackConfig["chaos"] {
  if (!reader.get("faultLinks")) return null;
  return {
    toxiproxyImage: reader.need("toxiproxyImage", "name the image; `drill env --stack chaos` knows one"),
    guardImage: reader.need("guardImage", "name the image; `drill env --stack chaos` knows one"),
  };
}

function readObservability(reader: ConfigReader): ObservabilityImages | null {
  if (!reader.get("observability")) return null;
  const fix = "name the image; `drill env --stack chaos` knows one";
  return {
    prometheus: reader.need("prometheusImage", fix),
    alertmanager: reader.need("alertmanagerImage", fix),
    postgresExporter: reader.need("postgresExporterImage", fix),
    redisExporter: reader.need("redisExporterImage", fix),
    metricsServer: reader.need("metricsServerImage", fix),
    observer: reader.need("observerImage", fix),
  };
}

function readAutoscaling(reader: ConfigReader): Autoscaling {
  const asked = reader.find("autoscale") ?? {};
  const wanted = reader.find("serviceReplicas") ?? {};
  const all = reader.find("replicas") ?? 1;
  for (const [service, { max }] of Object.entries(asked)) {
    const least = wanted[service as ServiceName] ?? all;
    if (max < least) reader.report("autoscale", `${service}: max is ${max}, but it begins with ${least}`);
  }
  // Without metrics an autoscaler does nothing, and says so only in its status.
  if (Object.keys(asked).length > 0 && reader.find("observability") === false) {
    reader.report("autoscale", "needs observability: set it to true");
  }
  return asked;
}

function readImages(reader: ConfigReader): BiowerkImages {
  if (reader.get("images") === "reference") {
    reader.refuse(["registry", "tag"], "the reference image has none; leave it out, or set images to registry");
    return {
      kind: "reference",
      image: reader.need("referenceImage", "name the reference image; `drill env` knows one"),
    };
  }
  reader.refuse(["defect"], "only the reference image has defects; leave it out");
  return {
    kind: "registry",
    registry: reader.need("registry", "say where BIOwerk's images are, such as registry.example.com/team"),
    tag: reader.need("tag", "say which version of BIOwerk runs"),
  };
}

function readVariables(reader: ConfigReader): Record<string, string> {
  const env = reader.find("env") ?? {};
  const forbidden = secretVariables.filter((name) => name in env);
  if (forbidden.length > 0) reader.report("env", `leave out ${forbidden.join(", ")}: such values are generated`);
  const defect = reader.find("defect");
  return defect === undefined ? env : { ...env, [defectVariable]: defect };
}

function readLlmImage(reader: ConfigReader): string {
  const image = reader.find("llmImage") ?? reader.find("referenceImage");
  return image ?? reader.need("llmImage", "name the image of the stub: the reference image plays it");
}
