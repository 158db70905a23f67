import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import https from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitFor } from "../../common/wait.ts";

/** A Kubernetes API server with its etcd on loopback: every kind is served, no controller and no node is there. */
export interface ApiServer {
  /** admin of everything */
  kubeconfig: string;
  /** e.g. https://127.0.0.1:41234 */
  url: string;
  token: string;
  /** the server's own certificate, PEM */
  ca: string;
  stop(): Promise<void>;
}

/** The environment variables that locate the two programs; a test without them is skipped by name. */
export const apiServerPrograms = ["DRILL_KUBE_APISERVER", "DRILL_ETCD"] as const;

/** Starts both in a folder of their own under the system's temporary folder; takes a few seconds. */
export async function startApiServer(): Promise<ApiServer> {
  const folder = await mkdtemp(join(tmpdir(), "drill-api-server-"));
  const processes: ChildProcess[] = [];
  const stop = async () => {
    await Promise.all(processes.reverse().map(end));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [clients, peers, port] = await Promise.all([freePort(), freePort(), freePort()]);
    const [etcd, url, token] = [
      `http://127.0.0.1:${clients}`,
      `https://127.0.0.1:${port}`,
      randomBytes(16).toString("hex"),
    ];
    processes.push(await start(folder, "etcd", program("DRILL_ETCD"), etcdArguments(folder, etcd, peers)));
    await writeCredentials(folder, token);
    const server = await start(
      folder,
      "kube-apiserver",
      program("DRILL_KUBE_APISERVER"),
      serverArguments(folder, etcd, port),
    );
    processes.push(server);
    const ca = await untilReady(folder, url, token, server);
    return { kubeconfig: kubeconfigOf(url, ca, token), url, token, ca, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

function program(variable: string): string {
  const path = process.env[variable];
  if (path === undefined) throw new Error(`${variable} is not set`);
  return path;
}

function etcdArguments(folder: string, clients: string, peers: number): string[] {
  const peer = `http://127.0.0.1:${peers}`;
  return [
    `--data-dir=${join(folder, "etcd")}`,
    `--listen-client-urls=${clients}`,
    `--advertise-client-urls=${clients}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    "--unsafe-no-fsync",
  ];
}

function serverArguments(folder: string, etcd: string, port: number): string[] {
  return [
    `--etcd-servers=${etcd}`,
    `--cert-dir=${folder}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    `--token-auth-file=${join(folder, "tokens.csv")}`,
    "--authorization-mode=AlwaysAllow",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${join(folder, "service-account.pub")}`,
    `--service-account-signing-key-file=${join(folder, "service-account.key")}`,
    "--service-cluster-ip-range=10.96.0.0/24",
    // Nobody makes the service accounts that pods would need.
    "--disable-admission-plugins=ServiceAccount",
  ];
}

async function writeCredentials(folder: string, token: string): Promise<void> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  await writeFile(join(folder, "service-account.pub"), publicKey);
  await writeFile(join(folder, "service-account.key"), privateKey, { mode: 0o600 });
  await writeFile(join(folder, "tokens.csv"), `${token},admin,admin,system:masters\n`, { mode: 0o600 });
}

async function start(folder: string, name: string, path: string, args: string[]): Promise<ChildProcess> {
  const log = await open(join(folder, `${name}.log`), "w");
  const child = spawn(path, args, { stdio: ["ignore", log.fd, log.fd] });
  child.once("exit", () => void log.close());
  // A worker that is told to exit runs no afterAll.
  process.once("exit", () => child.kill("SIGKILL"));
  await new Promise<void>((resolve, reject) => child.once("spawn", resolve).once("error", reject));
  return child;
}

/** @returns the certificate that the server has made for itself */
async function untilReady(folder: string, url: string, token: string, server: ChildProcess): Promise<string> {
  const what = "the API server's readiness";
  return waitFor(
    { what, timeoutMs: 60_000, everyMs: 200, remedy: `look into ${folder}/kube-apiserver.log` },
    async () => {
      if (server.exitCode !== null) {
        const log = await readFile(join(folder, "kube-apiserver.log"), "utf8");
        throw new Error(`it ended: ${log.slice(-2_000)}`);
      }
      const ca = await readFile(join(folder, "apiserver.crt"), "utf8");
      const status = await statusOf(`${url}/readyz`, token, ca);
      return status === 200 ? { done: true, value: ca } : { done: false, seen: `status ${status}` };
    },
  );
}

function statusOf(url: string, token: string, ca: string): Promise<number> {
  return new Promise((resolve, reject) => {
    https
      .get(url, { ca, headers: { authorization: `Bearer ${token}` } }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
      .on("error", reject);
  });
}

function kubeconfigOf(server: string, ca: string, token: string): string {
  const cluster = { server, "certificate-authority-data": Buffer.from(ca).toString("base64") };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    clusters: [{ name: "test", cluster }],
    users: [{ name: "admin", user: { token } }],
    contexts: [{ name: "test", context: { cluster: "test", user: "admin" } }],
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  // State in the folder is thrown away with it, so that there is nothing to shut down in an orderly way.
  child.kill("SIGKILL");
  await gone;
}
