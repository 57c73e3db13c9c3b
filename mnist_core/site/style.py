"""How the pages of the site look, light and dark as the person's system is set."""

from mnist_core.charts.ladder_colours import ON_LIGHT
from mnist_core.charts.style import CHART, FONTS, light_and_dark
from mnist_core.export.html_document import UNSEEN

FRAME = light_and_dark() + UNSEEN + f"""
* {{ box-sizing: border-box; }}
body {{ margin: 0; background: var(--background); color: var(--text); font: 1rem/1.5 {FONTS}; }}
main, body > nav, body > footer {{ max-width: 1080px; margin: 0 auto; padding: 0 20px; }}
""" + """
body > nav { display: flex; flex-wrap: wrap; gap: 0 20px; padding-top: 8px; }
body > nav a { display: inline-flex; align-items: center; min-height: 44px; }
body > nav .next { margin-left: auto; }
body > footer { margin-top: 48px; padding-top: 12px; padding-bottom: 32px; color: var(--muted); }
h1 { font-size: 1.8rem; line-height: 1.2; margin: 12px 0 8px; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 36px 0 6px; }
h3 { font-size: 1.02rem; margin: 20px 0 4px; }
p, ul { margin: 0 0 8px; max-width: 44rem; }
ul { padding-left: 20px; }
a { color: var(--train); }
a:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--train); outline-offset: 2px; }
.quiet { color: var(--muted); }
.doors { display: flex; flex-wrap: wrap; gap: 10px; padding: 0; margin: 16px 0; list-style: none; }
.doors a { display: inline-flex; align-items: center; min-height: 44px; padding: 0 16px;
  border: 1px solid var(--published); border-radius: 6px; text-decoration: none; }
.doors a:hover { background: var(--surface); }
@media (max-width: 640px) {
  main, body > nav, body > footer { padding-left: 16px; padding-right: 16px; }
}
@media print { body > nav, .doors { display: none; } }
"""
"""Of every page."""

STYLE = FRAME + CHART + """
.legend { display: flex; flex-wrap: wrap; gap: 0 20px; padding: 0; margin: 16px 0 0;
  list-style: none; max-width: none; }
.legend a { display: inline-flex; align-items: center; gap: 8px; min-height: 44px; }
.legend a::before { content: ""; width: 12px; height: 12px; border-radius: 6px;
  background: var(--of); }
.narrow { display: none; }
.map { font-size: 12px; }
.map a circle { fill: var(--of); stroke: var(--background); stroke-width: 1; }
.map a:hover circle { stroke: var(--text); stroke-width: 2.5; }
.map a:focus-visible { outline: none; }
.map a:focus-visible circle { stroke: var(--text); stroke-width: 3; }
.map a .number { fill: var(--background); font-weight: 600; font-size: 10.5px; }
.map .path { stroke: var(--of); stroke-dasharray: 2 3; opacity: 0.7; }
.map .goal { fill: var(--target); opacity: 0.1; }
.map .break { stroke: var(--muted); }
.map .target-name { fill: var(--target); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)); gap: 12px;
  padding: 0; margin: 12px 0 0; list-style: none; max-width: none; }
.cards li { display: flex; flex-direction: column; border: 1px solid var(--grid);
  border-top: 3px solid var(--of, var(--muted)); border-radius: 6px; padding: 10px 14px; }
.cards h3 { margin: 0 0 6px; }
.cards h3 a { display: block; padding: 6px 0; }
.cards dl { margin: auto 0 0; padding-top: 8px; }
dl div { display: flex; justify-content: space-between; gap: 12px; }
dt { color: var(--muted); }
dd { margin: 0; font-weight: 600; font-variant-numeric: tabular-nums; }
.changes { display: flex; flex-wrap: wrap; gap: 4px; padding: 0; margin: 0; list-style: none;
  font-size: 0.875rem; }
.cards .changes li, .changes li { display: block; border: 1px solid var(--grid);
  border-radius: 4px; padding: 0 6px; background: var(--surface); overflow-wrap: anywhere; }
.chart { margin-top: 20px; }
.scroll { overflow-x: auto; margin-top: 8px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--muted); padding-bottom: 4px; }
th, td { padding: 3px 14px 3px 0; text-align: left; font-weight: 400; white-space: nowrap;
  border-bottom: 1px solid var(--grid); }
thead th { color: var(--muted); border-bottom-color: var(--published); }
.figure { text-align: right; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(400px, 100%), 1fr));
  gap: 0 56px; align-items: start; }
.accuracies th, .accuracies td { white-space: normal; }
.layers { font-size: 0.875rem; }
code { font-family: "Source Code Pro", Consolas, Menlo, monospace; font-size: 0.9rem;
  overflow-wrap: anywhere; }
@media (max-width: 640px) {
  h1 { font-size: 1.5rem; }
  .wide { display: none; }
  .narrow { display: block; }
}
""" + "".join(f".of-{ladder} {{ --of: var(--{ladder}); }}\n" for ladder in ON_LIGHT)

LESSON = FRAME + f"""
:root {{ --st-text-color: var(--text); --st-background-color: var(--background);
  --st-border-color: var(--grid); --st-primary-color: var(--train); --st-font: {FONTS}; }}
.lessons {{ margin-top: 12px; }}
.lessons .get-lab {{ display: none; margin-top: 16px; }}
.lessons .head .all {{ display: none; }}
.lessons .lesson[data-part=your-turn] ~ .get-lab {{ display: block; }}
"""
"""Of the page of a lesson, before the player's own; it takes its colours from the dashboard's
names."""
