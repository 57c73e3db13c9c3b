"""The colour of each ladder, the same in every chart: one line a ladder on a light and a dark page.

``tests/unit/dashboard/test_colours.py`` says whether the colour-blind can tell a new one from the
others.
"""

ON_LIGHT = {
    "strategy": "#004AB6",
    "drilldown": "#8B3500",
    "models": "#00855C",
    "nets": "#9F6192",
    "finetune": "#C05500",
}
ON_DARK = {
    "strategy": "#57A4ED",
    "drilldown": "#F6C833",
    "models": "#2FD893",
    "nets": "#C2ACCF",
    "finetune": "#FE8637",
}
