import { headers } from "../../contract/headers.ts";
import type { Defect } from "./defect.ts";

export const noRetryAfter: Defect = {
  description: "mesh refuses without the header Retry-After",
  service: "mesh",
  install: (app) => {
    app.addHook("onSend", async (_, answer) => void answer.removeHeader(headers.retryAfter));
  },
};
