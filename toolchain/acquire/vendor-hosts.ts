import { connect } from "node:net";

/** Which vendors' hosts cannot be reached, remembered for as long as the object lives. */
export interface VendorHosts {
  /** Why the host of the address cannot be reached; undefined where it can. */
  unreachable(url: string): Promise<string | undefined>;
  /** Remembers that the host did not answer. */
  giveUp(url: string, why: string): void;
}

/**
 * On the first question all known hosts are tried at once, so that a machine without internet waits once, not per tool.
 * @param known addresses on the hosts to try together
 */
export function vendorHosts(known: string[], wish: { env: NodeJS.ProcessEnv; connectMs: number }): VendorHosts {
  const answers = new Map<string, Promise<string | undefined>>();
  const ask = (url: string): Promise<string | undefined> => {
    const { host } = new URL(url);
    const answer = answers.get(host) ?? tryConnect(new URL(url), wish.connectMs);
    answers.set(host, answer);
    return answer;
  };
  return {
    async unreachable(url) {
      if (wish.env["DRILL_OFFLINE"] === "1") return "DRILL_OFFLINE=1 is set";
      // Behind a proxy the hosts are reached by it alone; the request itself finds out.
      if (hasProxy(wish.env)) return answers.get(new URL(url).host);
      for (const each of known) void ask(each);
      return ask(url);
    },
    giveUp(url, why) {
      answers.set(new URL(url).host, Promise.resolve(why));
    },
  };
}

function hasProxy(env: NodeJS.ProcessEnv): boolean {
  return ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"].some((name) => (env[name] ?? "") !== "");
}

function tryConnect(url: URL, connectMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
    const socket = connect({ host: url.hostname, port });
    const end = (why: string | undefined) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(why);
    };
    const timer = setTimeout(() => end(`no connection within ${connectMs / 1_000} s`), connectMs);
    socket.once("connect", () => end(undefined));
    socket.once("error", (thrown: NodeJS.ErrnoException) => end(thrown.code ?? thrown.message));
  });
}
