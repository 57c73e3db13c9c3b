"""A tab as a phone has it: narrow, and with fingers in place of a mouse."""

from playwright.sync_api import Locator, Page

from tests.browser.settling import box_at_rest

WIDTH, HEIGHT = 390, 844


def as_phone(page: Page) -> Page:
    """From now on the tab is narrow and its pointer is coarse."""
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.context.new_cdp_session(page).send(
        "Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 5})
    return page


def tap(target: Locator) -> None:
    """Touch its middle: Playwright's own taps need a browser that was started for them."""
    box = box_at_rest(target)
    tool = target.page.context.new_cdp_session(target.page)
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    tool.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
    tool.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
