import type { ProbeContext } from "../probes/probe.ts";
import type { Watched } from "./filter.ts";
import { toxiproxy } from "./proxies.ts";
import { podsOf } from "./running-pods.ts";

/** Which pod's ports the packet filters count: Toxiproxy's, whose address changes when it is replaced. */
export class LinkWatch {
  readonly #context: ProbeContext;
  #watched: Watched | null = null;

  constructor(context: ProbeContext) {
    this.#context = context;
  }

  /** what is counted; null where the environment has no proxies, or none that runs */
  get watched(): Watched | null {
    return this.#watched;
  }

  /** Looks where Toxiproxy is now. */
  async refresh(): Promise<void> {
    this.#watched = await this.#look();
  }

  /** @throws Error where Toxiproxy is no longer the pod that is watched: what was counted says nothing of the links */
  async requireUnchanged(): Promise<void> {
    if ((await this.#look())?.pod !== this.#watched?.pod) throw new Error("Toxiproxy was replaced during the count");
  }

  async #look(): Promise<Watched | null> {
    const ports = Object.values(this.#context.environment.faultLinks);
    const [pod] = await podsOf(this.#context, toxiproxy.service);
    return pod === undefined || ports.length === 0 ? null : { pod: pod.ip, ports };
  }
}
