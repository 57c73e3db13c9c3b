"""The style of every page, where Streamlit's own leaves something to wish.

Elements of our own have theirs beside their scripts.
"""

from dashboard.components.component import TOUCH
from dashboard.components.frame.frame import KEY as FRAME
from dashboard.components.into_view.into_view import KEY as INTO_VIEW
from dashboard.components.whole_address.whole_address import KEY as WHOLE_ADDRESS
from mnist_core.charts.palette import Palette

BELOW_THE_PAD, BELOW_ALL = "below_the_pad", "below_all"
"""Containers that stand further down on a phone than their place in the page's script."""
WATCHED = "watched"
"""One whose column stands above the others there."""

# the navigation bar leaves room for a header that this app does not have; and captions, chosen
# options and the hints on buttons get the contrast that WCAG asks for, which Streamlit's own lack
_PAGE = """
.stMainBlockContainer { padding-top: 4rem; }
[data-testid=stCaptionContainer] { opacity: 1; }
[data-testid=stCaptionContainer] :is(p, li) { color: %(muted)s; }
:is(button[data-selected=true], [data-testid=stSliderThumbValue]) p { color: %(train)s; }
button[kind=primary] kbd { color: inherit; opacity: 1; }
"""
_HIDDEN = f"""
:is(.st-key-{WHOLE_ADDRESS}, .st-key-{INTO_VIEW}) {{ display: none; }}
.st-key-{FRAME} {{ position: absolute; height: 0; width: 0; }}
"""
# Streamlit's own box tells whoever looks how a developer starts a script; nothing else here opens
# such a box
_CONNECTION_LOST = """
[data-testid=stDialog] h2 + div > * { display: none; }
[data-testid=stDialog] h2 + div::after { content: "The lab does not answer. As soon as it is \
there again, this page goes on by itself: nothing has to be done again."; }
"""
_TERMS = """
:is([data-testid=stMarkdownContainer], [data-testid=stCaptionContainer]) a[href*="glossary?term="]
  { color: inherit !important;
  text-decoration: underline dotted; text-decoration-thickness: 1px; text-underline-offset: .25em;
  cursor: help; }
"""
_FOCUS = """
:is([data-testid=stTopNavLink], [data-testid=stSidebarNavLink], [data-testid=stMarkdownContainer] a,
  [data-testid=stPageLink-NavLink], [data-testid=stHeader] button, summary, .glossary a,
  [data-testid=stTextInput] input
  ):focus-visible { outline: 2px solid %(train)s; outline-offset: 2px; border-radius: 4px; }
"""
# Plotly's own colours are for a chart without a page around it
_TOOLBAR = """
.modebar-container .modebar-group { background: none !important; }
.modebar-container .icon path { fill: currentColor !important; opacity: .75; }
"""
# a choice that is cut at the edge looks as if it ended there; one of several lines is not a bar,
# whose ends alone are round
_NARROW = f"""
@media (max-width: 640px) {{
  [data-testid=stButtonGroup] [role=radiogroup]
    {{ flex-wrap: wrap; gap: 4px; overflow: visible; }}
  [data-testid=stButtonGroup] [role=radio]
    {{ border-radius: 6px !important; margin: 0 !important; }}
  [data-testid=stButtonGroup] [role=radio]:not([aria-checked=true])
    {{ border-color: color-mix(in srgb, currentColor 18%, transparent) !important; }}
  .st-key-head {{ gap: .25rem !important; }}
  [data-testid=stHorizontalBlock]:has(.st-key-{WATCHED}) > [data-testid=stColumn]:last-child
    {{ order: -1; }}
  [data-testid=stLayoutWrapper]:has(> .st-key-{BELOW_THE_PAD}) {{ order: 1; }}
  [data-testid=stLayoutWrapper]:has(> .st-key-{BELOW_ALL}) {{ order: 2; }}
}}
"""
# two arrows alone do not say that all pages are behind them
_MENU = """
[data-testid=stExpandSidebarButton] { width: auto !important; }
[data-testid=stExpandSidebarButton]::after { content: "Menu"; padding: 0 .4rem; font-size: .95rem; }
"""
# small things that Streamlit draws within a line keep their place, and take a finger around it;
# a chart's toolbar stands beside the name of its last axis, where it covers nothing
_TOUCH = TOUCH + """
@media (pointer: coarse) {
  :is([data-testid=stTopNavLink], [data-testid=stSidebarNavLink], [data-testid=stPageLink-NavLink])
    { min-height: 40px; }
  [data-testid=stTooltipHoverTarget] { margin: -12px !important; }
  [data-testid=stMultiSelect] button, [data-testid=stSelectbox] button { margin-left: -8px; }
  .modebar-container { height: 100%; pointer-events: none; }
  .modebar-container .modebar { top: auto !important; bottom: -8px; pointer-events: auto; }
}
"""


def page_style(colours: Palette) -> str:
    """CSS for the page's own tree."""
    return (_PAGE + _FOCUS) % {"muted": colours.muted, "train": colours.train} + (
        _HIDDEN + _CONNECTION_LOST + _TERMS + _TOOLBAR + _MENU + _NARROW + _TOUCH)
