/** An experiment on the reference with a seeded defect, and what must come of it; ids are by `idInRun`. */
export interface DefectProof {
  /** name of the defect */
  defect: string;
  /** name of the experiment */
  experiment: string;
  mustFail: readonly string[];
  /** what follows from the defect or not, as timing has it; all others pass */
  mayDiffer?: readonly string[];
  /** length of the fault where the experiment's own is longer than the defect needs, seconds */
  faultSeconds?: number;
}

/** The objectives of a phase that these routes go on. */
export const errorsOf = (phase: string, routes: readonly string[]): string[] =>
  routes.map((route) => `${phase}.errors.${route}`);
