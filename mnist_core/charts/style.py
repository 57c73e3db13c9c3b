"""The style of pages that leave the lab: its colours as variables of CSS, its fonts, its charts."""

from mnist_core.charts.palette import DARK, LIGHT, Palette

FONTS = '"Source Sans", "Source Sans 3", "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
CHART = """
.chart { display: block; width: 100%; height: auto; font-size: 11px; }
.chart text { fill: var(--muted); }
.chart .title { fill: var(--text); font-weight: 600; font-size: 12px; }
.chart .name { fill: var(--text); }
.chart .end { text-anchor: end; }
.chart .middle { text-anchor: middle; }
.chart .grid { stroke: var(--grid); }
.chart .line { fill: none; stroke-width: 1.7; stroke-linejoin: round; }
.chart .line.train { stroke: var(--train); }
.chart .line.test { stroke: var(--test); }
.chart .line.published { stroke: var(--published); stroke-dasharray: 5 3; }
.chart .line.target { stroke: var(--target); stroke-width: 1.2; stroke-dasharray: 7 2; }
.chart .line.reference { stroke: var(--reference); stroke-dasharray: 1.5 2.5; }
.chart .dot.train { fill: var(--train); }
.chart .dot.test { fill: var(--test); }
"""


def variables(colours: Palette) -> str:
    """``--text: #1C2126; …``: what a page is drawn in."""
    names = ("text", "muted", "grid", "background", "surface", "train", "test", "target",
             "published", "reference")
    ladders = "".join(f" --{ladder}: {colour};" for ladder, colour in colours.ladders.items())
    return " ".join(f"--{name}: {getattr(colours, name)};" for name in names) + ladders


def light_only() -> str:
    return f":root {{ color-scheme: light; {variables(LIGHT)} }}\n"


def by_switch() -> str:
    """Light, or dark where the page's root says ``data-theme="dark"``."""
    return (f":root {{ color-scheme: light; {variables(LIGHT)} }}\n"
            f":root[data-theme=dark] {{ color-scheme: dark; {variables(DARK)} }}\n")


def light_and_dark() -> str:
    """As the person's system is set."""
    return (f":root {{ color-scheme: light dark; {variables(LIGHT)} }}\n"
            f"@media (prefers-color-scheme: dark) {{ :root {{ {variables(DARK)} }} }}\n")
