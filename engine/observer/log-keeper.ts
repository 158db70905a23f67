import { appendFile, type FileHandle, mkdir, open, readdir, stat } from "node:fs/promises";
import { createReadStream } from "node:fs";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../common/errors.ts";

const lookEveryMs = 500;
/** Beyond it nothing more is kept: a node's disk is not ours to fill. */
const defaultMaxBytes = 512 * 1024 * 1024;
/** Lines of one answer. */
const mostFound = 1_000;

/** A line of a container, as its runtime wrote it: time, stream, flag, text. */
export interface KeptLine {
  pod: string;
  container: string;
  line: string;
}

interface Followed {
  handle: FileHandle;
  read: number;
  keptIn: string;
}

/**
 * Copies what the containers of a namespace on this node log, as they log it. A file is held open, so that its last
 * lines are read even once the kubelet has deleted it.
 */
export class LogKeeper {
  readonly #options: { podsFolder: string; namespace: string; storeFolder: string; maxBytes: number };
  /** by inode: a log that is rotated keeps its inode and changes its name */
  readonly #followed = new Map<string, Followed>();
  readonly #chunk = Buffer.alloc(64 * 1024);
  #keptBytes = 0;

  /**
   * @param options.podsFolder where the kubelet has `<namespace>_<pod>_<uid>/<container>/<start>.log`
   * @param options.storeFolder what is kept lies there as `<pod>/<container>.log`
   */
  constructor(options: { podsFolder: string; namespace: string; storeFolder: string; maxBytes?: number }) {
    this.#options = { maxBytes: defaultMaxBytes, ...options };
  }

  /** Whether lines were left out because there was no more room. */
  get full(): boolean {
    return this.#keptBytes >= this.#options.maxBytes;
  }

  /** Copies what was logged since the last look. */
  async look(): Promise<void> {
    const present = new Set<string>();
    for (const { pod, container, file } of await this.#logFiles()) {
      const inode = await inodeOf(file);
      if (inode === undefined) continue;
      present.add(inode);
      if (!this.#followed.has(inode)) await this.#follow(inode, file, pod, container);
    }
    for (const [inode, followed] of this.#followed) {
      const bytes = await this.#copy(followed);
      if (bytes > 0 || present.has(inode)) continue;
      this.#followed.delete(inode);
      await followed.handle.close();
    }
  }

  /**
   * Kept lines that contain the text, by pod and container, the oldest of each first.
   * @param of which lines alone; `since` is a time as the runtime writes it
   */
  async find(text: string, of: { pod?: string; container?: string; since?: string } = {}): Promise<KeptLine[]> {
    const found: KeptLine[] = [];
    for (const { pod, container, file } of await this.#keptFiles()) {
      if ((of.pod ?? pod) !== pod || (of.container ?? container) !== container) continue;
      for await (const line of createInterface({ input: createReadStream(file) })) {
        // Lines begin with their time, of fixed width, so that their order is that of the text.
        if (line < (of.since ?? "") || !line.includes(text)) continue;
        found.push({ pod, container, line });
        if (found.length === mostFound) return found;
      }
    }
    return found;
  }

  /** Lets go of every file. */
  async close(): Promise<void> {
    await Promise.all([...this.#followed.values()].map(({ handle }) => handle.close()));
    this.#followed.clear();
  }

  async #keptFiles(): Promise<{ pod: string; container: string; file: string }[]> {
    const { storeFolder } = this.#options;
    const files = [];
    for (const pod of await foldersIn(storeFolder)) {
      for (const name of await readdir(join(storeFolder, pod))) {
        files.push({ pod, container: name.replace(/\.log$/, ""), file: join(storeFolder, pod, name) });
      }
    }
    return files;
  }

  async #logFiles(): Promise<{ pod: string; container: string; file: string }[]> {
    const { podsFolder, namespace } = this.#options;
    const files = [];
    for (const folder of await foldersIn(podsFolder)) {
      const [inNamespace, pod] = folder.split("_");
      if (inNamespace !== namespace || pod === undefined) continue;
      for (const container of await foldersIn(join(podsFolder, folder))) {
        const path = join(podsFolder, folder, container);
        const names = await readdir(path).catch(() => []);
        // Rotated ones are followed already.
        const starts = names.filter((name) => /^\d+\.log$/.test(name)).sort((a, b) => parseInt(a) - parseInt(b));
        files.push(...starts.map((name) => ({ pod, container, file: join(path, name) })));
      }
    }
    return files;
  }

  async #follow(inode: string, file: string, pod: string, container: string): Promise<void> {
    const folder = join(this.#options.storeFolder, pod);
    await mkdir(folder, { recursive: true });
    const handle = await open(file).catch(() => undefined);
    if (handle !== undefined) this.#followed.set(inode, { handle, read: 0, keptIn: join(folder, `${container}.log`) });
  }

  /** @returns how much there was, bytes */
  async #copy(followed: Followed): Promise<number> {
    let total = 0;
    for (;;) {
      const { bytesRead } = await followed.handle.read(this.#chunk, 0, this.#chunk.length, followed.read);
      if (bytesRead === 0) return total;
      followed.read += bytesRead;
      total += bytesRead;
      if (this.full) continue;
      this.#keptBytes += bytesRead;
      await appendFile(followed.keptIn, this.#chunk.subarray(0, bytesRead));
    }
  }
}

/** Looks for as long as the process lives. */
export async function keepLogs(keeper: LogKeeper, say: (line: string) => void): Promise<never> {
  for (;;) {
    await keeper.look().catch((thrown: unknown) => say(messageOf(thrown)));
    await sleep(lookEveryMs);
  }
}

/** Answers GET /logs?contains=TEXT, with &pod=NAME, &container=NAME and &since=TIME for those lines alone: `{ full, lines }`. */
export function logQueries(keeper: LogKeeper): RequestListener {
  return (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://log-keeper");
    if (pathname !== "/logs") return void response.writeHead(404).end();
    const { contains = "", ...of } = Object.fromEntries(searchParams);
    keeper.find(contains, of).then(
      (lines) => response.end(JSON.stringify({ full: keeper.full, lines })),
      (thrown: unknown) => response.writeHead(500).end(messageOf(thrown)),
    );
  };
}

async function inodeOf(file: string): Promise<string | undefined> {
  const found = await stat(file, { bigint: true }).catch(() => undefined);
  return found && `${found.dev}:${found.ino}`;
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
