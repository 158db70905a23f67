import { execFileSync, spawn } from "node:child_process";
import { chownSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** Folder of the server's programs, or why it cannot be run here. */
export function findPostgres(): { folder: string } | { reason: string } {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    try {
      const real = dirname(realpathSync(join(folder, "postgres")));
      realpathSync(join(real, "initdb"));
      return runsAs() === null ? { reason: "root has no user postgres to run it as" } : { folder: real };
    } catch {
      // The next folder may have it.
    }
  }
  return { reason: "no postgres on PATH" };
}

/** A server of its own on a free port, gone when the test ends. */
export async function startPostgres(folder: string): Promise<{ port: number; password: string; stop: () => void }> {
  const password = "for-tests-only";
  const home = mkdtempSync(join(tmpdir(), "drill-postgres-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const user = runsAs() ?? {};
  if (user.uid !== undefined && user.gid !== undefined) chownSync(home, user.uid, user.gid);
  const passwordFile = join(home, "password");
  writeFileSync(passwordFile, password);
  const data = join(home, "data");
  const init = ["-D", data, "-U", "biowerk", `--pwfile=${passwordFile}`, "-A", "scram-sha-256", "--no-sync"];
  execFileSync(join(folder, "initdb"), init, { ...user, cwd: home, stdio: "ignore" });
  const port = await freePort();
  const options = [
    "-D",
    data,
    "-p",
    String(port),
    "-c",
    "listen_addresses=127.0.0.1",
    "-c",
    "unix_socket_directories=",
  ];
  const server = spawn(join(folder, "postgres"), [...options, "-c", "fsync=off"], {
    ...user,
    cwd: home,
    stdio: "ignore",
  });
  const stop = () => void server.kill("SIGQUIT");
  onTestFinished(async () => {
    if (server.exitCode !== null) return;
    const exited = new Promise((resolve) => server.once("exit", resolve));
    stop();
    await exited;
  });
  return { port, password, stop };
}

/** Postgres refuses to run as root. */
function runsAs(): { uid?: number; gid?: number } | null {
  if (process.getuid?.() !== 0) return {};
  try {
    const id = (flag: string) =>
      Number(execFileSync("id", [flag, "postgres"], { stdio: ["ignore", "pipe", "ignore"] }));
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return null;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
