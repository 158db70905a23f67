import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { execa } from "execa";
import { DrillError } from "../../common/errors.ts";
import { waitFor } from "../../common/wait.ts";
import { withScratchContainer } from "../../toolchain/docker/scratch-container.ts";

const port = 7070;

/** Names of the keys in the server's environment and in that of whoever uses it. */
export interface StorageKeys {
  accessKeyId: string;
  secretAccessKey: string;
}

/** An S3 server of this run's own, outside of every cluster: what is in it outlives each of them, and not the run. */
export interface LocalStorage {
  /** on loopback of this machine */
  endpoint: string;
  keys: StorageKeys;
  /** connects it with a cluster's network. @returns its endpoint as pods reach it */
  join: (cluster: string) => Promise<string>;
  /** a network can only go once nothing is connected with it */
  leave: (cluster: string) => Promise<void>;
}

/**
 * Runs the work beside an S3 server in a container, which goes with the work, and with the next sweep where this process
 * is killed.
 * @param image versitygw's, in Docker
 */
export async function withLocalStorage<T>(image: string, work: (storage: LocalStorage) => Promise<T>): Promise<T> {
  const keys = { accessKeyId: "drill", secretAccessKey: randomBytes(24).toString("base64url") };
  // By their names alone: what is an argument can be read by everybody on this machine.
  const env = { ROOT_ACCESS_KEY: keys.accessKeyId, ROOT_SECRET_KEY: keys.secretAccessKey };
  // One of Docker's choice changes with every network that the container joins or leaves.
  const hostPort = await freePort();
  const run = [
    ...Object.keys(env).flatMap((name) => ["--env", name]),
    ...["--publish", `127.0.0.1:${hostPort}:${port}`, "--entrypoint", "versitygw", image],
    ...["--port", `:${port}`, "posix", "/data"],
  ];
  return withScratchContainer(
    run,
    async (container) => {
      const endpoint = `http://127.0.0.1:${hostPort}`;
      await answers(endpoint);
      return work({
        endpoint,
        keys,
        join: (cluster) => join(container, cluster),
        leave: (cluster) => leave(container, cluster),
      });
    },
    env,
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port: free } = server.address() as AddressInfo;
  await once(server.close(), "close");
  return free;
}

/** Any answer will do: without a signature it is a refusal. */
async function answers(endpoint: string): Promise<void> {
  await waitFor(
    { what: "an answer of the S3 server", timeoutMs: 30_000, remedy: "see what Docker says of it: docker logs" },
    async () => {
      const { status } = await fetch(endpoint, { signal: AbortSignal.timeout(2_000) });
      return { done: true, value: status };
    },
  );
}

/** A kind cluster has a network of its own, which is called as the cluster is. */
async function join(container: string, cluster: string): Promise<string> {
  await execa("docker", ["network", "connect", cluster, container]);
  const template = `{{(index .NetworkSettings.Networks "${cluster}").IPAddress}}`;
  const { stdout } = await execa("docker", ["inspect", "--format", template, container]);
  if (stdout.trim() !== "") return `http://${stdout.trim()}:${port}`;
  throw new DrillError({
    code: "storage.no-address",
    kind: "environment",
    message: `the S3 server has no address in the network of ${cluster}`,
    remedy: `see: docker network inspect ${cluster}`,
  });
}

/** That it is not connected, or the network is gone, is as good. */
async function leave(container: string, cluster: string): Promise<void> {
  await execa("docker", ["network", "disconnect", "--force", cluster, container], { reject: false });
}
