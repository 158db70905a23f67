import type { ServiceName } from "../../contract/services.ts";
import { inWords } from "./health-status.ts";
import { podAnswers } from "./pod-answers.ts";
import type { Observation, Probe } from "./probe.ts";

const paths = ["/health", "/ready"] as const;

/**
 * What each pod of a service says on /health and /ready, and how long that takes: for the report, since what a service
 * counts as ready without one of its stores is for its authors to say. Any answer is well; only silence is not.
 */
export function readiness(name: string, service: ServiceName): Probe {
  return {
    name,
    observe: async (context) => {
      const looked = paths.map(async (path) => {
        const answers = await podAnswers(context, service, path);
        return answers.map((answer): Observation => {
          const { pod, status, tookMs } = answer;
          const detail = inWords(answer);
          // Told beside its time in the report, which shows no details.
          if (status === 0) return { subject: `${pod} ${path}`, ok: false, detail };
          return { subject: `${pod} ${path}: ${status}`, ok: true, detail, ms: Math.round(tookMs) };
        });
      });
      return (await Promise.all(looked)).flat();
    },
  };
}
