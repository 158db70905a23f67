import { type CoreV1Api, setHeaderOptions } from "@kubernetes/client-node";

/** Sets these annotations of a namespace and leaves all others. */
export async function annotateNamespace(
  core: CoreV1Api,
  name: string,
  annotations: Record<string, string>,
): Promise<void> {
  const body = { metadata: { annotations } };
  await core.patchNamespace({ name, body }, setHeaderOptions("Content-Type", "application/merge-patch+json"));
}
