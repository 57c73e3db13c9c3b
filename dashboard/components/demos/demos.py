"""Things to touch, one at a time: which one is chosen, and the demo itself.

The element asks ``/api/demos/{kind}`` itself, and says in the address which demo is in sight; no
script of the page reruns.
"""

from dataclasses import asdict, dataclass

from dashboard.components.component import component

KEY = "demos"
HTML = """
<section class="demos">
  <nav aria-label="Things to touch"><ul></ul></nav>
  <div class="beside"><fieldset class="network" hidden><legend>Network</legend></fieldset>
  <div class="shown"></div></div>
</section>
"""

_demos = component(KEY, html=HTML)


@dataclass(frozen=True, slots=True)
class ListedDemo:
    """``kind`` as addresses have it, ``title`` as people read it."""

    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class OwnNetwork:
    """The run in hand, which can be looked at in place of the one that shows a demo best."""

    key: str
    label: str


def demos(listed: list[ListedDemo], chosen: str, own: OwnNetwork | None) -> None:
    """Show the demo ``chosen``."""
    _demos(key=KEY, data={"listed": [asdict(one) for one in listed], "chosen": chosen,
                          "own": asdict(own) if own else None})
