import { redactor } from "../../../common/redact.ts";
import { packageVersion } from "../shared/package-version.ts";
import { InitFailed } from "../shared/resource-provider.ts";
import type * as shared from "../shared/resource-provider.ts";
import { secretTexts } from "../shared/secrecy.ts";
import type { Properties } from "../shared/values.ts";
import { Unreachable } from "./api/errors.ts";
import { checkInputs } from "./check.ts";
import { type Cluster, isNamespaced, openCluster } from "./cluster.ts";
import { checkConfig, type Config, diffConfig, parseConfig } from "./config.ts";
import { create } from "./create.ts";
import { remove } from "./delete.ts";
import { diffInputs } from "./diff.ts";
import { kindOf, refused } from "./kind-token.ts";
import { defaultNamespace } from "./kubeconfig.ts";
import type { Kind } from "./objects.ts";
import { read } from "./read.ts";
import { update } from "./update.ts";

/** The package `kubernetes`: any kind that the cluster's API serves. */
export class KubernetesProvider implements shared.ResourceProvider {
  readonly name = "kubernetes";
  readonly version = packageVersion("@pulumi/kubernetes");
  readonly #cancelled = new AbortController();
  #config: Config = { mutable: [] };
  #cluster: Promise<Cluster> | undefined;
  #unreachable = false;

  async checkConfig(news: Properties) {
    return checkConfig(news);
  }

  async diffConfig(oldInputs: Properties, newInputs: Properties) {
    return diffConfig(oldInputs, newInputs);
  }

  async configure(config: Properties) {
    this.#config = parseConfig(config);
    this.#cluster = undefined;
  }

  async check(request: shared.CheckRequest) {
    const kind = kindOf(request.type);
    const namespace = (await this.#isNamespaced(kind)) ? defaultNamespace(this.#config) : undefined;
    return { inputs: checkInputs(request, kind, namespace), failures: [] };
  }

  async diff({ type, oldInputs, newInputs }: shared.DiffRequest) {
    const settings = { namespace: defaultNamespace(this.#config), mutable: this.#config.mutable };
    return diffInputs(kindOf(type), oldInputs, newInputs, settings);
  }

  async create(request: shared.CreateRequest) {
    // What the server would add stays unknown to the program.
    if (request.preview) return { id: "", outputs: request.inputs };
    return hiding(request.inputs, async () => create(await this.#open(), request));
  }

  async read(request: shared.ReadRequest) {
    return hiding(request.oldInputs, async () => read(await this.#open(), request));
  }

  async update(request: shared.UpdateRequest) {
    if (request.preview) return request.newInputs;
    return hiding(request.newInputs, async () => update(await this.#open(), request));
  }

  async delete(request: shared.DeleteRequest) {
    return hiding(request.oldInputs, async () => remove(await this.#open(), request));
  }

  cancel() {
    this.#cancelled.abort(new Error("the operation was cancelled"));
  }

  refuse(token: string) {
    return refused(token);
  }

  /** A cluster that did not answer one check is not asked by the others: a preview may do without it. */
  async #isNamespaced(kind: Kind): Promise<boolean> {
    if (this.#config.kubeconfig === undefined || this.#unreachable) return false;
    try {
      return await isNamespaced(await this.#open(), kind);
    } catch (thrown) {
      if (!(thrown instanceof Unreachable)) throw thrown;
      this.#unreachable = true;
      return false;
    }
  }

  #open(): Promise<Cluster> {
    this.#cluster ??= openCluster(this.#config, this.#cancelled.signal);
    return this.#cluster;
  }
}

/** Keeps secret inputs out of a failure's message: an API server repeats the values that it refuses. */
async function hiding<T>(inputs: Properties, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (thrown) {
    const hide = redactor(secretTexts(inputs));
    if (thrown instanceof InitFailed) throw new InitFailed({ ...thrown, reasons: thrown.reasons.map(hide) });
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Error(hide(message), { cause: thrown });
  }
}
