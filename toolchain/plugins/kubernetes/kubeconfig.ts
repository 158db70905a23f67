import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";
import { parse } from "yaml";
import type { Config } from "./config.ts";

interface Kubeconfig {
  "current-context"?: string;
  contexts?: { name: string; context: { cluster: string; namespace?: string } }[];
  clusters?: { name: string; cluster: { server?: string } }[];
}

/** A kubeconfig's text, and the file it came from if it was given as a path. */
export interface KubeconfigText {
  content: string;
  file?: string;
}

/** Takes the setting as content where it reads like one, else as a path. */
export function readKubeconfig(contentOrPath: string): KubeconfigText {
  if (/[\n{]/.test(contentOrPath)) return { content: contentOrPath };
  const file = resolve(contentOrPath.replace(/^~(?=\/)/, homedir()));
  return { content: readFileSync(file, "utf8"), file };
}

/** The server's URL of the context in use; undefined where the kubeconfig names none or cannot be read. */
export function activeServer(config: Config): string | undefined {
  const kubeconfig = parsed(config);
  const cluster = activeContext(kubeconfig, config)?.cluster;
  return kubeconfig?.clusters?.find(({ name }) => name === cluster)?.cluster.server;
}

/** The namespace of objects that name none. */
export function defaultNamespace(config: Config): string {
  return config.namespace ?? activeContext(parsed(config), config)?.namespace ?? "default";
}

function activeContext(kubeconfig: Kubeconfig | undefined, config: Config) {
  const wanted = config.context ?? kubeconfig?.["current-context"];
  return kubeconfig?.contexts?.find(({ name }) => name === wanted)?.context;
}

function parsed({ kubeconfig }: Config): Kubeconfig | undefined {
  if (kubeconfig === undefined) return undefined;
  try {
    const document: unknown = parse(readKubeconfig(kubeconfig).content);
    return typeof document === "object" && document !== null ? document : undefined;
  } catch {
    // A file that is gone says nothing about the cluster; the first request to it names the trouble.
    return undefined;
  }
}
