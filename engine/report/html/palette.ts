/** Colours by what they are for; text colours are readable (WCAG AA) on the colours that they are paired with below. */
export interface Palette {
  page: string;
  surface: string;
  text: string;
  muted: string;
  line: string;
  link: string;
  /** chart lines */
  p95: string;
  p50: string;
  rate: string;
  limit: string;
  /** verdict banner: white text on it */
  passBanner: string;
  failBanner: string;
  inconclusiveBanner: string;
  errorBanner: string;
  /** outcome labels: text and the tint below it */
  passText: string;
  passTint: string;
  failText: string;
  failTint: string;
  inconclusiveText: string;
  inconclusiveTint: string;
  errorText: string;
  errorTint: string;
  otherText: string;
  otherTint: string;
}

export const bannerText = "#ffffff";

export const light: Palette = {
  page: "#f5f6f8",
  surface: "#ffffff",
  text: "#1c2128",
  muted: "#59636e",
  line: "#d9dee4",
  link: "#0a5cb8",
  p95: "#0a5cb8",
  p50: "#0e8578",
  rate: "#0a5cb8",
  limit: "#b42318",
  passBanner: "#1a6e36",
  failBanner: "#b01f16",
  inconclusiveBanner: "#875300",
  errorBanner: "#62389e",
  passText: "#14602c",
  passTint: "#dcf5e3",
  failText: "#a11a12",
  failTint: "#fde8e6",
  inconclusiveText: "#754800",
  inconclusiveTint: "#fdf0d2",
  errorText: "#57308f",
  errorTint: "#f0e8fb",
  otherText: "#505a64",
  otherTint: "#eaedf0",
};

export const dark: Palette = {
  page: "#0e1116",
  surface: "#171b21",
  text: "#e6eaef",
  muted: "#9ea8b3",
  line: "#313841",
  link: "#79b8ff",
  p95: "#79b8ff",
  p50: "#4fc9b8",
  rate: "#79b8ff",
  limit: "#ff8a80",
  passBanner: "#1d6a36",
  failBanner: "#a3241c",
  inconclusiveBanner: "#7d5208",
  errorBanner: "#5f3b99",
  passText: "#84dea0",
  passTint: "#15331f",
  failText: "#ffa69e",
  failTint: "#431a17",
  inconclusiveText: "#f1c56b",
  inconclusiveTint: "#39290a",
  errorText: "#d0b4fa",
  errorTint: "#31214d",
  otherText: "#b3bcc6",
  otherTint: "#282e36",
};
