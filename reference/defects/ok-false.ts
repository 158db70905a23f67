import type { Defect } from "./defect.ts";
import { evenShare } from "./spread.ts";

export const okFalse: Defect = {
  description: "osteon answers 5 % of the drafts with 200 and ok false",
  service: "osteon",
  install: (app) => {
    const isChosen = evenShare(0.05);
    app.addHook<object>("preSerialization", async (request, answer, payload) => {
      if (request.routeOptions.url?.endsWith("/draft") !== true || answer.statusCode !== 200) return payload;
      return isChosen() ? { ...payload, ok: false } : payload;
    });
  },
};
