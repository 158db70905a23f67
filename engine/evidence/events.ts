import * as z from "zod";

const stamp = {
  /** position in the journal, from 0, without gaps */
  seq: z.int().nonnegative(),
  /** wall clock, milliseconds since the epoch */
  atMs: z.number().nonnegative(),
};

/** One line of a run's journal. */
export const journalEvent = z.discriminatedUnion("type", [
  z.strictObject({ ...stamp, type: z.literal("run-started"), runId: z.string(), drill: z.string(), stack: z.string() }),
  z.strictObject({
    ...stamp,
    type: z.literal("phase-started"),
    phase: z.string(),
    /** when what the phase is about began, milliseconds since the epoch; unset = at this line */
    sinceMs: z.number().nonnegative().optional(),
  }),
  z.strictObject({ ...stamp, type: z.literal("phase-ended"), phase: z.string() }),
  /** Something the drill did to the system or its environment. */
  z.strictObject({ ...stamp, type: z.literal("action"), action: z.string(), detail: z.string() }),
  /** What a probe saw of one subject; `ok: null` means that it could not be looked at, and `detail` says why. */
  z.strictObject({
    ...stamp,
    type: z.literal("observation"),
    probe: z.string(),
    subject: z.string(),
    ok: z.boolean().nullable(),
    detail: z.string(),
    /** how long what was waited for took to come, milliseconds; unset where nothing was waited for, or it did not come */
    ms: z.number().nonnegative().optional(),
  }),
  /** A fault that is about to be injected, and how it is lifted; written before anything is done. */
  z.strictObject({
    ...stamp,
    type: z.literal("fault-planned"),
    fault: z.string(),
    summary: z.string(),
    undo: z.array(z.looseObject({ op: z.string() })),
  }),
  /** `armed: false` = all but the injection itself, as a negative control. */
  z.strictObject({ ...stamp, type: z.literal("fault-injected"), fault: z.string(), armed: z.boolean() }),
  /** Every undo of the fault was performed; whether anything is left of it is looked at next. */
  z.strictObject({ ...stamp, type: z.literal("fault-undone"), fault: z.string() }),
  /** What was seen to be left of the fault; empty = nothing. */
  z.strictObject({ ...stamp, type: z.literal("fault-lifted"), fault: z.string(), left: z.array(z.string()) }),
  /** One load's span as the generator reported it. */
  z.strictObject({ ...stamp, type: z.literal("load-started"), load: z.string() }),
  z.strictObject({ ...stamp, type: z.literal("load-ended"), load: z.string(), exitCode: z.int() }),
  /** Evidence that should be there and is not. */
  z.strictObject({ ...stamp, type: z.literal("gap"), what: z.string(), reason: z.string() }),
  /**
   * A phase stopped the drill on purpose, e.g. a gate that found no steady state; what follows is not evaluated. With
   * `part`, only that part of the drill stopped, and only objectives named `<part>.<...>` are concerned.
   */
  z.strictObject({
    ...stamp,
    type: z.literal("aborted"),
    phase: z.string(),
    reason: z.string(),
    part: z.string().optional(),
    /** what was to be broken carried none of the drill's load */
    unexercised: z.boolean().optional(),
  }),
  /** The tool, not the system, failed. */
  z.strictObject({
    ...stamp,
    type: z.literal("error"),
    code: z.string(),
    message: z.string(),
    remedy: z.string(),
  }),
  z.strictObject({ ...stamp, type: z.literal("interrupted"), signal: z.string() }),
  z.strictObject({ ...stamp, type: z.literal("left-behind"), items: z.array(z.string()) }),
  z.strictObject({ ...stamp, type: z.literal("run-ended") }),
]);

export type JournalEvent = z.infer<typeof journalEvent>;

type WithoutStamp<E> = E extends unknown ? Omit<E, "seq" | "atMs"> : never;
/** A journal line before the journal stamps it. */
export type NewEvent = WithoutStamp<JournalEvent>;
