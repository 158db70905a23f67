import { archiveReaders } from "../../backup/archive-readers.ts";
import { openS3Store } from "../../backup/objects/s3-store.ts";
import { sealedObjects } from "../../backup/seal/sealed-objects.ts";
import { type VerifyMode, verifyBackup } from "../../backup/verify-backup.ts";
import type { Edges } from "../edges.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { interruptible } from "../interrupts.ts";
import { readIdentities, s3Place } from "./options.ts";

export interface VerifyWish {
  snapshot: string;
  trustedKey: string[];
  mode: VerifyMode;
}

/** Checks a backup and says all that is wrong with it. @returns 0 = nothing is, 1 = something is */
export async function verifyVerb({ snapshot, trustedKey, mode }: VerifyWish, edges: Edges): Promise<ExitCode> {
  const { url, connection } = s3Place(snapshot, process.env);
  const identities = mode === "full" ? await readIdentities(process.env) : [];
  const store = openS3Store(url, connection);
  const check = {
    store,
    trustedKeys: trustedKey,
    ...(mode === "full" ? { objects: sealedObjects({ store, recipients: [], identities }) } : {}),
    mode,
    archives: archiveReaders,
  };
  try {
    return await interruptible(
      edges.say,
      () => [],
      async (signal) => {
        const { manifest, damages, checked } = await verifyBackup({ ...check, signal });
        for (const { code, object, detail } of damages) edges.print(`${code}\t${object}\t${detail}`);
        const what = `${checked.objects} objects, ${checked.parts} parts, ${checked.bytes} bytes`;
        const taken = manifest === null ? "" : `, taken ${manifest.endedAt}`;
        const verdict = damages.length === 0 ? "whole" : `DAMAGED in ${damages.length} ways`;
        edges.print(`${url} is ${verdict}: ${what}${taken} (${mode})`);
        return damages.length === 0 ? exitCodes.pass : exitCodes.fail;
      },
    );
  } finally {
    store.close();
  }
}
