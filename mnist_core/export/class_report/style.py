"""How the class report looks: as the report of a run, a sheet or more a person."""

from mnist_core.charts.run_map import STYLE as RUN_MAP
from mnist_core.export.report.style import STYLE as REPORT

STYLE = REPORT + RUN_MAP + """
.learner + .learner { break-before: page; }
@media screen { .learner + .learner { margin-top: 24pt; padding-top: 12pt;
    border-top: 3px solid var(--grid); } }
.learner .verdict { margin-top: 6pt; }
figure { margin: 8pt 0 0; break-inside: avoid; }
.notes { list-style: none; padding: 0; }
.notes li { break-inside: avoid; margin-bottom: 4pt; }
.notes p { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; padding-left: 8pt;
    border-left: 2pt solid var(--grid); }
.tried td, .everybody td { white-space: nowrap; }
.tried td:nth-child(4), .everybody td:nth-child(3) { white-space: normal; }
.tried tbody th, .everybody tbody th { max-width: 34mm; overflow-wrap: anywhere; }
.everybody tbody th { min-width: 22mm; }
.everybody td:nth-child(3) { min-width: 26mm; }
.everybody td:nth-child(n+10) { white-space: normal; }
.lines { margin-top: 6pt; }
.lines p { border-bottom: 1px solid var(--published); height: 20pt; margin: 0; }
@media screen and (max-width: 620px) {
    .wide { overflow-x: auto; }
    .wide table { min-width: 560px; }
}
"""
