import type { Defect } from "./defect.ts";

export const sessionsEndAtOnce: Defect = {
  description: "mesh ends a message's session as it notes there where the message went",
  service: "mesh",
  settings: (settings) => ({ ...settings, SESSION_TTL_DEFAULT: 0 }),
};
