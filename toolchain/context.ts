import { cacheFolder } from "../common/folders.ts";
import { type Limits, defaultLimits } from "./acquire/http.ts";
import { type VendorHosts, vendorHosts } from "./acquire/vendor-hosts.ts";
import { tools } from "./pins.ts";
import { hostPlatform, type Platform } from "./platform.ts";
import { type Progress, silentProgress } from "./progress.ts";
import type { Tool } from "./tool.ts";

/** What finding and making tools needs of the outside; one per process, so that an unreachable vendor is met once. */
export interface ToolContext {
  cacheFolder: string;
  /** PATH, proxies, Go's variables; DRILL_OFFLINE=1 skips downloads, DRILL_DROP_GO_CACHE=1 empties Go's build cache after a build */
  env: NodeJS.ProcessEnv;
  platform: Platform;
  progress: Progress;
  hosts: VendorHosts;
  limits: Limits;
  signal?: AbortSignal;
}

/** The context of this process. */
export function toolContext(given: {
  env?: NodeJS.ProcessEnv;
  progress?: Progress;
  signal?: AbortSignal;
}): ToolContext {
  const env = given.env ?? process.env;
  const platform = hostPlatform();
  const pinned: Tool[] = Object.values(tools);
  const urls = pinned.flatMap((tool) => (tool.download === undefined ? [] : [tool.download.url(platform)]));
  return {
    cacheFolder: cacheFolder(env),
    env,
    platform,
    progress: given.progress ?? silentProgress,
    hosts: vendorHosts(urls, { env, connectMs: defaultLimits.connectMs }),
    limits: defaultLimits,
    ...(given.signal === undefined ? {} : { signal: given.signal }),
  };
}
