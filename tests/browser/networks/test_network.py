"""The network page: walking over a layer's map, editing without the mouse, looking at pictures."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from mnist_core.ladders import STEPS
from tests.browser.address import expect_query
from tests.browser.settling import focus
from tests.waiting import wait_until

# a reference run with padding: it is there without any training
RUN = "models-2@1"
SMALL = "conv3x3(8) relu bn maxpool2 conv3x3(10) relu gap conv1x1(10) flatten"


def explorer_at(page: Page, at: str) -> None:
    expect(page.locator(f'.explorer[data-at="{at}"]')).to_be_visible()


def is_painted(canvas: Locator) -> bool:
    """There are at least two colours on it."""
    return bool(canvas.evaluate(
        "canvas => new Set(new Uint32Array(canvas.getContext('2d')"
        ".getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size > 1"))


def tokens(page: Page) -> list[str]:
    return page.locator(".editor .layers tbody th").all_inner_texts()


def open_editor(page: Page, base_url: str, layers: str) -> Locator:
    page.goto(f"{base_url}/network?view=edit&layers={layers}")
    expect(page.locator(".editor .layers tbody tr").first).to_be_visible()
    return page.get_by_role("textbox", name="Layers, in order")


def test_arrow_keys_walk_over_the_map_and_the_link_follows(
        page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/network?run={RUN}&view=sees&layer=4&row=1&column=1&digit=5")
    explorer_at(page, "4,1,1")
    # the first value of a padded layer: most of what it can see is border
    expect(page.locator(".explorer .spoken")).to_contain_text("of the square is border")
    expect(page.locator(".explorer .border")).to_be_visible()
    focus(page.get_by_role("application", name=re.compile("^Map of")))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    explorer_at(page, "4,2,2")
    expect_query(page, layer="4", row="2", column="2", digit="5")


def test_a_busy_server_is_said_and_asked_again(page: Page, base_url: str) -> None:
    asked: list[Any] = []

    def refuse_twice(route: Route) -> None:
        asked.append(route.request.post_data_json)
        if len(asked) > 2:
            route.continue_()
            return
        route.fulfill(status=429, headers={"Retry-After": "1"},
                      json={"error": "The server is busy with other questions."})
    page.route("**/api/field", refuse_twice)
    page.goto(f"{base_url}/network?run={RUN}&view=sees&layer=4&row=2&column=2&digit=5")
    busy = page.get_by_role("status").filter(has_text="The server is busy, trying again")
    expect(busy).to_be_visible()
    explorer_at(page, "4,2,2")
    expect(busy).to_have_count(0)
    assert len(asked) == 3 and all(question["layer"] == 4 for question in asked)


def test_a_click_on_the_map_goes_there_and_both_fields_are_painted(
        page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/network?run={RUN}&view=sees&layer=5")
    explorer_at(page, "5,14,14")
    canvas = page.locator(".explorer .map canvas")
    box = canvas.bounding_box()
    assert box
    canvas.click(position={"x": box["width"] - 2, "y": 2})
    explorer_at(page, "5,1,28")
    for figure in page.locator(".explorer .effect").all():
        expect(figure.locator(".words")).to_contain_text("of the effect comes from")
        assert is_painted(figure.locator("canvas"))
    expect(page.locator(".explorer .effect h4").last).to_contain_text("models-2 · reference 1")


def test_another_layer_is_chosen_with_the_keyboard(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/network?step=strategy-4&view=sees&layer=1")
    explorer_at(page, "1,13,13")
    focus(page.get_by_role("listbox", name="Layer"))
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    explorer_at(page, "5,12,12")
    expect(page.locator(".explorer .theory h4")).to_have_text("Can see: 5 × 5 pixels")


@pytest.mark.slow
def test_play_goes_from_layer_to_layer_until_somebody_has_seen_enough(
        page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/network?step=strategy-4&view=sees&layer=22")
    explorer_at(page, "22,2,2")
    page.get_by_role("button", name="Play").click()
    chosen = page.locator('.explorer .layers [aria-selected="true"]')
    expect(chosen).to_have_text(re.compile("^1conv3x3"))
    expect(chosen).to_have_text(re.compile(r"^8maxpool25 \+ 1 × 1 = 6"))
    expect(page.locator(".explorer .sum-of-layer dl.field")).to_contain_text(
        "field + (kernel − 1) × jump = 5 + 1 × 1 = 6")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".explorer .theory h4")).to_have_text("Can see: 6 × 6 pixels")
    page.locator(".explorer summary").click()
    expect(page.locator(".explorer dl.others")).to_contain_text("jump × stride = 1 × 2 = 2")
    page.get_by_role("button", name="Play").click()
    assert not (chosen.text_content() or "").startswith("1conv"), "it goes on where it was paused"


def test_an_edited_network_is_seen_as_it_is_before_training(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/network?layers={SMALL}&view=sees")
    words = page.locator(".explorer .effect .words")
    expect(words.first).to_contain_text("of the effect comes from")
    expect(words.last).to_contain_text("nobody trained these layers")


def test_a_mistake_is_named_while_it_is_typed_and_what_stands_is_shown(
        page: Page, base_url: str) -> None:
    text = open_editor(page, base_url, SMALL)
    text.fill("conv3x3(8) rel")
    problem = page.locator(".editor .problem")
    expect(problem).to_contain_text("layer 2 rel: no such layer; did you mean relu?")
    expect(page.locator(".editor tbody tr.wrong")).to_contain_text("2rel")
    expect(page.get_by_role("button", name="Train this")).to_be_disabled()
    text.press("End")
    text.press_sequentially("u bn gap conv1x1(10) flatten")
    expect(problem).to_be_hidden()
    expect(page.locator(".editor .line")).to_contain_text("168 parameters")
    assert tokens(page) == ["conv3x3(8)", "relu", "bn", "gap", "conv1x1(10)", "flatten"]
    page.wait_for_url(re.compile(re.escape("bn+gap")))
    # what is meant is taken, and written back as the notation writes it
    text.fill("Conv3x3 (8) ReLU GAP Conv 1x1(10) Flatten")
    expect(page.locator(".editor .line")).to_contain_text("152 parameters")
    text.blur()
    expect(text).to_have_value("conv3x3(8) relu gap conv1x1(10) flatten")
    # nobody fills a box that was emptied
    page.get_by_role("button", name="Blank").click()
    page.wait_for_url(re.compile("layers=(&|$)"))
    expect(page.locator(".editor .begin")).to_contain_text("Add a first layer")
    expect(problem).to_be_hidden()
    page.get_by_role("button", name="+ conv relu bn").click()
    expect(text).to_have_value("conv3x3(12,p1) relu bn")
    expect(page.locator(".editor .begin")).to_be_hidden()
    expect(problem).to_be_visible()


def test_layers_are_changed_without_typing_and_everything_can_be_undone(
        page: Page, base_url: str) -> None:
    open_editor(page, base_url, SMALL)
    whole = tokens(page)
    page.locator(".editor tbody tr").nth(4).click()
    for key, expected in (("d", ["conv3x3(10)", "conv3x3(10)", "relu"]),
                          ("Alt+ArrowDown", ["conv3x3(10)", "relu", "conv3x3(10)"]),
                          ("Delete", ["conv3x3(10)", "relu", "gap"])):
        page.keyboard.press(key)
        wait_until(lambda: tokens(page)[4:7] == expected, f"{key} is done", 30)  # noqa: B023
    page.locator(".editor tbody tr").nth(4).click()
    page.keyboard.press("+")
    expect(page.locator(".editor tbody th").nth(4)).to_have_text("conv3x3(11)")
    assert tokens(page)[4:6] == ["conv3x3(11)", "relu"]
    page.get_by_label("Layer to insert").select_option("drop(.1)")
    page.get_by_role("button", name="Insert").click()
    expect(page.locator(".editor tbody th").nth(5)).to_have_text("drop(.1)")
    for _ in range(5):
        page.get_by_role("button", name="Undo").click()
    wait_until(lambda: tokens(page) == whole, "everything is undone", 30)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    page.keyboard.press("Control+Shift+z")
    wait_until(lambda: len(tokens(page)) == len(whole) + 1, "the first change is redone", 30)


def test_a_row_is_dragged_and_drafts_stay_under_their_names(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/network?step=nets-6&view=edit")
    text = page.get_by_role("textbox", name="Layers, in order")
    expect(page.locator(".editor .grip").nth(3)).to_be_visible()
    assert tokens(page)[1:3] == ["bn", "relu"]
    page.locator(".editor .grip").nth(1).hover()
    page.mouse.down()
    below = page.locator(".editor tbody tr").nth(2).bounding_box()
    assert below
    page.mouse.move(below["x"] + 20, below["y"] + below["height"] - 4, steps=4)
    page.mouse.up()
    expect(page.locator(".editor tbody th").nth(1)).to_have_text("relu")
    changed = text.input_value()
    assert changed.split()[:4] == ["conv3x3(8,p1)", "relu", "bn", "drop(.1)"]
    page.get_by_label("Name", exact=True).fill("relu first")
    page.get_by_label("Name", exact=True).press("Enter")
    page.wait_for_url(re.compile("layers="))
    # by the menu and back, and after a reload
    page.get_by_role("link", name="Ladders").click()
    page.wait_for_url(re.compile("/ladders|/$"))
    page.get_by_role("link", name="Network").click()
    expect(text).to_have_value(changed)
    page.reload()
    expect(text).to_have_value(changed)
    draft = page.get_by_label("Draft", exact=True)
    expect(draft.locator("option:checked")).to_contain_text("relu first")
    draft.select_option("")
    expect(text).to_have_value(STEPS["nets-6"].recipe.layers)
    # from another network, too
    page.goto(f"{base_url}/network?step=strategy-4&view=edit")
    expect(text).to_have_value(STEPS["strategy-4"].recipe.layers)
    draft.select_option("relu first")
    expect(text).to_have_value(changed)
    page.wait_for_url(re.compile("step=nets-6"))
    page.get_by_role("button", name="Save as own recipe").click()
    expect(page.locator(".editor .told")).to_have_text("Saved as the own recipe relu first.")
    expect(page.get_by_role("link", name="Own recipe relu first")).to_be_visible()


def test_train_this_takes_the_network_to_the_train_page(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/network?step=nets-6&view=edit")
    text = page.get_by_role("textbox", name="Layers, in order")
    expect(text).to_have_value(STEPS["nets-6"].recipe.layers)
    text.fill(SMALL)
    expect(page.locator(f'.editor[data-shown="{SMALL}"]')).to_be_visible()
    page.get_by_role("button", name="Train this").click()
    page.wait_for_url(re.compile("/train"))
    expect_query(page, step="nets-6", layers=SMALL)


def test_choosing_a_step_starts_from_it_and_can_be_undone(page: Page, base_url: str) -> None:
    text = open_editor(page, base_url, SMALL)
    box = page.get_by_role("combobox", name="Network")
    box.fill("nets-6")
    box.press("Enter")
    expect(text).to_have_value(STEPS["nets-6"].recipe.layers)
    page.get_by_role("button", name="Undo").click()
    expect(text).to_have_value(SMALL)


@pytest.mark.parametrize("view", ["activations", "filters"])
def test_pictures_have_a_scale_and_tell_their_values(page: Page, base_url: str,view: str) -> None:
    page.goto(f"{base_url}/network?run={RUN}&view={view}")
    sheet = page.locator(".sheets figure").nth(1)
    expect(sheet).to_be_visible()
    for canvas in page.locator(".sheets canvas").all()[:5]:
        assert is_painted(canvas)
    expect(sheet.locator(".bar .top")).to_have_text(re.compile(r"\d"))
    focus(sheet.locator("canvas"))
    page.keyboard.press("ArrowRight")
    expect(sheet.locator("output")).to_have_text(re.compile(r"row 1, column 2: [−\d]"))


def test_a_difference_is_marked_with_words(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/network?step=nets-6&view=difference")
    rows = page.locator(".layers tbody tr")
    expect(rows.filter(has_text="removed").first).to_contain_text("drop(.2)")
    expect(rows.filter(has_text="changed").first).to_contain_text(
        "conv3x3(8,p1,bias) → conv3x3(8,p1)")


def test_a_row_of_the_table_leads_to_what_the_layer_sees(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/network?step=strategy-4")
    page.get_by_role("button", name="maxpool2: see what it sees").click()
    explorer_at(page, "8,6,6")
    expect_query(page, view="sees")
