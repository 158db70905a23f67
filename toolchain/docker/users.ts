import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newOwnerName, ownerLives, ownerPid } from "../cache/owner.ts";

/** Records this process as a user of the daemon that this range started: an empty file with its owner's name. */
export async function enlist(stateFolder: string): Promise<void> {
  const folder = usersFolder(stateFolder);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, await newOwnerName()), "");
}

/** Forgets this process as a user; one that ends without it is no user either. */
export async function leave(stateFolder: string): Promise<void> {
  for (const name of await names(stateFolder)) {
    if (ownerPid(name) === process.pid) await rm(join(usersFolder(stateFolder), name), { force: true });
  }
}

/** How many other living processes use the daemon; the records of dead ones are removed on the way. */
export async function otherUsers(stateFolder: string): Promise<number> {
  let living = 0;
  for (const name of await names(stateFolder)) {
    if (ownerPid(name) === process.pid) continue;
    if (await ownerLives(name)) living += 1;
    else await rm(join(usersFolder(stateFolder), name), { force: true });
  }
  return living;
}

const usersFolder = (stateFolder: string) => join(stateFolder, "docker", "users");

const names = (stateFolder: string) => readdir(usersFolder(stateFolder)).catch(() => [] as string[]);
