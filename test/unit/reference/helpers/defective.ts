import { createAgent } from "../../../../reference/agents/agent.ts";
import { type Defect, servicesOf } from "../../../../reference/defects/defect.ts";
import { type DefectName, defects } from "../../../../reference/defects/defects.ts";
import { createStub } from "../../../../reference/llm/stub.ts";
import { createMesh } from "../../../../reference/mesh/mesh.ts";
import { type Behaviour, startFakeAgent } from "./fake-agent.ts";
import { MemoryStore, opens } from "./memory-store.ts";
import { listen, run } from "./running.ts";
import { testSettings } from "./settings.ts";

interface Surroundings {
  /** what osteon does, where the defect is in mesh */
  behaviour?: Behaviour;
  settings?: Parameters<typeof testSettings>[0];
  /** whether an agent opens its own store, at the address that the settings name, rather than one in memory */
  ownStore?: boolean;
}

/** The first service that a defect is in, with or without it, what it works with, and the codes that it exited with. */
export async function start(
  name: DefectName,
  broken: boolean,
  { behaviour, settings = {}, ownStore }: Surroundings = {},
) {
  const defect: Defect = defects[name];
  const store = new MemoryStore();
  const osteon = await startFakeAgent(behaviour);
  const exits: number[] = [];
  const options = { defect: broken ? defect : undefined, exit: (code: number) => void exits.push(code) };
  const [service] = servicesOf(defect);
  if (service === undefined) throw new Error(`no service has ${name}`);
  if (service === "mesh") {
    const mesh = createMesh({ ...options, settings: testSettings({ AGENT_OSTEON_URL: osteon.url, ...settings }) });
    return { url: await run(mesh), store, exits, osteon };
  }
  const llm = await listen(createStub({ latencyMs: 0, errorRatio: 0, maxConcurrent: 0 }));
  const agentSettings = testSettings({ OLLAMA_BASE_URL: llm, ...settings });
  const opener = ownStore === true ? {} : { open: opens(store) };
  const agent = createAgent(service, { ...options, settings: agentSettings, meshUrl: llm, ...opener });
  return { url: await run(agent), store, exits, osteon };
}

/** The same service with its defect and without. */
export async function both(name: DefectName, surroundings: Surroundings = {}) {
  return { broken: await start(name, true, surroundings), sound: await start(name, false, surroundings) };
}
