/** One sample of a Prometheus text exposition. */
export interface MetricSample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const line = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})? (\S+)(?: \d+)?$/;
const label = /([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Reads a text exposition; lines that are no samples are left out. */
export function parseMetrics(text: string): MetricSample[] {
  return text.split("\n").flatMap((each) => {
    const [, name, labels = "", value] = line.exec(each) ?? [];
    if (name === undefined || value === undefined) return [];
    const pairs = [...labels.matchAll(label)].map(([, key = "", raw = ""]) => [key, raw] as const);
    return [{ name, labels: Object.fromEntries(pairs), value: Number(value.replace("Inf", "Infinity")) }];
  });
}

/** Values of a metric whose labels include the wanted ones. */
export function valuesOf(samples: readonly MetricSample[], name: string, wanted: Record<string, string>): number[] {
  return samples
    .filter((sample) => sample.name === name)
    .filter(({ labels }) => Object.entries(wanted).every(([key, value]) => labels[key] === value))
    .map(({ value }) => value);
}

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
