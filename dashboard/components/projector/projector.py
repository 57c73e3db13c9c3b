"""The projector view of a page: what it shows in letters that are read from the last row."""

from dashboard.components.component import component

KEY = "projector"

# it changes the page around it
_projector = component("projector", isolate_styles=False, html="""
<div class="projector-switch" role="group" aria-label="Projector"></div>
""")


def projector(name: str) -> None:
    """The button of the page's projector view; the address has it as ``view=projector``.

    ``name`` is the page's, by which ``projector.css`` says what of it is left out.
    """
    _projector(key=KEY, data={"name": name})
