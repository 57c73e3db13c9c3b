"""From strokes to an answer in network.html: ``python -m bench.network_page``.

The file in a real Chromium, with a real mouse that draws sevens. Each time is one reading: from the
strokes to the 28 x 28, through the network, to the bars. A processor slowed down six times stands
for a phone of five years ago.
"""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from playwright.sync_api import Page

from bench.browser import chromium, visitor
from bench.drawing import draw
from bench.report import machine, table
from mnist_core.export.exported_run import ExportedRun, exported_run
from mnist_core.export.network_page.page import network_html
from mnist_core.ladders import STEPS
from mnist_core.network.build import build
from mnist_core.reference.records import reference_runs

NUM_SEVENS = 8
SLOW_DOWNS = (1, 6)
REST_MS = 1_500
# weights make no difference to time: these are large, and kept of no run
UNTRAINED = ("nets-2", "nets-1")
_WATCH = """() => {
  window.took = [];
  const answer = document.querySelector(".answer");
  new MutationObserver(() => window.took.push(Number(answer.dataset.milliseconds)))
    .observe(answer, { attributeFilter: ["data-milliseconds"] });
}"""


def measured(page: Page, slow_down: int) -> str:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slow_down})
    page.evaluate("() => { window.took = []; }")
    for _ in range(NUM_SEVENS):
        draw(page)
        # a large network answers once the pen rests
        page.wait_for_timeout(REST_MS)
        page.locator(".clear").click()
    took = page.evaluate("() => window.took")
    return (f"{np.median(took):.1f} ms, 95 % within {np.percentile(took, 95):.1f} ms "
            f"(n = {len(took)})")


def runs() -> list[ExportedRun]:
    found, = (run for run in reference_runs() if run.key == "strategy-4@1")
    kept = exported_run(found, None)
    torch.manual_seed(0)
    return [kept, *(replace(kept, step=step, recipe=step.recipe, parameters=parameters,
                            network=build(step.recipe.network).eval())
                    for step in map(STEPS.__getitem__, UNTRAINED)
                    for parameters in [step.recipe.describe().parameters])]


def main() -> None:
    rows = []
    with TemporaryDirectory() as folder, chromium() as browser:
        for run in runs():
            file = Path(folder, "network.html")
            file.write_bytes(network_html(run))
            page = visitor(browser)
            page.goto(file.as_uri())
            page.evaluate(_WATCH)
            draw(page)
            assert run.step
            rows.append((run.step.id, f"{run.parameters:,}", f"{file.stat().st_size / 1e3:,.0f} KB",
                         *(measured(page, slow_down) for slow_down in SLOW_DOWNS)))
            page.close()
    print(f"{machine()}.\n")
    print(table(("network", "parameters", "file without test digits", "a reading",
                 "slowed down six times"), rows))


if __name__ == "__main__":
    main()
