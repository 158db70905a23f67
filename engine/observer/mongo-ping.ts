import { MongoClient } from "mongodb";

/** Shorter than a scrape may take, so that a store that hangs is told and not left out, milliseconds. */
const patienceMs = 1_000;

/** Logs in to the document store and has it answer; MONGO_USER unset = the store knows no credentials. */
export function mongoPing(env: NodeJS.ProcessEnv): () => Promise<void> {
  const { MONGO_HOST = "mongodb", MONGO_PORT = "27017", MONGO_USER, MONGO_PASSWORD = "" } = env;
  const client = new MongoClient(`mongodb://${MONGO_HOST}:${MONGO_PORT}/`, {
    directConnection: true,
    maxPoolSize: 1,
    serverSelectionTimeoutMS: patienceMs,
    connectTimeoutMS: patienceMs,
    socketTimeoutMS: patienceMs,
    waitQueueTimeoutMS: patienceMs,
    ...(MONGO_USER === undefined
      ? {}
      : { auth: { username: MONGO_USER, password: MONGO_PASSWORD }, authSource: "admin" }),
  });
  return async () => {
    await client.db("admin").command({ ping: 1 });
  };
}
