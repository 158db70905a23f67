import { randomBytes } from "node:crypto";
import { publicKeyOf } from "../../backup/format/signature.ts";
import { backupFacts } from "../../engine/backup/facts.ts";
import { takeInCluster } from "../../engine/backup/jobs.ts";
import { releaseLease } from "../../engine/environment/holding.ts";
import { ClusterApi } from "../../engine/probes/cluster-api.ts";
import { attachedSource, findEnvironment } from "../attached.ts";
import type { Edges } from "../edges.ts";
import type { ExitCode } from "../exit-codes.ts";
import { interruptible } from "../interrupts.ts";
import { onlyOrNamed } from "../which-environment.ts";
import { withDocker } from "../with-docker.ts";
import { readSecret, s3Place, signingKeyVariable } from "./options.ts";

export interface TakeWish {
  output: string;
  recipient: string[];
  blobs?: string;
  attach?: string;
}

/** Takes a backup of an environment that is up; called again with the same place after a cut, it goes on. */
export async function takeVerb(wish: TakeWish, edges: Edges): Promise<ExitCode> {
  const { url, connection } = s3Place(wish.output, process.env);
  const blobsUrl = wish.blobs === undefined ? null : s3Place(wish.blobs, process.env).url;
  const signingKey = await readSecret(signingKeyVariable, process.env);
  const trustedKey = publicKeyOf(signingKey);
  const up = await findEnvironment((await onlyOrNamed(wish.attach)).id);
  const take = (signal: AbortSignal) =>
    withDocker(edges, async () => {
      const source = await attachedSource(up, { mayStartDocker: false, say: edges.say, signal }, edges);
      const environment = await source.bringUp(signal);
      const api = new ClusterApi(environment.kubeconfig);
      try {
        const context = { api, environment, signal, runId: `backup-${randomBytes(3).toString("hex")}` };
        const facts = await backupFacts(context, { name: up.stack, config: up.config });
        // The place names the backup: one that was cut off is taken up again by whoever names the place again.
        const what = { id: url, facts, recipients: wish.recipient, signingKey };
        const taken = await takeInCluster(context, { backupUrl: url, blobsUrl, connection }, what, {
          onLine: (line) => {
            if (line.type === "store") edges.say(`  ${line.store}: ${line.state}`);
          },
        });
        edges.print(`${url}: ${taken.objects} objects, ${taken.bytes} bytes, signed by ${trustedKey}`);
        edges.say(`check it with: drill verify --snapshot ${url} --mode full --trusted-key ${trustedKey}`);
      } finally {
        api.close();
        if (up.lease !== undefined) releaseLease(up.id);
      }
    });
  return interruptible(edges.say, () => [], take);
}
