// How single config values are read from the strings that Pulumi keeps.
import { isAbsolute } from "node:path";
import * as z from "zod";
import { messageOf } from "../common/errors.ts";
import { serviceNames } from "../contract/services.ts";
import { parseDuration } from "../common/duration.ts";

/** @param shape what the value must look like, in words */
export const textLike = (pattern: RegExp, shape: string) => z.string().regex(pattern, `must be ${shape}`);

export const integer = (min: number, max: number) =>
  textLike(/^\d+$/, `a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`));

export const ratio = textLike(/^(?:0|1|0?\.\d+|1\.0+|0\.0+)$/, "a number from 0 to 1, such as 0.05").transform(Number);

/** Kept as it is written; checked against the grammar that all of ours use. */
export const duration = z.string().superRefine((text, context) => {
  try {
    parseDuration(text);
  } catch (thrown) {
    context.addIssue({ code: "custom", message: `${messageOf(thrown)}: write it such as 90s, 5m or 1h30m` });
  }
});

const absolutePath = z.string().refine(isAbsolute, "must be an absolute path");

export const path = absolutePath;

export const paths = json("a list of paths").pipe(z.array(absolutePath, "must be a list of absolute paths"));

const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Environment variables; YAML's own numbers and booleans are taken as they are written. */
export const variables = json("an object").pipe(
  z.record(
    z.string().regex(variableName, "must be the name of an environment variable"),
    z.union([z.string(), z.number(), z.boolean()], "must be a text").transform(String),
    "must be an object of variables and their values",
  ),
);

/** Numbers of pods by BIOwerk service. */
export const serviceCounts = json("an object").pipe(
  z.partialRecord(
    z.enum(serviceNames, `must be one of ${serviceNames.join(", ")}`),
    z.coerce.number().int().min(1, "must be at least 1").max(10, "must be at most 10"),
    "must be an object of services and their pods",
  ),
);

/** Bounds of autoscalers by BIOwerk service. */
export const autoscaling = json("an object").pipe(
  z.partialRecord(
    z.enum(serviceNames, `must be one of ${serviceNames.join(", ")}`),
    z.strictObject({
      max: z.coerce.number().int().min(1, "must be at least 1").max(10, "must be at most 10"),
    }),
    "must be an object of services and their bounds, such as {mesh: {max: 4}}",
  ),
);

/** An image reference that says which content it means. */
export const image = z.string().refine(isPinned, "must name an image with a tag other than latest, or with a digest");

function isPinned(reference: string): boolean {
  if (/\s/.test(reference) || reference === "") return false;
  if (/@sha256:[0-9a-f]{64}$/.test(reference)) return true;
  const tag = /:([A-Za-z0-9_][A-Za-z0-9._-]*)$/.exec(reference.split("/").at(-1) ?? "");
  return tag !== null && tag[1] !== "latest";
}

export const tag = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, "must be an image tag")
  .refine((text) => text !== "latest", "must say which version runs: latest does not");

function json(shape: string) {
  return z.string().transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: "custom", message: `must be ${shape}, as JSON` });
      return z.NEVER;
    }
  });
}
