import { DrillError, messageOf } from "../common/errors.ts";
import { onPath } from "./acquire/on-path.ts";
import { fromCache, make } from "./acquire/tool-entry.ts";
import type { ToolContext } from "./context.ts";
import type { Acquired, Tool } from "./tool.ts";

/** One way in which a tool was looked for, and why it was not found there. */
interface Attempt {
  where: string;
  why: string;
  remedy?: string;
}

/**
 * Finds or makes a tool: on PATH and in range, from the cache, the vendor's download checked against the vendor's
 * checksums, built from its Go module. Where the tool is on PATH or cached nothing is fetched.
 * @throws DrillError tool.unavailable naming each attempt; disk.full
 */
export async function acquire(tool: Tool, context: ToolContext): Promise<Acquired> {
  const found = await onPath(tool, context);
  if (found.usable) return { name: tool.name, version: found.version, path: found.path, origin: "path" };
  const cached = await fromCache(tool, context);
  if (cached !== undefined) return cached;
  const attempts: Attempt[] = [{ where: "PATH", why: found.why }];
  for (const origin of ["download", "build"] as const) {
    try {
      const made = await make(tool, origin, context);
      if (made !== undefined) return made;
      attempts.push({ where: origin, why: "there is none" });
    } catch (thrown) {
      context.signal?.throwIfAborted();
      // A later attempt would need as much room or more.
      if (isFull(thrown)) throw thrown;
      attempts.push({ where: origin, why: messageOf(thrown), ...remedyOf(thrown) });
      context.progress.note(`${tool.name} ${tool.version}: no ${origin}: ${messageOf(thrown)}`);
    }
  }
  throw unavailable(tool, attempts);
}

function unavailable(tool: Tool, attempts: Attempt[]): DrillError {
  const remedies = attempts.flatMap((each) => each.remedy ?? []);
  const byHand = tool.accepts === undefined ? [] : [`put ${tool.name} ${tool.accepts} on PATH`];
  return new DrillError({
    code: "tool.unavailable",
    kind: "environment",
    message: `${tool.name} ${tool.version} cannot be had: ${attempts.map(({ where, why }) => `${where}: ${why}`).join("; ")}`,
    remedy: [...new Set([...byHand, ...remedies])].join("; or "),
  });
}

function isFull(thrown: unknown): boolean {
  return thrown instanceof DrillError && thrown.code === "disk.full";
}

function remedyOf(thrown: unknown): { remedy?: string } {
  return thrown instanceof DrillError ? { remedy: thrown.remedy } : {};
}
