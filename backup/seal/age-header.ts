import { Decrypter, Encrypter } from "age-encryption";
import { nonceBytes, tagBytes } from "./age-payload.ts";
import { noIdentities, noIdentity, noRecipient, noRecipients, sealedForOthers } from "./seal-errors.ts";

/** What the library writes for nothing at all, after the header. */
const emptyPayloadBytes = nonceBytes + tagBytes;

/**
 * Makes the header of a file, and the key of the payload that is to follow it.
 * @param recipients age1... @throws DrillError backup.key
 */
export async function newHeader(recipients: readonly string[]): Promise<{ header: Uint8Array; fileKey: Uint8Array }> {
  if (recipients.length === 0) throw noRecipients();
  const encrypter = new Encrypter();
  recipients.forEach((recipient, index) => {
    try {
      encrypter.addRecipient(recipient);
    } catch {
      throw noRecipient(index + 1);
    }
  });
  // A further recipient that learns the key and leaves nothing in the header.
  const learnt: Uint8Array[] = [];
  encrypter.addRecipient({
    wrapFileKey: (key) => {
      learnt.push(Uint8Array.from(key));
      return [];
    },
  });
  const file = await encrypter.encrypt(new Uint8Array(0));
  const [fileKey] = learnt;
  if (fileKey === undefined) throw new Error("age-encryption asked no recipient to wrap the file's key");
  return { header: file.subarray(0, -emptyPayloadBytes), fileKey };
}

/**
 * Opens a header with whichever identity fits.
 * @param identities AGE-SECRET-KEY-...
 * @returns what finds the file's key in a header; rejects with DrillError backup.key where no identity fits
 * @throws DrillError backup.key where one is no identity
 */
export function headerOpener(identities: readonly string[], name: string): (header: Uint8Array) => Promise<Uint8Array> {
  if (identities.length === 0) throw noIdentities();
  const decrypter = new Decrypter();
  identities.forEach((identity, index) => {
    try {
      decrypter.addIdentity(identity);
    } catch {
      throw noIdentity(index + 1);
    }
  });
  // Asked last, once the others have found nothing that is theirs.
  decrypter.addIdentity({
    unwrapFileKey: () => {
      throw sealedForOthers(name);
    },
  });
  return (header) => decrypter.decryptHeader(header);
}

/** Bytes of the header that a file begins with. @returns undefined = it does not end here */
export function headerLength(begin: Buffer): number | undefined {
  const mac = begin.indexOf("\n--- ");
  const end = mac < 0 ? -1 : begin.indexOf("\n", mac + 1);
  return end < 0 ? undefined : end + 1;
}
