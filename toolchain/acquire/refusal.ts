import { DrillError } from "../../common/errors.ts";

const remedies = {
  "download.unreachable": "check the connection, HTTPS_PROXY and DRILL_OFFLINE",
  "download.status": "look at the address in a browser: the vendor may have moved the file",
  "download.redirects": "look at the address with: curl -IL",
  "download.timeout": "run again on a faster connection, or put the tool on PATH",
  "download.truncated": "run again: the connection broke",
  "download.checksum-file": "look at the address in a browser: a proxy or portal may answer in the vendor's place",
  "download.mismatch": "do not use that file; run again, and tell the vendor if it stays so",
  "download.changed":
    "find out why the vendor replaced the file; to accept it remove its line from downloads.lock.json",
  "download.lock": "remove downloads.lock.json from the cache folder",
  "download.plugin": "try: pulumi plugin install resource NAME VERSION",
  "download.unpack": "make sure that tar and unzip are installed",
  "tool.version": "run again; if it stays so, put the pinned version on PATH",
} as const;

/** Why a download was not taken, as an error with its remedy. */
export function refusal(code: keyof typeof remedies, message: string, cause?: unknown): DrillError {
  return new DrillError({ code, kind: "environment", message, remedy: remedies[code], cause });
}
