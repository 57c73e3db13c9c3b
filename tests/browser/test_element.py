"""What every element of our own stands on, by itself in a browser."""

import pytest
from playwright.sync_api import Page

from dashboard.components.modules import address_of

COUNTING = """
class Counted {
  constructor(root) { this.root = root; this.numEnds = 0; }
  destroy() { this.numEnds += 1; }
}
const root = document.body;
const first = heldBy(root, Counted);
const second = heldBy(root, Counted);
"""


@pytest.fixture
def page(page: Page, base_url: str) -> Page:
    page.goto(f"{base_url}/api/health")
    return page


def test_the_end_of_a_call_that_was_overtaken_ends_nothing(page: Page) -> None:
    result = in_the_browser(page, """
        first.end();
        const third = heldBy(root, Counted);
        return [first.kept === second.kept, third.kept === second.kept, third.kept.numEnds];
    """)
    assert result == [True, True, 0]


def test_after_the_end_of_the_last_call_the_next_begins_anew(page: Page) -> None:
    result = in_the_browser(page, """
        second.end();
        const third = heldBy(root, Counted);
        return [second.kept.numEnds, third.kept === second.kept, third.kept.numEnds];
    """)
    assert result == [1, False, 0]


def in_the_browser(page: Page, script: str) -> object:
    element = f"/{address_of('shared/element.js')}"
    return page.evaluate(f"""async () => {{
        const {{ heldBy }} = await import("{element}"); {COUNTING} {script} }}""")
