import type { Defect } from "./defect.ts";

export const importRefused: Defect = {
  description: "chaperone answers every import of an artifact with 422",
  service: "chaperone",
  install: (app) => {
    app.addHook("preHandler", async (request, answer) => {
      if (request.routeOptions.url?.endsWith("/import_artifact") !== true) return;
      await answer.code(422).send({ detail: [{ loc: ["body"], msg: "refused", type: "refused" }] });
    });
  },
};
