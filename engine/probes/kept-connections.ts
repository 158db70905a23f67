import {
  createConfiguration,
  type KubeConfig,
  type RequestContext,
  type SecurityAuthentication,
  ServerConfiguration,
} from "@kubernetes/client-node";

/**
 * Has typed clients keep their connections. The library makes a dispatcher for every call, so that each call is a TLS
 * handshake, which takes both ends longer than the call does.
 */
export class KeptConnections implements SecurityAuthentication {
  readonly #config: KubeConfig;
  #dispatcher: ReturnType<RequestContext["getDispatcher"]>;

  constructor(config: KubeConfig) {
    this.#config = config;
  }

  getName(): string {
    return this.#config.getName();
  }

  async applySecurityAuthentication(context: RequestContext): Promise<void> {
    await this.#config.applySecurityAuthentication(context);
    this.#dispatcher ??= context.getDispatcher();
    if (this.#dispatcher !== undefined) context.setDispatcher(this.#dispatcher);
  }

  /** What a typed client is made of. */
  configuration(server: string) {
    return createConfiguration({ baseServer: new ServerConfiguration(server, {}), authMethods: { default: this } });
  }

  close(): void {
    this.#dispatcher?.destroy().catch(() => undefined);
  }
}
