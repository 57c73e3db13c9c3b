"""How the report looks: A4, light only, since it is made to be printed."""

from mnist_core.charts.style import CHART, FONTS, light_only
from mnist_core.export.html_document import UNSEEN

STYLE = light_only() + UNSEEN + CHART + f"""
@page {{ size: A4; margin: 12mm 14mm; }}
* {{ box-sizing: border-box; }}
body {{ margin: 0 auto; max-width: 182mm; padding: 8mm 16px; background: var(--background);
    color: var(--text); font: 9pt/1.38 {FONTS}; print-color-adjust: exact; }}
@media print {{ body {{ padding: 0; }} }}
h1 {{ font-size: 17pt; line-height: 1.2; margin: 0 0 2pt; overflow-wrap: anywhere; }}
h3 {{ font-size: 9pt; margin: 1pt 0 3pt; break-after: avoid; }}
h2 {{ font-size: 11.5pt; margin: 9pt 0 2pt; break-after: avoid; }}
p, ul {{ margin: 0 0 3pt; }}
ul {{ padding-left: 14pt; }}
.quiet, caption {{ color: var(--muted); }}
.warning {{ border-left: 3pt solid var(--test); padding: 2pt 6pt; background: var(--surface); }}
.figures {{ display: flex; flex-wrap: wrap; gap: 4pt 22pt; margin: 6pt 0 0; padding: 5pt 0;
    border: solid var(--grid); border-width: 1px 0; }}
.figures div {{ display: flex; flex-direction: column-reverse; }}
.figures dt {{ color: var(--muted); font-size: 8pt; }}
.figures dd {{ margin: 0; font-size: 13pt; font-weight: 600; font-variant-numeric: tabular-nums; }}
.verdict {{ font-weight: 600; }}
.beside {{ display: grid; grid-template-columns: 1fr 1fr; gap: 4pt 16pt; align-items: start; }}
.matrix-and-worst {{ display: grid; grid-template-columns: 72mm minmax(0, 1fr); gap: 4pt 12pt;
    align-items: start; }}
.chart {{ break-inside: avoid; margin-bottom: 3pt; }}
table, .beside {{ margin-bottom: 4pt; }}
.scroll {{ overflow-x: auto; }}
table {{ border-collapse: collapse; width: 100%; font-size: 8.5pt; line-height: 1.3;
    font-variant-numeric: tabular-nums; }}
caption {{ text-align: left; padding: 4pt 0 2pt; }}
th, td {{ text-align: left; vertical-align: top; padding: 1.2pt 6pt 1.2pt 0; font-weight: 400;
    border-bottom: 1px solid var(--grid); }}
thead th {{ color: var(--muted); border-bottom-color: var(--published); vertical-align: bottom; }}
.figure {{ text-align: right; }}
tr {{ break-inside: avoid; }}
.layers {{ font-size: 8pt; }}
.layers th, .layers td {{ padding: 0.7pt 4pt 0.7pt 0; }}
.matrix {{ table-layout: fixed; margin-bottom: 4pt; font-size: 8pt; }}
.matrix th, .matrix td {{ height: 12.5pt; padding: 0 2pt; text-align: right;
    vertical-align: middle; }}
.whole {{ break-inside: avoid; }}
.matrix th:first-child {{ width: 11%; }}
.matrix .recall {{ width: 15%; white-space: nowrap; }}
""" + "".join(
    f".matrix .e{level} {{ background: color-mix(in srgb, var(--train) {10 * level}%, "
    "var(--background)); }\n" for level in range(1, 11)) + """
.matrix td.strong { color: #FFFFFF; }
.matrix-and-worst p { margin-bottom: 2pt; font-size: 8.5pt; }
.mistakes { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 5pt 4pt;
    margin: 0; padding: 0; list-style: none; font-size: 7pt; line-height: 1.2; }
.mistakes li { display: flex; gap: 4px; break-inside: avoid; }
.mistakes img { flex: none; width: 31px; height: 31px; image-rendering: pixelated;
    border: 1px solid var(--grid); }
.mistakes span { white-space: nowrap; }
.mistakes strong { font-size: 7.5pt; }
.evidence { columns: 2; column-gap: 16pt; margin: 0; }
.evidence div { display: flex; gap: 6pt; break-inside: avoid; }
.evidence dt { color: var(--muted); min-width: 62pt; }
.evidence dd { margin: 0; overflow-wrap: anywhere; }
.prediction { break-inside: avoid; margin-bottom: 5pt; }
.prediction .chart { max-width: 88mm; }
.note { white-space: pre-wrap; overflow-wrap: anywhere; }
pre, code { font-family: "Source Code Pro", Consolas, Menlo, monospace; font-size: 8.5pt; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--surface); padding: 4pt 6pt;
    margin: 0 0 4pt; }
code { overflow-wrap: anywhere; }
@media screen and (max-width: 620px) {
  .beside, .matrix-and-worst { grid-template-columns: minmax(0, 1fr); }
  .mistakes { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .evidence { columns: 1; }
}
"""
