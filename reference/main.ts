import { setFlagsFromString } from "node:v8";
import { DrillError } from "../common/errors.ts";
import { portOf, readConfig } from "./config.ts";
import { createService } from "./roles.ts";
import { shutDown } from "./server/shutdown.ts";

// Many of these share a small machine: left alone, the space for young objects grows to tens of MB under load.
setFlagsFromString("--semi-space-growth-factor=1");

try {
  const { role, config } = readConfig(process.argv.slice(2), process.env);
  const service = await createService(role, config, (code) => process.exit(code));
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    void shutDown(service).finally(() => process.exit(0));
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  service.start();
  await service.app.listen({ port: portOf(role, config), host: "0.0.0.0" });
} catch (thrown) {
  if (!(thrown instanceof DrillError)) throw thrown;
  console.error(`${thrown.message}\n${thrown.remedy}`);
  process.exit(2);
}
