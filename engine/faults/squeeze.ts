import { quantityOf } from "../probes/quantity.ts";

/** How little CPU a container is left with, Kubernetes quantities. */
export interface CpuSqueeze {
  /** what it is left with in any case: whatever is cheap to run */
  least: string;
  /** what it is left with at most: so little that further pods help */
  most: string;
  /** times of what its pods were seen to use on average: what is dear to run could not even start with the least */
  ofUse: number;
}

/** @param useCores what a pod uses; undefined = unknown @returns such as "120m" */
export function cpuLimit({ least, most, ofUse }: CpuSqueeze, useCores: number | undefined): string {
  const wanted = ofUse * (useCores ?? 0);
  if (wanted <= quantityOf(least)) return least;
  return wanted >= quantityOf(most) ? most : `${Math.ceil(1_000 * wanted)}m`;
}

/** Whether two quantities are the same amount, however they are written; what is unset is no amount. */
export const sameAmount = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && quantityOf(a) === quantityOf(b);
