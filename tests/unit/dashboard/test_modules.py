"""The scripts of all elements: which belong together, and that only the client asks the server."""

import re
from posixpath import dirname, join, normpath

import pytest

from dashboard.components.modules import (
    FOLDER,
    address_of,
    modules,
    script_of,
    version,
    with_imports,
)
from dashboard.navigation.page_list import PAGES, Page
from dashboard.routes.pages.page_html import page_html

ELEMENTS = sorted(path.parent.name for path in FOLDER.glob("*/*.py") if path.stem != "__init__")
CLIENT = "dashboard/components/shared/client/client.js"
LATER = re.compile(r'\bawait import\("(\.[^"]+)"\)')
ASKS = re.compile(r"\bfetch\(|EventSource\(|XMLHttpRequest|sendBeacon|WebSocket\(")


def test_every_element_has_a_module_of_its_own() -> None:
    assert [name for name in ELEMENTS if script_of(name) not in modules()] == []


def test_every_module_belongs_to_an_element() -> None:
    # the page on which one joins has a script, and is not a page of Streamlit's
    used = {part for name in (*ELEMENTS, "join") for part in with_imports(script_of(name))}
    # what an element imports only once it is needed
    used |= {normpath(join(dirname(name), part)) for name in used
             for part in LATER.findall(modules()[name])}
    assert used == modules().keys()


@pytest.mark.parametrize("name", ELEMENTS)
def test_a_module_comes_after_what_it_imports(name: str) -> None:
    parts = with_imports(script_of(name))
    assert parts[-1] == script_of(name)
    assert len(parts) == len(set(parts))
    for place, part in enumerate(parts):
        assert set(with_imports(part)) <= set(parts[:place + 1])


def test_the_address_tells_one_version_from_another(monkeypatch: pytest.MonkeyPatch) -> None:
    before = address_of(CLIENT)
    assert before == f"api/modules/{version()}/{CLIENT}"
    changed = {**modules(), CLIENT: modules()[CLIENT] + "\n"}
    monkeypatch.setattr("dashboard.components.modules.modules", lambda: changed)
    version.cache_clear()
    assert address_of(CLIENT) != before
    monkeypatch.undo()
    version.cache_clear()
    assert address_of(CLIENT) == before


def test_only_the_client_asks_the_server() -> None:
    assert {name for name, text in modules().items() if ASKS.search(text)} == {CLIENT}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_names_the_modules_of_its_elements(page: Page) -> None:
    html = page_html(page)
    for element in page.elements:
        for part in with_imports(script_of(element)):
            assert html.count(f'<link rel="modulepreload" href="{address_of(part)}">') == 1
