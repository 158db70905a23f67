import { type Address, type Kind, describe } from "../objects.ts";
import type { ApiClient } from "./client.ts";
import { ApiError, isNotFound } from "./errors.ts";

interface ServedResource {
  /** plural, or plural/subresource */
  name: string;
  kind: string;
  namespaced: boolean;
}

/** What the API server says about a kind. */
export interface Served {
  plural: string;
  namespaced: boolean;
}

/** Finds out how kinds are served; asks once per group and version. */
export class Discovery {
  readonly #api: ApiClient;
  readonly #known = new Map<string, Promise<ServedResource[]>>();

  constructor(api: ApiClient) {
    this.#api = api;
  }

  /** @throws ApiError with status 404 when the kind is not served */
  async find({ apiVersion, kind }: Kind, signal?: AbortSignal): Promise<Served> {
    const served = (await this.#resources(apiVersion, signal)).find((each) => each.kind === kind);
    if (served !== undefined) return { plural: served.name, namespaced: served.namespaced };
    // It may be a custom resource whose definition is only being made.
    this.#known.delete(apiVersion);
    throw new ApiError(404, "NotFound", `the API server does not serve ${kind} in ${apiVersion}`);
  }

  #resources(apiVersion: string, signal?: AbortSignal): Promise<ServedResource[]> {
    const known = this.#known.get(apiVersion);
    if (known !== undefined) return known;
    const asked = this.#ask(apiVersion, signal);
    this.#known.set(apiVersion, asked);
    asked.catch(() => this.#known.delete(apiVersion));
    return asked;
  }

  async #ask(apiVersion: string, signal?: AbortSignal): Promise<ServedResource[]> {
    try {
      const { resources } = await this.#api.get<{ resources: ServedResource[] }>(groupPath(apiVersion), signal);
      return resources.filter(({ name }) => !name.includes("/"));
    } catch (thrown) {
      if (isNotFound(thrown)) return [];
      throw thrown;
    }
  }
}

/** The path of all objects of a kind, in one namespace if it has namespaces. */
export function collectionPath(served: Served, { apiVersion, namespace }: Kind & { namespace?: string }): string {
  const inside = served.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  return `${groupPath(apiVersion)}${inside}/${served.plural}`;
}

/** The path of one object. An empty name would be the path of all of them, and throws. */
export function objectPath(served: Served, address: Address): string {
  if (address.name === "") throw new Error(`${describe(address)} has no name`);
  return `${collectionPath(served, address)}/${encodeURIComponent(address.name)}`;
}

function groupPath(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
