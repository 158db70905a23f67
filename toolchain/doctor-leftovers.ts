import { basename, join } from "node:path";
import { execa } from "execa";
import type { Go } from "./acquire/go.ts";
import type { ToolContext } from "./context.ts";

/** Something that stays on the machine between runs. */
export interface Leftover {
  what: string;
  where: string;
  /** undefined: could not be measured in a few seconds */
  bytes: number | undefined;
  /** the command that removes it */
  remove: string;
}

/** Debian packages that this range installs where they are missing; it never removes them. */
const debianPackages = ["docker.io", "mmdebstrap"];

/** Cache entries by the beginning of their names; an entry belongs to the first group that fits. */
const entryGroups: [what: string, prefixes: string[]][] = [
  ["tools", ["build-", "download-"]],
  ["images", ["image-", "images-"]],
  ["other entries", [""]],
];

/** Caches with their sizes, images in Docker, and Debian packages. */
export async function leftovers(context: ToolContext, go: Go | undefined): Promise<Leftover[]> {
  const node = join(context.cacheFolder, "node");
  const folders: [what: string, where: string, remove: string][] = [
    ["Node, where the machine's own is too old", node, `rm -r ${node}`],
  ];
  if (go !== undefined) {
    folders.push(["Go's build cache", go.buildCache, "go clean -cache"]);
    folders.push(["Go's modules", go.moduleCache, "go clean -modcache"]);
  }
  const measured = await Promise.all(
    folders.map(async ([what, where, remove]) => ({ what, where, bytes: await sizeOf(where), remove })),
  );
  const entries = await cacheEntries(join(context.cacheFolder, "entries"));
  return [...entries, ...measured.filter((each) => each.bytes !== 0), ...(await images()), ...(await packages())];
}

async function cacheEntries(folder: string): Promise<Leftover[]> {
  let rest = ((await du(["-k", "-d", "1", folder])) ?? []).filter(({ path }) => path !== folder);
  return entryGroups.flatMap(([what, prefixes]) => {
    const fits = ({ path }: { path: string }) => prefixes.some((prefix) => basename(path).startsWith(prefix));
    const group = rest.filter(fits);
    rest = rest.filter((each) => !fits(each));
    if (group.length === 0) return [];
    const bytes = group.reduce((sum, each) => sum + each.bytes, 0);
    const names = group.map(({ path }) => basename(path)).sort();
    return [{ what, where: folder, bytes, remove: `cd ${folder} && rm -r ${names.join(" ")}` }];
  });
}

/** Bytes on disk; 0 where there is no such folder. */
async function sizeOf(folder: string): Promise<number | undefined> {
  const lines = await du(["-k", "-s", folder]);
  return lines === undefined ? undefined : (lines[0]?.bytes ?? 0);
}

async function du(args: string[]): Promise<{ path: string; bytes: number }[] | undefined> {
  const said = await execa("du", args, { reject: false, timeout: 5_000 });
  if (said.timedOut) return undefined;
  return said.stdout
    .split("\n")
    .flatMap((line) => (/^\d+\t/.test(line) ? [line.split("\t", 2) as [string, string]] : []))
    .map(([kilobytes, path]) => ({ path, bytes: Number(kilobytes) * 1_024 }));
}

async function images(): Promise<Leftover[]> {
  const format = "{{.Repository}}:{{.Tag}}";
  const args = ["image", "ls", "--filter", "reference=biowerk-drill/*", "--format", format];
  const said = await execa("docker", args, { reject: false, timeout: 5_000 });
  if (said.failed || said.stdout === "") return [];
  const names = said.stdout.split("\n");
  const what = `${names.length} images in Docker`;
  const remove = 'docker image rm $(docker image ls --quiet --filter "reference=biowerk-drill/*")';
  return [{ what, where: "biowerk-drill/*", bytes: undefined, remove }];
}

async function packages(): Promise<Leftover[]> {
  const args = ["-W", "-f", "${db:Status-Abbrev}\t${Package} ${Version}\n", ...debianPackages];
  const said = await execa("dpkg-query", args, { reject: false, timeout: 5_000 });
  return said.stdout
    .split("\n")
    .filter((line) => line.startsWith("ii"))
    .map((line) => line.split("\t")[1] ?? "")
    .map((name) => ({
      what: "Debian package, perhaps installed by this range",
      where: name,
      bytes: undefined,
      remove: `apt-get remove ${name.split(" ")[0]}`,
    }));
}
