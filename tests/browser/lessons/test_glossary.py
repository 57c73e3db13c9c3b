"""A marked term says what it means: to a pointer, to the keyboard, and to a finger."""

from playwright.sync_api import Page, expect

from tests.browser.phone import as_phone, tap
from tests.browser.settling import focus


def test_a_term_is_read_by_pointer_and_by_keyboard_and_leads_to_its_place(
        page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/network?step=strategy-4")
    term = page.locator("table.layers a.term", has_text="Jump")
    box = page.get_by_role("dialog", name="jump")
    term.hover()
    expect(box).to_contain_text("It is the product of all strides so far.")
    page.mouse.move(5, 600)
    expect(box).to_be_hidden()
    # nothing is told of a pointer whose term was taken away
    term.hover()
    expect(box).to_be_visible()
    term.evaluate("link => link.replaceWith(link.cloneNode(true))")
    page.mouse.move(5, 600)
    expect(box).to_be_hidden()
    # by keyboard it is read on the way, and Enter goes into it
    focus(page.locator("table.layers a.term", has_text="Padding"))
    page.keyboard.press("Tab")
    expect(box).to_be_visible()
    page.keyboard.press("Enter")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(term).to_be_focused()
    page.keyboard.press("Enter")
    box.get_by_text("All terms").click()
    expect(page.locator("#term-jump.wanted")).to_be_in_viewport()
    expect(page).to_have_url(f"{base_url}/glossary?term=jump")
    # Streamlit passes over a step back while it still runs the page's script
    expect(page.locator("[data-test-script-state=running]")).to_have_count(0)
    page.go_back()
    expect(term).to_be_visible()


def test_a_finger_opens_a_term_and_the_menu_closes_once_a_page_is_chosen(
        page: Page, base_url: str) -> None:
    as_phone(page)
    page.goto(f"{base_url}/?step=nets-3")
    term = page.locator("[href='glossary?term=batch-norm']")
    box = page.get_by_role("dialog", name="batch norm")
    # its address leads there, and a slow page goes there late
    expect(page.locator(".st-key-opened-step")).to_be_in_viewport()
    tap(term)
    expect(box).to_be_in_viewport(ratio=1)
    tap(page.get_by_role("heading", name="Network", exact=True))
    expect(box).to_be_hidden()
    tap(term)
    tap(box.get_by_text("See the step that introduces it"))
    expect(box).to_be_hidden()
    # the menu lies over the page that it leads to
    tap(page.get_by_role("button", name="Expand sidebar"))
    tap(page.get_by_test_id("stSidebarNavLink").filter(has_text="Draw"))
    expect(page.get_by_role("heading", name="Draw a digit")).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).not_to_be_in_viewport()
