import { refusal } from "./refusal.ts";

const bareDigest = /^[0-9a-f]{64}$/i;
const line = /^([0-9a-f]{64})\s+\*?(?:\.\/)?(\S+)$/i;

/**
 * The SHA-256 of a file in a vendor's checksum file, lower case: a bare digest, or the lines of `sha256sum`.
 * @throws DrillError download.checksum-file where the text is neither, or does not name the file
 */
export function digestIn(text: string, fileName: string, source: string): string {
  const lines = text.split(/\r?\n/).filter((each) => each.trim() !== "");
  const only = lines[0]?.trim() ?? "";
  if (lines.length === 1 && bareDigest.test(only)) return only.toLowerCase();
  for (const each of lines) {
    const [, digest, name] = line.exec(each.trim()) ?? [];
    if (digest !== undefined && name === fileName) return digest.toLowerCase();
  }
  throw refusal("download.checksum-file", `${source} holds no SHA-256 of ${fileName}`);
}
