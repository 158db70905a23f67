/** "1,234,567", whatever the machine's locale. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** "8.25", "212.5", "400"; a dash where there is no value. */
export function millis(ms: number | null): string {
  if (ms === null) return "–";
  return String(Number(ms.toFixed(ms < 10 ? 2 : 1)));
}

/** "1.4 s", "12.0 s". */
export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

/** "19.97", "150.2"; a dash where there is no value. */
export function perSecond(rate: number | null): string {
  if (rate === null) return "–";
  return String(Number(rate.toFixed(rate < 100 ? 2 : 1)));
}

/** "0.5 %", "0.0123 %", "99.98 %": never rounds up to 100 %. */
export function percent(ratio: number): string {
  const value = ratio * 100;
  const rounded = value < 10 ? Number(value.toPrecision(3)) : Number(value.toFixed(2));
  return `${ratio < 1 && rounded >= 100 ? ">99.99" : rounded} %`;
}

/** "+0.4 %", "-1.2 %", "0 %"; a dash where there is no value. */
export function signedPercent(value: number | null): string {
  if (value === null) return "–";
  const rounded = Number(value.toFixed(value > -10 && value < 10 ? 2 : 0));
  return `${rounded > 0 ? "+" : ""}${rounded === 0 ? 0 : rounded} %`;
}

/** "2026-03-01 09:30:05 UTC". */
export function utc(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

/** Time into a run or a load: "0:07", "12:30", "1:02:03". */
export function clock(ms: number): string {
  const total = Math.floor(Math.max(0, ms) / 1_000);
  const pad = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes, seconds] = [Math.floor(total / 3_600), Math.floor((total % 3_600) / 60), total % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds)}` : `${minutes}:${pad(seconds)}`;
}

/** "1 request", "2 requests". */
export function counted(value: number, thing: string): string {
  return `${count(value)} ${thing}${value === 1 ? "" : "s"}`;
}
