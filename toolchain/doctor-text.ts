import { readableBytes } from "./acquire/disk.ts";
import type { Diagnosis } from "./doctor.ts";
import type { Finding } from "./doctor-tools.ts";

/** The diagnosis for people: what is there, what is missing and the remedy, what is left on the machine. */
export function formatDiagnosis(diagnosis: Diagnosis): string {
  return [
    `world: ${diagnosis.world ?? "not looked at yet (a run does, or DRILL_WORLD says)"}`,
    ...section("tools", diagnosis.tools.flatMap(findingLines)),
    ...section("plugins", diagnosis.plugins.flatMap(findingLines)),
    ...section("plugins on PATH", diagnosis.ambient.flatMap(ambientLines)),
    ...section("free disk", diagnosis.disk.map(diskLine)),
    ...section("stays on this machine between runs", diagnosis.leftovers.map(leftoverLine)),
    summary(diagnosis),
  ]
    .join("\n\n")
    .concat("\n");
}

/** A title and its lines; nothing where there are none. */
function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : [[title, ...lines.map((line) => `  ${line}`)].join("\n")];
}

function findingLines(finding: Finding): string[] {
  const name = `${finding.name} ${finding.wanted}`.trim().padEnd(20);
  return [`${name}  ${finding.state.padEnd(9)}  ${finding.detail}`, ...remedyLines(finding.remedy)];
}

function ambientLines(plugin: Diagnosis["ambient"][number]): string[] {
  return [
    `${plugin.effect === "wins" ? "warning: " : ""}${plugin.path}: ${plugin.detail}`,
    ...remedyLines(plugin.remedy),
  ];
}

function diskLine(disk: Diagnosis["disk"][number]): string {
  return `${readableBytes(disk.freeBytes).padStart(9)}  ${disk.folder}`;
}

function leftoverLine(leftover: Diagnosis["leftovers"][number]): string {
  const size = leftover.bytes === undefined ? "" : readableBytes(leftover.bytes);
  return `${size.padStart(9)}  ${leftover.what}: ${leftover.where}; remove: ${leftover.remove}`;
}

const remedyLines = (remedy: string | undefined) => (remedy === undefined ? [] : [`    remedy: ${remedy}`]);

function summary(diagnosis: Diagnosis): string {
  const missing = [...diagnosis.tools, ...diagnosis.plugins].filter((each) => each.state === "missing");
  if (missing.length === 0) return "nothing is missing";
  return `missing: ${missing.map((each) => each.name).join(", ")}`;
}
