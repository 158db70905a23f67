import * as z from "zod";

export { type DemoRequest, demoRequests } from "./demo-requests.ts";
export { type GatedLoad, gatedLoads } from "./gated-loads.ts";

/** A file of demo requests in BIOwerk's format; the address of mesh in it is not used. */
export const demoDataset = z.object({
  mesh_url: z.string().optional(),
  requests: z
    .array(
      z.object({
        label: z.string().min(1),
        path: z.string().startsWith("/"),
        payload: z.looseObject({
          origin: z.string(),
          target: z.string(),
          intent: z.string(),
          input: z.record(z.string(), z.unknown()),
        }),
      }),
    )
    .min(1),
});
