import type { Platform } from "./platform.ts";
import type { GoBuild, Tool } from "./tool.ts";
import type { World } from "./world.ts";

const gigabyte = 1_000_000_000;
const kubernetesVersion = "1.36.3";

const stampKubernetes = (name: string, value: string) => `-X k8s.io/component-base/version.${name}=${value}`;

/** One build makes kubectl and all that a locally built node image holds: its packages are compiled once for all. */
const kubernetesBuild: GoBuild = {
  name: "kubernetes",
  module: "kubernetes",
  systems: ["linux"],
  ldflags: [
    "-s -w",
    stampKubernetes("gitVersion", `v${kubernetesVersion}`),
    stampKubernetes("gitMajor", "1"),
    stampKubernetes("gitMinor", "36"),
    stampKubernetes("gitTreeState", "clean"),
  ].join(" "),
  steps: [
    {
      packages: [
        "k8s.io/kubernetes/cmd/kube-apiserver",
        "k8s.io/kubernetes/cmd/kube-controller-manager",
        "k8s.io/kubernetes/cmd/kube-scheduler",
        "k8s.io/kubernetes/cmd/kube-proxy",
        "k8s.io/kubernetes/cmd/kubelet",
        "k8s.io/kubernetes/cmd/kubeadm",
        "k8s.io/kubernetes/cmd/kubectl",
        "./coredns",
        "./pause",
      ],
      output: "bin/",
    },
    // The package is called "server", so that its binary needs a name.
    { packages: ["go.etcd.io/etcd/server/v3"], output: "bin/etcd" },
  ],
  needsBytes: 6 * gigabyte,
};

const kindVersion = "0.33.0";
const kindUrl = ({ os, arch }: Platform) => `https://kind.sigs.k8s.io/dl/v${kindVersion}/kind-${os}-${arch}`;

const kind: Tool = {
  name: "kind",
  version: kindVersion,
  file: "bin/kind",
  probe: { file: "bin/kind", args: ["version"] },
  // Which node image kind starts and how it drives it changes with its minor version.
  accepts: `~${kindVersion}`,
  download: {
    url: kindUrl,
    checksumUrl: (platform) => `${kindUrl(platform)}.sha256sum`,
    form: "executable",
  },
  build: {
    name: "kind",
    module: "kind",
    systems: ["linux", "darwin"],
    ldflags: "-s -w",
    steps: [{ packages: ["sigs.k8s.io/kind"], output: "bin/kind" }],
    needsBytes: 1 * gigabyte,
  },
};

const kubectlUrl = ({ os, arch }: Platform) =>
  `https://dl.k8s.io/release/v${kubernetesVersion}/bin/${os}/${arch}/kubectl`;

const kubectl: Tool = {
  name: "kubectl",
  version: kubernetesVersion,
  file: "bin/kubectl",
  probe: { file: "bin/kubectl", args: ["version", "--client"] },
  // Kubernetes supports a kubectl one minor version away from the API server.
  accepts: ">=1.35.0 <1.38.0",
  download: {
    url: kubectlUrl,
    checksumUrl: (platform) => `${kubectlUrl(platform)}.sha256`,
    form: "executable",
  },
  build: kubernetesBuild,
};

const k6Version = "1.8.1";
const k6Release = `https://github.com/grafana/k6/releases/download/v${k6Version}`;
const k6Archive = ({ os, arch }: Platform) => (os === "darwin" ? `macos-${arch}.zip` : `linux-${arch}.tar.gz`);

const k6: Tool = {
  name: "k6",
  version: k6Version,
  file: "bin/k6",
  probe: { file: "bin/k6", args: ["version"] },
  accepts: `^${k6Version}`,
  download: {
    url: (platform) => `${k6Release}/k6-v${k6Version}-${k6Archive(platform)}`,
    checksumUrl: () => `${k6Release}/k6-v${k6Version}-checksums.txt`,
    form: "archive",
  },
  build: {
    name: "k6",
    module: "k6",
    systems: ["linux", "darwin"],
    ldflags: "-s -w",
    steps: [{ packages: ["go.k6.io/k6"], output: "bin/k6" }],
    needsBytes: 2 * gigabyte,
  },
};

const pulumiVersion = "3.246.0";
// Archive and checksums from the same place: those on get.pulumi.com and on GitHub have differed (pulumi/pulumi#9416).
const pulumiRelease = `https://github.com/pulumi/pulumi/releases/download/v${pulumiVersion}`;

const pulumi: Tool = {
  name: "pulumi",
  version: pulumiVersion,
  // The archive's language hosts lie beside it: the CLI looks for them there.
  file: "bin/pulumi",
  probe: { file: "bin/pulumi", args: ["version"] },
  accepts: `^${pulumiVersion}`,
  download: {
    url: ({ os, arch }) => `${pulumiRelease}/pulumi-v${pulumiVersion}-${os}-${arch === "amd64" ? "x64" : arch}.tar.gz`,
    checksumUrl: () => `${pulumiRelease}/pulumi-${pulumiVersion}-checksums.txt`,
    form: "archive",
  },
  build: {
    name: "pulumi",
    module: "pulumi",
    systems: ["linux", "darwin"],
    ldflags: `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${pulumiVersion}`,
    steps: [{ packages: ["github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"], output: "bin/pulumi" }],
    needsBytes: 4 * gigabyte,
  },
};

/**
 * The programs of a Kubernetes node: kube-*, kubelet, kubeadm, kubectl, etcd, coredns, pause. Asked for only where the
 * official node image cannot be pulled, so that there is no download of them.
 */
const kubernetes: Tool = {
  name: "kubernetes",
  version: kubernetesVersion,
  file: "bin",
  probe: { file: "bin/kubelet", args: ["--version"] },
  build: kubernetesBuild,
};

/** FerretDB's embeddable form in a main of our own: no vendor publishes that one. */
const ferretdb: Tool = {
  name: "ferretdb",
  version: "1.24.0",
  file: "bin/ferretdb",
  build: {
    name: "ferretdb",
    module: "ferretdb",
    systems: ["linux"],
    ldflags: "-s -w",
    steps: [{ packages: ["."], output: "bin/ferretdb" }],
    needsBytes: 2 * gigabyte,
  },
};

/** Runs in the cluster only, so that there is no download of it: where images can be pulled, its own image is. */
const toxiproxy: Tool = {
  name: "toxiproxy",
  version: "2.12.0",
  file: "bin/toxiproxy-server",
  build: {
    name: "toxiproxy",
    module: "toxiproxy",
    systems: ["linux"],
    ldflags: "-s -w -X github.com/Shopify/toxiproxy/v2.Version=2.12.0",
    // The package is called "server", so that its binary needs a name.
    steps: [{ packages: ["github.com/Shopify/toxiproxy/v2/cmd/server"], output: "bin/toxiproxy-server" }],
    needsBytes: 1 * gigabyte,
  },
};

/** Runs in the cluster only. A module of its own, since a change of the Kubernetes module would build all of that anew. */
const metricsServer: Tool = {
  name: "metrics-server",
  version: "0.9.0",
  file: "bin/metrics-server",
  build: {
    name: "metrics-server",
    module: "metrics-server",
    systems: ["linux"],
    ldflags: "-s -w -X k8s.io/client-go/pkg/version.gitVersion=v0.9.0",
    steps: [{ packages: ["sigs.k8s.io/metrics-server/cmd/metrics-server"], output: "bin/metrics-server" }],
    needsBytes: 2 * gigabyte,
  },
};

/** The S3 server of drills that are given no bucket; runs in a container of its own, outside of every cluster. */
const versitygw: Tool = {
  name: "versitygw",
  version: "1.8.0",
  file: "bin/versitygw",
  build: {
    name: "versitygw",
    module: "versitygw",
    systems: ["linux"],
    ldflags: "-s -w -X main.Version=v1.8.0",
    steps: [{ packages: ["github.com/versity/versitygw/cmd/versitygw"], output: "bin/versitygw" }],
    needsBytes: 2 * gigabyte,
  },
};

/** Every external tool. */
export const tools = {
  kind,
  kubectl,
  k6,
  pulumi,
  kubernetes,
  ferretdb,
  toxiproxy,
  metricsServer,
  versitygw,
} as const;

/** What else is in the build of `tools.kubernetes`, by Go module; go.mod pins it, this table names it in reports. */
export const kubernetesParts = {
  "go.etcd.io/etcd/server/v3": "3.6.8",
  "github.com/coredns/coredns": "1.14.2",
} as const;

/** Pulumi's own resource providers that the stacks use, in the versions of their packages in package.json. */
export const officialPlugins = [
  { name: "kubernetes", version: "4.34.2" },
  { name: "random", version: "4.21.2" },
] as const;

/** The resource provider of our own, which Pulumi.yaml names by its path. */
export const ownPlugin = "kind";

/** The tools that every environment of a world needs, those that it needs first in front. */
export function buildOrder(world: World): Tool[] {
  return world === "connected" ? [kind, pulumi, kubectl, k6] : [kubernetes, kubectl, kind, pulumi, ferretdb, k6];
}
