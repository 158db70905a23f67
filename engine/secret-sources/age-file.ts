import { readFile } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { armor, Decrypter } from "age-encryption";
import type { DrillError } from "../../common/errors.ts";
import { noSource, reasonOf, secretsError } from "./secret-errors.ts";
import type { SecretSource } from "./secret-source.ts";
import { parseJson, pickSecrets } from "./secret-values.ts";

const variables = { identity: "DRILL_AGE_IDENTITY", file: "DRILL_AGE_IDENTITY_FILE" } as const;
const armorStart = "-----BEGIN AGE ENCRYPTED FILE-----";

/**
 * A file that age has encrypted, binary or armored, with a JSON object of secrets in it.
 * @param env DRILL_AGE_IDENTITY, or DRILL_AGE_IDENTITY_FILE with the path of a file of identities
 * @throws DrillError secrets.source where the path is not absolute, secrets.credentials where no identity is named
 */
export function openAgeFile(file: string, env: NodeJS.ProcessEnv): SecretSource {
  if (!isAbsolute(file) || /\p{Cc}/u.test(file)) throw noSource("age: is not followed by an absolute path");
  const name = `age file ${file}`;
  const decrypterFor = identitiesOf(env);
  return {
    name,
    read: async (names, signal) => {
      const sealed = await contentOf(file, name, signal);
      const text = await opened(name, sealed, await decrypterFor(signal));
      return pickSecrets(name, parseJson(name, text), names);
    },
  };
}

/** @returns what makes a decrypter of the identities that are named, those of a file once it is called */
function identitiesOf(env: NodeJS.ProcessEnv): (signal: AbortSignal) => Promise<Decrypter> {
  const text = env[variables.identity];
  if (text) return async () => decrypterOf(text, variables.identity);
  const file = env[variables.file];
  if (!file) throw noIdentity(`neither ${variables.identity} nor ${variables.file} is set`);
  const name = `the file that ${variables.file} names`;
  return async (signal) => decrypterOf((await contentOf(file, name, signal)).toString("utf8"), name);
}

/**
 * @param text one identity per line, and comments
 * @param from where it was found, for the error
 */
function decrypterOf(text: string, from: string): Decrypter {
  const lines = text.split("\n").map((line) => line.trim());
  const identities = lines.filter((line) => line !== "" && !line.startsWith("#"));
  if (identities.length === 0) throw noIdentity(`${from} holds no identity`);
  const decrypter = new Decrypter();
  try {
    for (const identity of identities) decrypter.addIdentity(identity);
  } catch {
    throw noIdentity(`${from} holds a line that is no identity of age`);
  }
  return decrypter;
}

async function opened(name: string, file: Buffer, decrypter: Decrypter): Promise<string> {
  const isArmored = file.toString("latin1", 0, armorStart.length) === armorStart;
  try {
    return await decrypter.decrypt(isArmored ? armor.decode(file.toString("latin1")) : file, "text");
  } catch {
    // The library quotes the first line, which may hold every secret where somebody forgot to encrypt the file.
    throw secretsError(
      "secrets.unreadable",
      `${name} cannot be opened: it is damaged, or not encrypted by age for an identity that is given`,
      `check the file, and that ${variables.identity} or ${variables.file} gives the identity it was encrypted for`,
    );
  }
}

async function contentOf(file: string, name: string, signal: AbortSignal): Promise<Buffer> {
  try {
    return await readFile(file, { signal });
  } catch (thrown) {
    signal.throwIfAborted();
    throw secretsError(
      "secrets.unreadable",
      `${name} cannot be read: ${reasonOf(thrown)}`,
      "check the path, and that whoever starts the drill may read the file",
    );
  }
}

function noIdentity(message: string): DrillError {
  const remedy = `set ${variables.file} to a file with a line AGE-SECRET-KEY-..., or ${variables.identity} to the line`;
  return secretsError("secrets.credentials", message, remedy);
}
