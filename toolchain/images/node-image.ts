import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { withScratchContainer } from "../docker/scratch-container.ts";
import { type BuiltImage, buildImage, digest, type EntryMaker, ensureLoaded, saveImages } from "./images.ts";

/** Folder with kube-apiserver, kube-controller-manager, ..., kubeadm, kubelet, kubectl, etcd, coredns and pause. */
export interface KubernetesBinaries {
  folder: string;
  /** e.g. "v1.36.3" */
  version: string;
}

const here = import.meta.dirname;

/** Image name in kubeadm's list -> the recipe that makes it, and the binary that is all it holds. */
const controlPlane: Record<string, { recipe: string; binary: string }> = {
  "kube-apiserver": { recipe: "control-plane", binary: "kube-apiserver" },
  "kube-controller-manager": { recipe: "control-plane", binary: "kube-controller-manager" },
  "kube-scheduler": { recipe: "control-plane", binary: "kube-scheduler" },
  etcd: { recipe: "control-plane", binary: "etcd" },
  coredns: { recipe: "coredns", binary: "coredns" },
  pause: { recipe: "pause", binary: "pause" },
  "kube-proxy": { recipe: "kube-proxy", binary: "kube-proxy" },
};

/** A kind node image with the control plane's images in it, so that a cluster starts without a pull. */
export async function nodeImage(
  binaries: KubernetesBinaries,
  base: BuiltImage,
  entry: EntryMaker,
): Promise<BuiltImage> {
  const parts = await Promise.all(
    Object.entries(controlPlane).map(async ([name, { recipe, binary }]) => {
      const image = await buildImage(
        {
          name,
          folder: join(here, recipe),
          files: { [binary]: join(binaries.folder, binary) },
          args: recipe === "control-plane" ? { BINARY: binary } : {},
          ...(recipe === "kube-proxy" ? { base } : {}),
        },
        entry,
      );
      return { name, image };
    }),
  );
  const bare = await bareNode(binaries, base, entry);
  const key = digest([bare.key, ...parts.map((part) => part.image.key)].join("\n"));
  const ref = `biowerk-drill/node:${key.slice(0, 16)}`;
  const folder = await entry("image-node", [key], async (stage) => {
    for (const { image } of [...parts, { image: bare }]) await ensureLoaded(image);
    const wanted = await wantedNames(binaries);
    for (const { name, image } of parts) await execa("docker", ["tag", image.ref, wanted[name] ?? name]);
    const names = parts.map((part) => wanted[part.name] ?? part.name);
    const archive = join(stage, "control-plane.tar");
    await saveImages(names, archive);
    await execa("docker", ["image", "rm", ...names]);
    await bake(bare.ref, archive, ref);
    await saveImages([ref], join(stage, "image.tar"));
    await execa("rm", [archive]);
  });
  return { ref, archive: join(folder, "image.tar"), key };
}

/** Asks kubeadm itself under which names and tags it will look for its images. */
async function wantedNames(binaries: KubernetesBinaries): Promise<Record<string, string>> {
  const kubeadm = join(binaries.folder, "kubeadm");
  const { stdout } = await execa(kubeadm, ["config", "images", "list", "--kubernetes-version", binaries.version]);
  return Object.fromEntries(stdout.split("\n").map((name) => [/([^/:]+):[^:]+$/.exec(name)?.[1] ?? name, name]));
}

/** The node without images: its containerd config needs the name of the pause image. */
async function bareNode(binaries: KubernetesBinaries, base: BuiltImage, entry: EntryMaker): Promise<BuiltImage> {
  const folder = await entry("image-node-context", [base.key, binaries.folder, await recipeDigest()], async (stage) => {
    await cp(join(here, "node"), join(stage, "node"), { recursive: true });
    const config = join(stage, "node", "files", "etc", "containerd", "config.toml");
    const pause = (await wantedNames(binaries))["pause"] ?? "pause";
    await writeFile(config, (await readFile(config, "utf8")).replace("@PAUSE_IMAGE@", pause));
  });
  return buildImage(
    {
      name: "node-bare",
      folder: join(folder, "node"),
      files: Object.fromEntries(["kubeadm", "kubectl", "kubelet"].map((name) => [name, join(binaries.folder, name)])),
      args: { KUBERNETES_VERSION: binaries.version },
      base,
    },
    entry,
  );
}

async function recipeDigest(): Promise<string> {
  const { stdout } = await execa("find", [join(here, "node"), "-type", "f", "-exec", "sha256sum", "{}", "+"]);
  return digest(stdout.split("\n").sort().join("\n"));
}

/** Imports an archive into the containerd of a node, run for that alone, and keeps the result as an image. */
async function bake(bare: string, archive: string, ref: string): Promise<void> {
  const script = [
    "containerd >/tmp/containerd.log 2>&1 &",
    "for _ in $(seq 120); do ctr version >/dev/null 2>&1 && break; sleep 0.25; done",
    // Unpacked layers would be an overlay on an overlay, which a build's file system refuses.
    "ctr --namespace k8s.io images import --no-unpack /control-plane.tar",
    "kill %1; wait; rm -f /tmp/containerd.log",
  ].join("\n");
  const mount = `type=bind,source=${archive},target=/control-plane.tar,readonly`;
  const run = ["--privileged", "--entrypoint", "sleep", "--mount", mount, bare, "900"];
  await withScratchContainer(run, async (container) => {
    await execa("docker", ["exec", container, "bash", "-ec", script], { timeout: 300_000 });
    const entrypoint = 'ENTRYPOINT ["/usr/local/bin/entrypoint","/sbin/init"]';
    await execa("docker", ["commit", "--change", entrypoint, container, ref]);
  });
}
