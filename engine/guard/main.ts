import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { KubeConfig } from "@kubernetes/client-node";
import { guardPort } from "../../components/chaos/guard-address.ts";
import { countersOf } from "../faults/filter.ts";
import { leaseFormat } from "../faults/lease-format.ts";
import { deleteLease, findLeases } from "../faults/lease-store.ts";
import { performUndo } from "../faults/perform-undo.ts";
import { ClusterApi } from "../probes/cluster-api.ts";
import { Guard } from "./guard.ts";
import { iptables } from "./packet-filter.ts";

const account = "/var/run/secrets/kubernetes.io/serviceaccount";
const lookEveryMs = 1_000;
/** An API that hangs must not hold the packet filter up. */
const apiTimeoutMs = 3_000;
/** An undo changes something, and may take longer than a look; the next one waits for it. */
const undoTimeoutMs = 5_000;

const { NAMESPACE: namespace = "", API_SERVER: server = "" } = process.env;
const api = new ClusterApi(inCluster(server), undoTimeoutMs);
const filter = iptables();
const say = (line: string) => console.log(JSON.stringify({ at: new Date().toISOString(), line }));

const guard = new Guard(
  {
    leases: async () => {
      const { leases, unreadable } = await findLeases(api, namespace, apiTimeoutMs);
      for (const each of unreadable) say(`a lease cannot be read: ${each}`);
      return leases;
    },
    undo: (operation) => performUndo(operation, api, namespace),
    release: ({ runId }) => deleteLease(api, namespace, runId),
  },
  filter,
  say,
);

createServer((request, response) => {
  answerTo(request.url).then(
    (body) => response.end(JSON.stringify(body)),
    (thrown: unknown) => response.writeHead(500).end(String(thrown)),
  );
}).listen(guardPort);

const ended = new AbortController();
process.once("SIGTERM", () => ended.abort());
void again(() => guard.liftSilent());
await again(() => guard.look(() => performance.now()));
await guard.retire();
process.exit(0);

/** Does it again and again, with a pause in between, until the guard is ended. */
async function again(step: () => Promise<void>): Promise<void> {
  while (!ended.signal.aborted) {
    await step();
    await sleep(lookEveryMs, undefined, { signal: ended.signal }).catch(() => undefined);
  }
}

/** Every other path says no more than that the guard runs. */
async function answerTo(path: string | undefined): Promise<object> {
  if (path === "/chains") return chains();
  return path === "/lease-format" ? { leaseFormat } : {};
}

/** Our chains and what each has counted. */
async function chains(): Promise<object> {
  const counted = [...(await filter.chains())].map(([name, rules]) => [name, countersOf(rules)] as const);
  return Object.fromEntries(counted);
}

/** The pod's own account, at the address that is given rather than at a service that needs kube-proxy. */
function inCluster(address: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromCluster();
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new Error("the pod has no service account");
  config.loadFromOptions({
    clusters: [{ ...cluster, server: address, caFile: `${account}/ca.crt` }],
    users: config.users,
    contexts: config.contexts,
    currentContext: config.currentContext,
  });
  return config;
}
