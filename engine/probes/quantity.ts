const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A Kubernetes quantity such as "100m" or "256Mi" as a number of cores or bytes; NaN for what is none. */
export function quantityOf(text: string): number {
  const [, number = "", suffix = ""] = /^(\d+(?:\.\d+)?)([a-zA-Z]*)$/.exec(text) ?? [];
  return number === "" ? NaN : Number(number) * (suffixes[suffix] ?? NaN);
}
