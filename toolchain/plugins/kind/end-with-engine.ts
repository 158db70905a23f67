/**
 * Ends this plugin, and the kind that it runs, when the engine goes away, however it went: it holds the other end of
 * stdin. What is half made stays, and the environment's record takes it down.
 */
export function endWithEngine(): void {
  process.stdin.on("end", endGroup).on("error", endGroup).resume();
}

function endGroup(): void {
  try {
    // The engine makes each plugin the leader of a process group, which kind and its docker are in.
    process.kill(-process.pid, "SIGKILL");
  } catch {
    // Started by something else: kind is ended by the exit of its parent.
    process.exit(1);
  }
}
