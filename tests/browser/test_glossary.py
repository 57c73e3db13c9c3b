"""A marked term says what it means: to a pointer, to the keyboard, and to a finger."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE_MS


def test_a_term_is_read_by_pointer_and_by_keyboard_and_leads_to_its_place(
        page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/network?step=strategy-4")
    term = page.locator("table.layers a.term", has_text="Jump")
    box = page.get_by_role("dialog", name="jump")
    term.hover()
    expect(box).to_contain_text("It is the product of all strides so far.")
    page.mouse.move(5, 600)
    expect(box).to_be_hidden()
    # by keyboard it is read on the way, and Enter goes into it
    page.locator("table.layers a.term", has_text="Padding").focus()
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
    page.go_back()
    expect(term).to_be_visible()


def test_a_finger_opens_a_term_and_closes_it_beside(browser: Browser, base_url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True,
                                  is_mobile=True)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{base_url}/?step=nets-3")
    term = page.locator("[href='glossary?term=batch-norm']")
    box = page.get_by_role("dialog", name="batch norm")
    term.tap()
    expect(box).to_be_in_viewport(ratio=1)
    page.get_by_role("heading", name="Network", exact=True).tap()
    expect(box).to_be_hidden()
    term.tap()
    box.get_by_text("See the step that introduces it").tap()
    expect(box).to_be_hidden()
    context.close()
