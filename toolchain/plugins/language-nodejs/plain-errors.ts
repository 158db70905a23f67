// Loaded into every program. The SDK prints an error with colours; to colour a stack line such as
// node_modules/@scope/file.js (the SDK's source maps have them) Node.js 22 loops until memory for the text runs out.
import util from "node:util";

util.inspect = new Proxy(util.inspect, {
  apply: (inspect, self, [value, ...options]: unknown[]) =>
    Reflect.apply(inspect, self, value instanceof Error ? [value] : [value, ...options]) as string,
});
