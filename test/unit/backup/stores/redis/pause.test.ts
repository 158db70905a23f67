import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pauseMs, renewEveryMs, withWritersPaused } from "../../../../../backup/stores/redis/pause.ts";

/** Commands that reached Redis, in words. */
let sent: string[];
/** How Redis answers a command: at once, unless a test says otherwise. */
let answer: (command: string) => Promise<string>;

const redis = {
  send: (...command: (string | Buffer)[]) => {
    const text = command.join(" ");
    sent.push(text);
    return answer(text);
  },
};
const pausing = `CLIENT PAUSE ${pauseMs} WRITE`;
const passMs = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const silence = () => new Promise<string>(() => undefined);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "setTimeout", "clearTimeout", "performance"] });
  sent = [];
  answer = async () => "OK";
});
afterEach(() => void vi.useRealTimers());

describe("writers", () => {
  it("are held back before the body runs, and go on after it", async () => {
    const result = await withWritersPaused(redis, async () => {
      expect(sent).toEqual([pausing]);
      return "read";
    });
    expect(result).toBe("read");
    expect(sent).toEqual([pausing, "CLIENT UNPAUSE"]);
  });

  it("are held back for as long as the body takes", async () => {
    await withWritersPaused(redis, () => passMs(5 * pauseMs));
    const renewals = (5 * pauseMs) / renewEveryMs;
    expect(sent.filter((command) => command === pausing)).toHaveLength(1 + renewals);
    await passMs(pauseMs);
    expect(sent.at(-1)).toBe("CLIENT UNPAUSE");
  });

  it("go on where the body fails, and its error stays", async () => {
    const broken = withWritersPaused(redis, () => Promise.reject(new Error("disk full")));
    await expect(broken).rejects.toThrow("disk full");
    expect(sent.at(-1)).toBe("CLIENT UNPAUSE");
  });

  it("are not waited for where Redis refuses to hold them back", async () => {
    answer = () => Promise.reject(new Error("NOPERM"));
    const body = vi.fn(async () => undefined);
    await expect(withWritersPaused(redis, body)).rejects.toThrow("NOPERM");
    expect(body).not.toHaveBeenCalled();
  });

  it.each([
    ["is not answered", silence],
    ["fails", () => Promise.reject(new Error("connection lost"))],
  ])("may have come in between where no renewal %s", async (_how, renewal) => {
    const late = withWritersPaused(redis, async () => {
      answer = (command) => (command === pausing ? renewal() : Promise.resolve("OK"));
      await passMs(pauseMs + 1);
    });
    await expect(late).rejects.toMatchObject({ code: "backup.redis-pause" });
    expect(sent.at(-1)).toBe("CLIENT UNPAUSE");
  });

  it("may have come in between where a renewal came too late", async () => {
    const late = withWritersPaused(redis, async () => {
      const answers: (() => void)[] = [];
      answer = () => new Promise((resolve) => answers.push(() => resolve("OK")));
      await passMs(pauseMs + 1);
      answer = async () => "OK";
      for (const give of answers) give();
      await passMs(renewEveryMs);
    });
    await expect(late).rejects.toMatchObject({ code: "backup.redis-pause" });
  });

  it("that cannot be let go go on by themselves", async () => {
    answer = (command) => (command === pausing ? Promise.resolve("OK") : Promise.reject(new Error("connection lost")));
    expect(await withWritersPaused(redis, async () => "read")).toBe("read");
  });
});
