"""For pages that are still being drawn: acts on an element once it takes what is done to it."""

from playwright.sync_api import FloatRect, Locator, expect

from tests.waiting import wait_until

STILL_MS = 250


def focus(element: Locator) -> None:
    """Focus it, once it is rendered: until then a browser ignores the call."""
    def is_focused() -> bool:
        element.focus()
        return bool(element.evaluate("element => element.matches(':focus-within')"))
    wait_until(is_focused, f"{element} is focused")


def box_at_rest(element: Locator) -> FloatRect:
    """Where it is, scrolled into view, once nothing above it grows any more."""
    expect(element).to_be_visible()

    def box_if_it_rests() -> FloatRect | None:
        element.scroll_into_view_if_needed()
        before = element.bounding_box()
        element.page.wait_for_timeout(STILL_MS)
        return before if before == element.bounding_box() else None
    return wait_until(box_if_it_rests, f"{element} rests")
