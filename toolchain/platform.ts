import { DrillError } from "../common/errors.ts";

/** Operating system and processor, in Go's words. */
export interface Platform {
  os: "linux" | "darwin";
  arch: "amd64" | "arm64";
}

const systems: Record<string, Platform["os"]> = { linux: "linux", darwin: "darwin" };
const processors: Record<string, Platform["arch"]> = { x64: "amd64", arm64: "arm64" };

/**
 * The platform of this machine.
 * @throws DrillError platform.unsupported
 */
export function hostPlatform(os: string = process.platform, arch: string = process.arch): Platform {
  const system = systems[os];
  const processor = processors[arch];
  if (system === undefined || processor === undefined) {
    throw new DrillError({
      code: "platform.unsupported",
      kind: "environment",
      message: `no tools are known for ${os} on ${arch}`,
      remedy: "run on Linux or macOS, on x86-64 or arm64",
    });
  }
  return { os: system, arch: processor };
}

/** "linux/amd64", as Go and container images write it. */
export function platformName(platform: Platform): string {
  return `${platform.os}/${platform.arch}`;
}
