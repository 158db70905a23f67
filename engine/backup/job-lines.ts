import { type JobLine, jobLine } from "../../backup/job/lines.ts";

/** Reads a line of the program in the cluster. @returns undefined for what is none: Node and its libraries may warn */
export function parseJobLine(text: string): JobLine | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return jobLine.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
