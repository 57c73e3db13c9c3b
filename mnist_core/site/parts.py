"""What several pages of the site have: their frame, and what a step changed."""

from mnist_core.base.format import unbroken
from mnist_core.base.markup import Markup, el
from mnist_core.export.html_document import document
from mnist_core.ladders import Step, step_before, step_changes
from mnist_core.site.style import STYLE

NAME = "MNIST Drill-Down"


def page(title: str, navigation: Markup | None, *main: Markup | None, style: str = STYLE,
         script: str = "") -> bytes:
    """A whole page; every link in it is relative, so that it works from anywhere."""
    return document(title, style, *(part for part in (
        navigation, el("main", *main),
        el("footer", f"Written by {NAME}, a lab in the browser to train, change and look into "
                     "these experiments.")) if part is not None),
        script=script)


def changes(step: Step, *, with_parameters: bool) -> Markup:
    """What the step changed in the one before, piece by piece."""
    if step_before(step) is None:
        return el("p", "the starting point", class_="quiet")
    found = [change.text for change in step_changes(step)
             if with_parameters or change.about != "parameters"]
    return el("ul", *(el("li", unbroken(text)) for text in found), class_="changes")
