import { join } from "node:path";
import { stateFolder } from "../common/folders.ts";
import { acquire } from "./acquire.ts";
import { entryMaker } from "./cache/entry-maker.ts";
import { toolContext } from "./context.ts";
import { ensureDocker } from "./docker/daemon.ts";
import { builtBackup, builtObjectStorage } from "./images/backup-images.ts";
import { connectedImages } from "./images/connected.ts";
import { debianBase } from "./images/debian-base.ts";
import { ensureLoaded, type EntryMaker } from "./images/images.ts";
import { nodeImage } from "./images/node-image.ts";
import { builtObservability } from "./images/observability-images.ts";
import { targetArchive } from "./images/target-images.ts";
import { chaosImages, workloadImages } from "./images/workload-images.ts";
import type { Bundlers, WorldImages } from "./images/world-images.ts";
import { officialPlugins, tools } from "./pins.ts";
import { choosePlugin, type ChosenPlugin } from "./plugin-choice.ts";
import { showProgress } from "./progress.ts";
import { pluginOrigins, pulumiHome } from "./pulumi-home.ts";
import type { Acquired, Tool } from "./tool.ts";
import { findWorld, type World } from "./world.ts";

/** Everything outside of this repository that an environment needs, ready to use. */
export interface Toolset extends Omit<WorldImages, "limits"> {
  world: World;
  kind: string;
  kubectl: string;
  /** holds bin/pulumi and plugins/: root and PULUMI_HOME of every operation */
  pulumiRoot: string;
  /** k6's path, once it is there: in a cold cache its build goes on while the environment comes up */
  k6: Promise<string>;
  /** an archive of the images under test, from the local Docker or pulled into it */
  targetArchive: (refs: readonly string[]) => Promise<string>;
  /** what a report says of it; tools that came later are in later answers */
  facts: () => {
    tools: { name: string; version: string; origin: string }[];
    plugins: Record<string, string>;
    limits: string[];
  };
}

/** Finds, downloads or builds all tools, plugins and images of this machine's world, what is needed first in front. */
export async function prepareToolset(
  wish: Bundlers & { mayStartDocker: boolean; say: (line: string) => void; signal: AbortSignal },
): Promise<Toolset> {
  const { mayStartDocker: mayStart, say, signal } = wish;
  await ensureDocker({ stateFolder: stateFolder(), mayStart, say, signal });
  const context = toolContext({ signal });
  const progress = showProgress(process.stderr, join(context.cacheFolder, "durations.json"));
  const ready = { ...context, progress };
  const entry = entryMaker(ready);
  const world = await findWorld(context.env, context.cacheFolder);

  const acquired: Acquired[] = [];
  const get = async (tool: Parameters<typeof acquire>[0]) => {
    const found = await acquire(tool, ready);
    acquired.push(found);
    return found.path;
  };
  const kind = await get(tools.kind);
  const images =
    world === "connected"
      ? await connectedImages(wish, entry)
      : await builtImages({ ...wish, kubernetes: await get(tools.kubernetes), get }, entry);
  const kubectl = await get(tools.kubectl);
  const pulumi = await get(tools.pulumi);
  const chosen: ChosenPlugin[] = [];
  for (const pin of officialPlugins) chosen.push(await choosePlugin(pin, pulumi, ready));
  const pulumiRoot = await pulumiHome(pulumi, chosen, entry);
  const k6 = get(tools.k6);
  const origins = await pluginOrigins(pulumiRoot);
  // Whoever needs k6 awaits it; nobody else must fail because its build did.
  k6.catch(() => undefined);
  const { limits, ...ofTheWorld } = images;
  return {
    world,
    kind,
    kubectl,
    pulumiRoot,
    k6,
    ...ofTheWorld,
    targetArchive: (refs) => targetArchive(refs, entry),
    facts: () => ({
      tools: acquired.map(({ name, version, origin }) => ({ name, version, origin })),
      plugins: origins,
      limits,
    }),
  };
}

async function builtImages(
  from: Bundlers & { kubernetes: string; get: (tool: Tool) => Promise<string> },
  entry: EntryMaker,
): Promise<WorldImages> {
  const base = await debianBase(entry);
  const node = await nodeImage({ folder: from.kubernetes, version: `v${tools.kubernetes.version}` }, base, entry);
  await ensureLoaded(node);
  const workloads = await workloadImages(
    { base, ferretdb: await from.get(tools.ferretdb), node: process.execPath, bundleReference: from.bundleReference },
    entry,
  );
  return {
    stackDefaults: {
      nodeImage: node.ref,
      imageArchives: JSON.stringify([workloads.archive]),
      postgresImage: workloads.postgres,
      redisImage: workloads.redis,
      documentsImage: workloads.documents,
      documentsKind: "ferretdb",
      referenceImage: workloads.reference,
      llmImage: workloads.reference,
    },
    chaosDefaults: async () => {
      const { bundleGuard } = from;
      const toxiproxy = await from.get(tools.toxiproxy);
      const chaos = await chaosImages({ base, toxiproxy, node: process.execPath, bundleGuard }, entry);
      return {
        imageArchives: JSON.stringify([chaos.archive]),
        toxiproxyImage: chaos.toxiproxy,
        guardImage: chaos.guard,
      };
    },
    observabilityDefaults: async () => {
      const { bundleObserver } = from;
      const metricsServer = await from.get(tools.metricsServer);
      return builtObservability({ base, metricsServer, node: process.execPath, bundleObserver }, entry);
    },
    backupDefaults: () => builtBackup({ base, node: process.execPath, bundleBackup: from.bundleBackup }, entry),
    objectStorageImage: async () => builtObjectStorage({ base, versitygw: await from.get(tools.versitygw) }, entry),
    limits: [
      "The document store is FerretDB on SQLite, not MongoDB: its own failure modes are not those of MongoDB.",
      "No NetworkPolicy is enforced on this cluster.",
    ],
  };
}
