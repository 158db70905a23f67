import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import * as z from "zod";
import type { EnvironmentOutputs } from "../stacks/outputs.ts";
import { homeOf } from "./environment/home.ts";

/** Fields of a kubeconfig's user that are a credential, hold one in base64, or name the file of one. */
const fields = {
  plain: ["token", "password"],
  encoded: ["client-key-data", "client-certificate-data"],
  files: ["tokenFile", "client-key", "client-certificate"],
};

const kubeconfig = z.object({
  users: z.array(z.object({ user: z.record(z.string(), z.unknown()).nullish() })).default([]),
});

/** Every secret value by which an environment can be reached: what its stack generated and what its kubeconfig holds. */
export async function secretsOf(environment: Pick<EnvironmentOutputs, "kubeconfig" | "secrets">): Promise<string[]> {
  const users = kubeconfig.parse(parse(environment.kubeconfig)).users.map(({ user }) => user ?? {});
  const textsOf = (names: string[]) =>
    users.flatMap((user) => names.map((name) => user[name]).filter((text) => typeof text === "string"));
  const decoded = textsOf(fields.encoded).map((text) => Buffer.from(text, "base64").toString("utf8"));
  const read = await Promise.all(textsOf(fields.files).map(contentOf));
  const stated = [...textsOf(fields.plain), ...textsOf(fields.encoded)];
  return [...Object.values(environment.secrets), ...stated, ...decoded, ...read];
}

/** The passphrase of an environment's stack; empty where it has none of its own. */
export async function passphraseOf(environmentId: string): Promise<string> {
  return contentOf(homeOf(environmentId).passphrase);
}

async function contentOf(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.trim();
}
