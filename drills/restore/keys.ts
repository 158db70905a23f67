import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { generateSigningKey } from "../../backup/format/signature.ts";

/** What a backup is encrypted for and signed with. */
export interface BackupKeys {
  recipient: string;
  /** secret: opens what is encrypted for the recipient */
  identity: string;
  /** secret: PEM */
  signingKey: string;
  /** whose signatures are taken for good */
  trustedKeys: readonly string[];
}

/** Keys for one rehearsal; nobody else is ever given the secret ones. */
export async function newBackupKeys(): Promise<BackupKeys> {
  const identity = await generateX25519Identity();
  const { privateKey, publicKey } = generateSigningKey();
  return {
    identity,
    recipient: await identityToRecipient(identity),
    signingKey: privateKey,
    trustedKeys: [publicKey],
  };
}
