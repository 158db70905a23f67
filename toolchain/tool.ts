import type { Platform } from "./platform.ts";

/** An external program: its pin, and the ways in which it can be had. */
export interface Tool {
  name: string;
  /** exact version, without a leading "v" */
  version: string;
  /** what callers get: path inside the cache entry of an executable ("bin/kind") or of a folder of executables ("bin") */
  file: string;
  /** how an executable of the entry is asked for its version; its base name is the command looked for on PATH */
  probe?: { file: string; args: string[] };
  /** semver range of versions taken from PATH; without it PATH is not looked at */
  accepts?: string;
  download?: Download;
  build?: GoBuild;
}

/** Where the vendor publishes a tool, and the checksum file that it publishes beside it. */
export interface Download {
  url: (platform: Platform) => string;
  checksumUrl: (platform: Platform) => string;
  /** "executable": the file itself, kept as Tool.file; "archive": tar.gz or zip, unpacked into bin/ without its outer folder */
  form: "executable" | "archive";
}

/** A build from a Go module of this repository; tools with the same build share one cache entry. */
export interface GoBuild {
  name: string;
  /** folder of the module, absolute or relative to toolchain/go */
  module: string;
  /** systems on which the packages compile */
  systems: Platform["os"][];
  ldflags: string;
  /** one `go build` each; `output` is relative to the cache entry and ends in "/" for several packages */
  steps: { packages: string[]; output: string }[];
  /** free bytes that a build with empty Go caches needs: modules, build cache, link and result */
  needsBytes: number;
}

/** A tool that is there, and where it came from. */
export interface Acquired {
  name: string;
  version: string;
  /** absolute path of the executable, or of the folder for a set of executables */
  path: string;
  origin: "path" | "cache" | "download" | "build";
  /** digest of the executable, hex; absent for a set and for one from PATH */
  sha256?: string;
}
