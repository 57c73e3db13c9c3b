"""What stands in the address of a page, and waiting for it: pages write it after they are drawn."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page

Query = dict[str, list[str]]


def query(page: Page) -> Query:
    return _query(page.url)


def expect_query(page: Page, **values: str | None) -> None:
    """Wait until the address holds these values, and has no key whose value here is None."""
    wanted = {name: None if value is None else [value] for name, value in values.items()}

    def holds(url: str) -> bool:
        found = _query(url)
        return all(found.get(name) == value for name, value in wanted.items())

    page.wait_for_url(holds, wait_until="commit")


def _query(url: str) -> Query:
    return parse_qs(urlsplit(url).query, keep_blank_values=True)
