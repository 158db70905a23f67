import { builderOn, type BuiltImage, type EntryMaker } from "./images.ts";
import { archiveOf, bundleIn } from "./workload-images.ts";

/** Images of what observes an environment, by tool. */
export interface ObservabilityImages {
  prometheus: string;
  alertmanager: string;
  postgresExporter: string;
  redisExporter: string;
  metricsServer: string;
  /** our own exporter, alert receiver and keeper of logs */
  observer: string;
}

/** Builds them from Debian packages, a Go module and the bundled observer. @returns stack config that names them */
export async function builtObservability(
  parts: { base: BuiltImage; metricsServer: string; node: string; bundleObserver: (file: string) => Promise<void> },
  entry: EntryMaker,
): Promise<Record<string, string>> {
  const bundle = await bundleIn("observer", parts.bundleObserver, entry);
  const build = builderOn(parts.base, entry);
  const prometheus = await build("prometheus");
  const alertmanager = await build("alertmanager");
  const postgresExporter = await build("postgres-exporter");
  const redisExporter = await build("redis-exporter");
  const metricsServer = await build("metrics-server", { "metrics-server": parts.metricsServer });
  const observer = await build("observer", { node: parts.node, "observer.mjs": bundle });
  const all = [prometheus, alertmanager, postgresExporter, redisExporter, metricsServer, observer];
  return observabilityConfig(
    {
      prometheus: prometheus.ref,
      alertmanager: alertmanager.ref,
      postgresExporter: postgresExporter.ref,
      redisExporter: redisExporter.ref,
      metricsServer: metricsServer.ref,
      observer: observer.ref,
    },
    await archiveOf("images-observability", all, entry),
  );
}

/** Stack config of an environment that is observed by these. @param archive holds them all */
export function observabilityConfig(images: ObservabilityImages, archive: string): Record<string, string> {
  return {
    imageArchives: JSON.stringify([archive]),
    prometheusImage: images.prometheus,
    alertmanagerImage: images.alertmanager,
    postgresExporterImage: images.postgresExporter,
    redisExporterImage: images.redisExporter,
    metricsServerImage: images.metricsServer,
    observerImage: images.observer,
  };
}
