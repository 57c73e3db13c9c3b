"""``network.html``: a trained network as one page that computes in the browser, without requests.

The page is put together here from a template, a style, and the scripts of ``scripts/`` and
``mnist_core/scripts``; its policy allows just these, by their digests, and nothing from elsewhere.
"""

from html import escape
from pathlib import Path
from string import Template

from mnist_core.base.format import count_of
from mnist_core.charts.style import by_switch
from mnist_core.export.exported_run import ExportedRun
from mnist_core.export.html_document import in_script, policy
from mnist_core.export.network_page.samples import samples
from mnist_core.scripts.inline import inlined
from mnist_core.trained.network_for_scripts import network_for_scripts

_FOLDER = Path(__file__).parent
# from here on a phone needs about a tenth of a second for a digit
_MANY_MULTIPLY_ADDS = 20_000_000


def network_html(run: ExportedRun) -> bytes:
    """The page of a run that has weights; the same run gives the same bytes.

    Weights are the exact float32 values, in base64: four thirds of four bytes a parameter.
    """
    assert run.network is not None
    style = by_switch() + (_FOLDER / "page.css").read_text("utf-8")
    script = inlined(_FOLDER / "scripts" / "page.js")
    data = {"network": network_for_scripts(run.recipe, run.network), "samples": samples(run)}
    page = Template((_FOLDER / "page.html").read_text("utf-8")).substitute(
        policy=policy(style, script), title=_line(run.title), facts=_line(_facts(run)),
        remarks="".join(f'<p class="remark">{escape(remark)}</p>' for remark in _remarks(run)),
        last=escape(_last_trained(run)), style=style, script=script, data=in_script(data))
    return page.encode()


def _line(text: str) -> str:
    """As HTML; a figure and its percent sign stay together on narrow screens."""
    return escape(text).replace(" %", "&nbsp;%")


def _facts(run: ExportedRun) -> str:
    facts = [f"Step {run.step.id}, {run.step.title}" if run.step else "A recipe of its own"]
    if run.accuracy is not None:
        facts.append(f"{run.accuracy:.2f} % of the test digits")
    return " · ".join([*facts, count_of(run.parameters, "parameter"),
                       count_of(len(run.recipe.network), "layer")])


def _remarks(run: ExportedRun) -> list[str]:
    remarks = [run.note] if run.note else []
    if run.shortened:
        remarks.append(f"A quick try: {run.shortened}.")
    if run.described.multiply_adds > _MANY_MULTIPLY_ADDS:
        remarks.append("This is a large network: it answers once the pen rests, and its file holds "
                       "every weight.")
    return remarks


def _last_trained(run: ExportedRun) -> str:
    return [row.token for row in run.described.layers if row.parameters][-1]
