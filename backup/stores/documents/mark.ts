import type { MongoClient } from "mongodb";
import type { RestoreMark } from "../store.ts";
import { markCollection } from "./catalog.ts";

interface MarkDocument extends RestoreMark {
  _id: string;
}

const id = "mark";

const marks = (client: MongoClient, database: string) => client.db(database).collection<MarkDocument>(markCollection);

export async function findMark(client: MongoClient, database: string): Promise<RestoreMark | null> {
  const found = await marks(client, database).findOne({ _id: id });
  return found === null ? null : { backupId: found.backupId, state: found.state };
}

/** @param mark null = none from now on */
export async function setMark(client: MongoClient, database: string, mark: RestoreMark | null): Promise<void> {
  if (mark === null) await marks(client, database).drop();
  else await marks(client, database).updateOne({ _id: id }, { $set: { ...mark } }, { upsert: true });
}
