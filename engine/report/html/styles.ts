import { bannerText, dark, light } from "./palette.ts";
import type { Palette } from "./palette.ts";

function variables(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, value]) => `--${name}:${value}`)
    .join(";");
}

const page = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1080px;margin:0 auto;padding:28px 24px 64px}
h1,h2,h3,h4,p,dl,dd,ol,ul,figure,table{margin:0}
h2{font-size:20px;line-height:1.3;letter-spacing:-.01em;margin:48px 0 14px}
h3{font-size:16px;line-height:1.4;margin:28px 0 8px}
a{color:var(--link);text-underline-offset:2px}
a:focus-visible,[tabindex]:focus-visible{outline:2px solid var(--link);outline-offset:2px}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.86em;overflow-wrap:anywhere}
section>p{max-width:76ch}
h4{font-size:14px;font-weight:600;margin:22px 0 8px}
.note,.muted{color:var(--muted);font-size:13.5px}
.note{margin-top:10px;max-width:84ch}
.card{background:var(--surface);border:1px solid var(--line);border-radius:10px}
`;

const banner = `
.banner{border-radius:12px;padding:26px 28px 24px;color:${bannerText}}
.banner.PASS{background:var(--passBanner)}
.banner.FAIL{background:var(--failBanner)}
.banner.INCONCLUSIVE{background:var(--inconclusiveBanner)}
.banner.ERROR{background:var(--errorBanner)}
.banner h1{display:flex;align-items:center;gap:14px;font-size:34px;line-height:1.15;letter-spacing:-.01em}
.sign{flex:none;display:grid;place-items:center;width:42px;height:42px;border:2.5px solid currentColor;border-radius:50%;font-size:22px;line-height:1}
.banner .drill{font-weight:400}
.banner .meaning{margin-top:12px;font-size:16px}
.banner .reason{margin-top:4px;font-size:16px;font-weight:600;overflow-wrap:anywhere}
.next{margin-top:14px;padding:18px 28px 20px}
.next h2{margin:0 0 8px;font-size:17px}
.next ol{padding-left:22px}
.next li{margin-top:8px;padding-left:4px}
.next li::marker{font-weight:600;color:var(--muted)}
.next .muted{display:block;overflow-wrap:anywhere}
.facts{display:grid;grid-template-columns:repeat(6,1fr);gap:1px;margin-top:14px;overflow:hidden;background:var(--line)}
.facts div{background:var(--surface);padding:12px 18px}
.facts dt{color:var(--muted);font-size:13px}
.facts dd{font-weight:600;overflow-wrap:anywhere}
nav{margin-top:16px;font-size:14px;display:flex;flex-wrap:wrap;gap:4px 20px}
`;

const tables = `
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{text-align:left;vertical-align:top;padding:8px 14px;border-top:1px solid var(--line)}
thead th{border-top:0;color:var(--muted);font-weight:500;font-size:13px;vertical-align:bottom}
tbody th{font-weight:500}
.num{text-align:right;white-space:nowrap}
th.group{background:color-mix(in srgb,var(--line) 30%,transparent);font-weight:600;font-size:13px}
.group .shared{display:block;font-weight:400;overflow-wrap:anywhere}
tr.why td{border-top:0;padding-top:0}
tr.why .muted{font-size:.95em}
tr.why p{max-width:84ch;overflow-wrap:anywhere}
.dense th,.dense td{padding:4px 14px}
.objective{width:31%;overflow-wrap:anywhere}
.objective code{display:block;color:var(--muted)}
.badge{display:inline-block;white-space:nowrap;border-radius:999px;padding:1px 10px;font-size:13px;font-weight:600;color:var(--otherText);background:var(--otherTint)}
.badge.pass{color:var(--passText);background:var(--passTint)}
.badge.fail{color:var(--failText);background:var(--failTint)}
.badge.inconclusive{color:var(--inconclusiveText);background:var(--inconclusiveTint)}
.badge.error{color:var(--errorText);background:var(--errorTint)}
.wrap{overflow-wrap:anywhere}
.plain{padding-left:20px}
.plain li{margin-top:4px;overflow-wrap:anywhere}
.pairs{margin-top:12px;display:grid;grid-template-columns:max-content 1fr;gap:4px 20px;padding:14px 18px}
.pairs dt{color:var(--muted)}
.pairs dd{overflow-wrap:anywhere}
`;

const charts = `
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));gap:14px;margin-top:16px}
figure{background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:12px 10px 6px;min-width:0}
figcaption{font-weight:600;font-size:14px;padding:0 8px 6px}
.defs{position:absolute}
svg{display:block;width:100%;height:auto;font-size:11.5px}
svg text{fill:var(--muted)}
.grid line{stroke:var(--line)}
.band rect{fill:var(--muted);fill-opacity:0}
.band.odd rect{fill-opacity:.07}
.band rect.name{fill-opacity:.1}
.band.odd rect.name{fill-opacity:.22}
.fault rect{fill:var(--limit);fill-opacity:.1}
.fault path{stroke:var(--limit);stroke-opacity:.6;stroke-width:1}
.warmup rect{fill:url(#hatch)}
#hatch path{stroke:var(--muted);stroke-opacity:.3}
.warmup text,.limit text,.moment text{paint-order:stroke;stroke:var(--surface);stroke-width:4px;stroke-linejoin:round}
.line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.line.p95{stroke:var(--p95)}
.line.p50{stroke:var(--p50);stroke-width:1.6}
.line.rate{stroke:var(--rate)}
.line.served{stroke:var(--p50)}
.line.step{stroke:var(--p95);stroke-width:1.6;stroke-linejoin:miter;stroke-linecap:butt}
.lane-name{font-weight:600}
svg text.label{font-weight:600}
svg text.p95{fill:var(--p95)}
svg text.p50{fill:var(--p50)}
svg text.rate{fill:var(--rate)}
svg text.served{fill:var(--p50)}
.limit line{stroke:var(--limit);stroke-width:1.4;stroke-dasharray:6 4}
svg .limit text{fill:var(--limit);font-weight:600}
.marked{stroke:var(--limit);stroke-width:5}
.bars{fill:var(--limit)}
.moment line{stroke:var(--text);stroke-width:1;stroke-dasharray:2 2}
svg .moment text{fill:var(--text);font-weight:700}
.moments{padding-left:22px;font-size:13.5px;margin-top:6px}
`;

const narrow = `
@media (max-width:900px){.facts{grid-template-columns:repeat(3,1fr)}}
@media (max-width:640px){
main{padding:14px 12px 40px}
.banner{padding:20px 18px}
.banner h1{font-size:25px;flex-wrap:wrap;gap:4px 12px}
.next{padding:14px 18px 16px}
.sign{width:34px;height:34px;font-size:18px}
.facts{grid-template-columns:repeat(2,1fr)}
th,td{padding:7px 10px}
.objectives,.objectives tbody,.objectives tr,.objectives td,.objectives th{display:block}
.objectives thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.objectives tr+tr:not(.why){border-top:1px solid var(--line)}
.objectives td,.objectives tbody th{border:0;padding:2px 14px}
.objectives tr{padding:8px 0}
.objectives tbody tr:first-child{padding:0}
.objectives tr.why{padding-top:0}
.objectives th.group{padding:6px 14px}
.objectives .objective{width:auto}
.objectives .num{text-align:left}
.objectives td[data-label]::before{content:attr(data-label) " ";color:var(--muted)}
svg{font-size:13.5px}
.scroll th:first-child{position:sticky;left:0;background:var(--surface)}
.pairs{grid-template-columns:1fr;gap:0}
.pairs dd{margin-bottom:8px}
}
`;

const print = `
@page{margin:14mm}
@media print{
body{background:none;font-size:10.5pt}
main{max-width:none;padding:0}
nav{display:none}
.facts{grid-template-columns:repeat(3,1fr)}
.banner,.badge,.band,.bars,.facts,th.group{-webkit-print-color-adjust:exact;print-color-adjust:exact}
h2,h3{break-after:avoid}
tr,figure,.banner,.next{break-inside:avoid}
.charts{grid-template-columns:1fr 1fr}
.scroll{overflow:visible}
table{font-size:9pt}
th,td{padding:4px 8px}
}
`;

/** The page's whole style sheet: light, dark where the reader prefers it on a screen, and on paper always light. */
export const styles = `:root{color-scheme:light dark;${variables(light)}}
@media screen and (prefers-color-scheme:dark){:root{${variables(dark)}}}
@media print{:root{color-scheme:light}}
${page}${banner}${tables}${charts}${narrow}${print}`;
