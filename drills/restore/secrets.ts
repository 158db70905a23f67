import type { SealedObjects } from "../../backup/stores/store.ts";
import { requireSecrets, type SecretSource } from "../../engine/secret-sources/secret-source.ts";
import { secretsIn } from "./opened-backup.ts";
import type { Recovery } from "./recovery.ts";

/** How long a source of secrets may take, milliseconds. */
const timeoutMs = 60_000;

/**
 * The secrets of the environment that was backed up, from the source that is given, or from the backup itself. Those
 * that are missing are noted as gaps: the drill ends before BIOwerk starts without them.
 */
export async function secretsForTarget(
  source: SecretSource | undefined,
  recovery: Recovery,
  objects: Pick<SealedObjects, "open">,
): Promise<Record<string, string>> {
  const { names } = recovery.taken.secrets;
  const from: SecretSource = source ?? {
    name: "the backup itself",
    read: async () => secretsIn(recovery.taken, objects),
  };
  recovery.secretSource = from.name;
  const { found, missing } = await recovery.steps.make(
    {
      name: "secrets",
      command: `read ${names.join(", ")} from ${from.name}`,
      remediation: "add what is missing to the source of secrets",
    },
    () => requireSecrets(from, names, AbortSignal.timeout(timeoutMs)),
  );
  recovery.missingSecrets = missing;
  recovery.gaps.push(
    ...missing.map((subject) => ({
      kind: "missing-secret" as const,
      subject,
      detail: `${from.name} does not have it`,
      remedy: `add ${subject} to the source of secrets, and restore again`,
    })),
  );
  return found;
}
