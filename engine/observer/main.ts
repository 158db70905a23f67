import { createServer, type RequestListener } from "node:http";
import { observers } from "../../components/observability/addresses.ts";
import { alertReceiver } from "./alert-receiver.ts";
import { keepLogs, LogKeeper, logQueries } from "./log-keeper.ts";
import { mongoExporter } from "./mongo-exporter.ts";
import { mongoPing } from "./mongo-ping.ts";

const say = (line: string) => console.log(line);

/** What the program does, by the argument that it is given. */
const roles: Record<string, () => { port: number; listener: RequestListener }> = {
  "alert-receiver": () => ({ port: observers.alertReceiver.port, listener: alertReceiver(Date.now, say) }),
  "mongo-exporter": () => ({ port: observers.mongoExporter.port, listener: mongoExporter(mongoPing(process.env)) }),
  "log-keeper": () => {
    const { NAMESPACE = "", PODS_FOLDER = "", STORE_FOLDER = "" } = process.env;
    const keeper = new LogKeeper({ podsFolder: PODS_FOLDER, namespace: NAMESPACE, storeFolder: STORE_FOLDER });
    void keepLogs(keeper, (line) => console.error(line));
    return { port: observers.logKeeper.port, listener: logQueries(keeper) };
  },
};

const role = roles[process.argv[2] ?? ""];
if (role === undefined) {
  console.error(`give one of the roles ${Object.keys(roles).join(", ")}`);
  process.exit(2);
}
process.on("SIGTERM", () => process.exit(0));
const { port, listener } = role();
createServer(listener).listen(port);
