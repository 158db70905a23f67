import type { ObjectStore } from "../../backup/objects/object-store.ts";
import type { ProbeContext } from "../probes/probe.ts";
import type { StoreTargets } from "../probes/store-connections.ts";

const host = "127.0.0.1";

/** Runs the body with ports on loopback that lead to the environment's datastores. */
export async function withStorePorts<T>(
  { api, environment }: Pick<ProbeContext, "api" | "environment">,
  blobs: ObjectStore | null,
  body: (targets: StoreTargets) => Promise<T>,
): Promise<T> {
  const { namespace, postgres, documents, redis, secrets } = environment;
  return api.withPort(namespace, postgres.service, postgres.port, (postgresPort) =>
    api.withPort(namespace, documents.service, documents.port, (documentsPort) =>
      api.withPort(namespace, redis.service, redis.port, (redisPort) =>
        body({
          postgres: { ...postgres, host, port: postgresPort, password: secrets.postgresPassword },
          documents: { ...documents, host, port: documentsPort, password: secrets.mongoPassword },
          redis: { host, port: redisPort },
          blobs,
        }),
      ),
    ),
  );
}
