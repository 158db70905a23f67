import { join } from "node:path";
import { messageOf } from "../../common/errors.ts";
import { acquire } from "../../toolchain/acquire.ts";
import { findOnPath } from "../../toolchain/acquire/on-path.ts";
import { toolContext } from "../../toolchain/context.ts";
import { installPackages } from "../../toolchain/debian/packages.ts";
import { tools } from "../../toolchain/pins.ts";
import { showProgress } from "../../toolchain/progress.ts";

/** Paths of the real tools that tests run, made where they are missing; a tool that cannot be had is left out. */
export async function testTools(): Promise<Record<string, string>> {
  const context = toolContext({});
  const progress = showProgress(process.stderr, join(context.cacheFolder, "durations.json"));
  const found: Record<string, string> = {};
  const get = async (name: string, tool: Parameters<typeof acquire>[0]) => {
    try {
      found[name] = (await acquire(tool, { ...context, progress })).path;
    } catch (thrown) {
      console.error(`tests that need ${tool.name} will be skipped: ${(thrown as Error).message}`);
    }
  };
  await get("DRILL_KIND", tools.kind);
  if (process.platform === "linux") await get("DRILL_KUBERNETES", tools.kubernetes);
  await get("DRILL_PULUMI", tools.pulumi);
  await get("DRILL_K6", tools.k6);
  const kubernetes = found["DRILL_KUBERNETES"];
  if (kubernetes !== undefined) {
    found["DRILL_KUBE_APISERVER"] = join(kubernetes, "kube-apiserver");
    found["DRILL_ETCD"] = join(kubernetes, "etcd");
  }
  const chromium = await browser();
  if (chromium !== undefined) found["DRILL_CHROMIUM"] = chromium;
  return found;
}

/** Path of a Chromium: the one that is there, or Debian's package. */
async function browser(): Promise<string | undefined> {
  const find = async () =>
    (await findOnPath("chromium", process.env)) ?? (await findOnPath("google-chrome", process.env));
  const present = await find();
  if (present !== undefined) return present;
  try {
    console.error("installing the Debian package chromium");
    await installPackages("chromium");
  } catch (thrown) {
    console.error(`tests that need a browser will be skipped: ${messageOf(thrown)}`);
  }
  return find();
}
