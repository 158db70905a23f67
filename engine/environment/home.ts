import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { stateFolder } from "../../common/folders.ts";
import { ensurePassphrase } from "./passphrase.ts";

/** This checkout. */
export const projectRoot = resolve(import.meta.dirname, "../..");

/** Where one environment keeps its Pulumi work folder, state and secrets; never part of a run's evidence. */
export interface EnvironmentHome {
  folder: string;
  record: string;
  work: string;
  backend: string;
  passphrase: string;
  before: string;
  /** what its stack is not to generate; only where there is any */
  secrets: string;
}

export const environmentsFolder = () => join(stateFolder(), "environments");

export function homeOf(environmentId: string): EnvironmentHome {
  const folder = join(environmentsFolder(), environmentId);
  return {
    folder,
    record: join(folder, "record.json"),
    work: join(folder, "work"),
    backend: join(folder, "backend"),
    passphrase: join(folder, "passphrase"),
    before: join(folder, "before.json"),
    secrets: join(folder, "secrets.json"),
  };
}

/** Claims the home of a new environment, with a project of its own, so that nothing tracked is ever written. */
export async function createHome(environmentId: string): Promise<EnvironmentHome> {
  const home = homeOf(environmentId);
  await mkdir(environmentsFolder(), { recursive: true, mode: 0o700 });
  await mkdir(home.folder, { mode: 0o700 });
  await mkdir(home.work);
  await mkdir(home.backend);
  await ensurePassphrase(home.passphrase);
  await writeFile(join(home.work, "Pulumi.yaml"), projectFile());
  return home;
}

/** The project of an inline program: the engine wants a main that exists, and finds the kind provider by path. */
export function projectFile(): string {
  return stringify({
    name: "biowerk",
    runtime: "nodejs",
    main: join(projectRoot, "stacks", "index.ts"),
    plugins: { providers: [{ name: "kind", path: join(projectRoot, "toolchain", "plugins", "kind") }] },
  });
}
