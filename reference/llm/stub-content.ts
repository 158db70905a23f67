/** What the stub says where prose is asked for. */
export const prose = "The work is split into small steps, each with an owner, a date and a way back.";

/** What the stub says where JSON is asked for: one part for every kind of question, always the same. */
export const parts = {
  plan: [
    { step: 1, agent: "osteon", action: "write the outline" },
    { step: 2, agent: "synapse", action: "draw the storyboard" },
    { step: 3, agent: "circadian", action: "set the dates" },
  ],
  route: { agents: ["osteon", "synapse", "circadian"] },
  review: { score: 0.9, findings: ["name an owner for each step"] },
  summary: { status: "complete", results: 2 },
  outline: ["Purpose", "Procedure", "Way back"],
  tables: [{ id: "t1", name: "readings", headers: ["name", "value"], rows: [["a", 1]] }],
  results: [{ name: "total", value: 1 }],
  forecast: [{ period: 1, value: 1.1 }],
  storyboard: [
    { slide: 1, title: "Where we stand" },
    { slide: 2, title: "What comes next" },
  ],
  slides: [{ title: "Where we stand", bullets: ["on time", "within budget"] }],
  chart: { type: "bar", x: "name", y: "value" },
  timeline: [
    { week: 1, milestone: "start" },
    { week: 6, milestone: "done" },
  ],
  assignments: [{ task: "start", owner: "first shift" }],
  progress: { done: 1, open: 1, late: 0 },
  reminders: [{ task: "start", week: 1 }],
  artifact: { kind: "notes", body: { sections: [{ title: "Notes", text: prose }] } },
};

/** The answer to one question. */
export function contentFor(format: unknown): string {
  return format === undefined || format === "" || format === null ? prose : JSON.stringify(parts);
}
