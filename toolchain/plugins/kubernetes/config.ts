import type { Checked, Difference } from "../shared/resource-provider.ts";
import { type Properties, unknown, type Value } from "../shared/values.ts";
import { activeServer } from "./kubeconfig.ts";

const texts = ["kubeconfig", "context", "namespace"] as const;
/** Setting -> the kind whose contents it allows to change in place. */
const mutable = { enableConfigMapMutable: "ConfigMap", enableSecretMutable: "Secret" } as const;
const supported = new Set<string>([...texts, "clusterIdentifier", ...Object.keys(mutable)]);
/** Settings of the official plugin that change nothing here when they have this value. */
const harmless: Record<string, Value> = { enableServerSideApply: "true" };
/** The engine's own keys in a provider's inputs. */
const engineKeys = /^(?:__.*|version|pluginDownloadURL)$/;

/** The configuration after the engine has resolved it. */
export interface Config {
  /** content or path */
  kubeconfig?: string;
  context?: string;
  /** of objects that name none */
  namespace?: string;
  /** kinds (ConfigMap, Secret) whose contents change in place; otherwise other contents are another object */
  mutable: string[];
}

/** Reads the settings; an empty text is none. */
export function parseConfig(config: Properties): Config {
  const given = texts.flatMap((key) =>
    typeof config[key] === "string" && config[key] !== "" ? [[key, config[key]]] : [],
  );
  const kinds = Object.entries(mutable).filter(([key]) => config[key] === "true" || config[key] === true);
  return { ...Object.fromEntries(given), mutable: kinds.map(([, kind]) => kind) } as Config;
}

/** Accepts what is served here and names every other setting, so that none is ignored in silence. */
export function checkConfig(news: Properties): Checked {
  const failures = Object.entries(news)
    .filter(([key]) => !supported.has(key) && !engineKeys.test(key) && !key.startsWith("suppress"))
    .filter(([key, value]) => value !== null && value !== (harmless[key] ?? "false"))
    .map(([property]) => ({
      property,
      reason: `${property} is not supported by the hermetic stand-in of the kubernetes plugin`,
    }));
  return { inputs: news, failures };
}

/**
 * Says which changed settings mean another cluster. A changed cluster identifier does, an unchanged one never does;
 * without one the server of the active context decides, and one that is not known yet counts as another.
 */
export function diffConfig(olds: Properties, news: Properties): Difference {
  const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter((key) => !engineKeys.test(key));
  const changed = keys.filter((key) => olds[key] !== news[key]);
  const replacing = replacingKeys(olds, news);
  const changes = changed.map((path) => ({
    path,
    kind:
      olds[path] === undefined
        ? ("add" as const)
        : news[path] === undefined
          ? ("delete" as const)
          : ("update" as const),
    replace: replacing.includes(path),
  }));
  return { changes, deleteBeforeReplace: false };
}

function replacingKeys(olds: Properties, news: Properties): string[] {
  const [before, after] = [olds["clusterIdentifier"], news["clusterIdentifier"]];
  if (before !== undefined && after !== undefined) return before === after ? [] : ["clusterIdentifier"];
  const which = ["kubeconfig", "context"];
  if (which.some((key) => news[key] === unknown)) return which;
  const [oldServer, newServer] = [activeServer(parseConfig(olds)), activeServer(parseConfig(news))];
  return oldServer !== undefined && newServer !== undefined && oldServer !== newServer ? which : [];
}
