import { messageOf } from "../../common/errors.ts";
import type { Settings } from "../../contract/settings.ts";
import { honoursCredentials } from "../../engine/probes/credentials.ts";
import type { Session } from "../../engine/session.ts";
import type { Experiment } from "./experiment.ts";
import { loadSeconds } from "./load.ts";

/** Long enough to ask twice, milliseconds. */
const askingMs = 60_000;

/** How long the generator may take to start, seconds. */
const startSeconds = 30;

const sendsCredentials = ({ load }: Pick<Experiment, "load">) => load?.credentialed === true;

/**
 * Whether the target takes a user of ours for one. Asked only where it matters, since it writes to the target's Postgres:
 * a target that keeps its work there needs no credential for its requests to get there.
 */
export async function takesCredentials(
  session: Session,
  experiments: readonly Experiment[],
  keepsWork: boolean,
): Promise<true | string> {
  if (keepsWork) return "not needed: this target's requests reach Postgres without any";
  if (!experiments.some(sendsCredentials)) return "not needed: no experiment of this run sends any";
  return session
    .signedIn(askingMs, (credential) => session.ask((context) => honoursCredentials(context, credential)))
    .catch(messageOf);
}

/** Runs the body with a token that the experiment's load is to carry; undefined where it carries none. */
export async function withToken(
  session: Session,
  { experiment, settings, honoured }: { experiment: Experiment; settings: Settings; honoured: boolean },
  body: (token: string | undefined) => Promise<void>,
): Promise<void> {
  if (!honoured || !sendsCredentials(experiment)) return body(undefined);
  const lifetimeMs = (startSeconds + loadSeconds(experiment, settings)) * 1_000;
  return session.signedIn(lifetimeMs, ({ token }) => body(token));
}
