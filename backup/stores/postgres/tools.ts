import { execa, ExecaError } from "execa";
import { failureOf } from "./errors.ts";
import { toolEnvironment, type PostgresServer } from "./server.ts";

/** A call of a client tool, which has to be of the server's version. */
export interface ToolCall {
  tool: "pg_dump" | "pg_restore" | "psql";
  args: readonly string[];
  signal: AbortSignal;
}

/** Runs a client tool. @throws DrillError backup.postgres with what it said last */
export function runTool(server: PostgresServer, call: ToolCall): Promise<void> {
  return explained(server, call, async () => {
    await execa(call.tool, call.args, { ...options(server, call), stdout: "ignore" });
  });
}

/** Runs a client tool and hands on what it writes to standard output, at the pace of who takes it. See `runTool`. */
export function readTool<T>(
  server: PostgresServer,
  call: ToolCall,
  take: (output: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  return explained(server, call, () => {
    const child = execa(call.tool, call.args, { ...options(server, call), buffer: { stdout: false } });
    // Ends with the process, and throws where that fails.
    return take(child.iterable({ binary: true }));
  });
}

const options = (server: PostgresServer, { signal }: ToolCall) =>
  ({ env: toolEnvironment(server), extendEnv: false, stdin: "ignore", cancelSignal: signal }) as const;

async function explained<T>(server: PostgresServer, { tool, signal }: ToolCall, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (thrown) {
    signal.throwIfAborted();
    throw failureOf(tool, thrown instanceof ExecaError ? said(thrown) : thrown, [server.password]);
  }
}

/** The last error that a tool wrote; what follows it is detail, such as the whole statement that failed. */
function said(failure: ExecaError): Error {
  const lines = typeof failure.stderr === "string" ? failure.stderr.trimEnd().split("\n") : [];
  const last = lines.findLast((line) => /\b(?:error|fatal):/i.test(line)) ?? lines.at(-1) ?? "";
  return new Error(last === "" ? failure.shortMessage : last, { cause: failure });
}
