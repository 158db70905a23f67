// Preloaded into a Node process (--import): leaves its peak memory, bytes, in the file that DRILL_BENCH_PEAK names.
import { readFileSync, writeFileSync } from "node:fs";

process.on("exit", () => writeFileSync(process.env["DRILL_BENCH_PEAK"] ?? "/dev/null", String(peakBytes())));

function peakBytes(): number {
  // Linux carries getrusage's peak over from the process that forked this one; this number starts anew.
  if (process.platform === "linux") {
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    if (kibibytes !== undefined) return Number(kibibytes) * 1_024;
  }
  return process.resourceUsage().maxRSS * 1_024;
}
