"""The Draw page by pen, keyboard and picture: several digits, several models, and what is kept."""

import json
import re
from base64 import b64decode, b64encode
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Locator, Page, Route, expect

from mnist_core.base.source import ROOT
from mnist_core.drawn.drawing import stages_from_strokes
from tests.browser.conftest import PATIENCE_MS
from tests.browser.strokes import ONE, SEVEN, ZERO, Stroke, draw
from tests.servers.serving import call
from tests.waiting import wait_until

# a recorded reference run, so that nothing need be trained first
RUN = "strategy-4@1"
HEIC = ROOT / "tests" / "unit" / "seven.heic"
LONG = {"num_train": 6_000, "batch_size": 32, "lr": 0.05, "epochs": 50, "device": "cpu"}


def small(stroke: Stroke, place: int) -> Stroke:
    """The stroke as the first, second or third of a row."""
    return [(0.02 + 0.32 * place + 0.3 * x, 0.3 + 0.4 * y) for x, y in stroke]


def big(page: Page) -> Locator:
    return page.locator(".big")


def clear(page: Page) -> None:
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.get_by_text("Nothing drawn yet").first).to_be_visible()


def picture_of_seven(light: float = 1.0) -> bytes:
    """A 7 as dark ink on paper that grows dark to the right, as a PNG file."""
    strokes = [[[x * 280, y * 280] for x, y in SEVEN]]
    ink = stages_from_strokes(strokes, width=280, height=280, brush=12).canvas / 255
    shade = np.linspace(1, light, 280)
    file = BytesIO()
    Image.fromarray(np.uint8(220 * (1 - 0.8 * ink) * shade)).save(file, "PNG")
    return file.getvalue()


def test_the_address_says_the_run_and_back_leaves_the_page(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/network")
    page.get_by_role("link", name="Draw").click()
    page.wait_for_url(re.compile(r"/draw\?run="))
    page.go_back()
    page.wait_for_url(re.compile("/network"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_timeout(1000)
    assert "/network" in page.url


def test_undo_goes_back_past_clear_and_a_drawing_outlives_loading_the_page_again(
        page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/draw?run={RUN}")
    draw(page, SEVEN)
    expect(big(page)).to_have_text("7")
    clear(page)
    page.get_by_role("button", name="Undo").click()
    expect(big(page)).to_have_text("7")
    page.get_by_role("button", name="Redo").click()
    expect(page.get_by_text("Nothing drawn yet")).to_be_visible()
    page.get_by_label("Drawing area").press("u")
    expect(big(page)).to_have_text("7")
    page.reload()
    expect(big(page)).to_have_text("7")


def test_the_network_gets_what_the_pen_drew_whatever_the_brush(
        page: Page, base_url: str) -> None:
    asked: list[dict[str, Any]] = []
    told: list[dict[str, Any]] = []

    def listen(route: Route) -> None:
        asked.append(json.loads(route.request.post_data or "{}"))
        answer = route.fetch()
        told.append(answer.json())
        route.fulfill(response=answer)

    page.route("**/api/predict", listen)
    page.goto(f"{base_url}/draw?run={RUN}")
    draw(page, SEVEN)
    expect(page.locator(".spoken")).to_have_text(re.compile("Read as 7"))
    assert len(asked) > 1, "the bars did not move while the pen moved"
    before = told[-1]["digits"][0]["stages"]["digit"]
    with page.expect_response(lambda response: '"brush":40' in (response.request.post_data or "")):
        page.get_by_label("Width of the brush").press("End")
    assert told[-1]["digits"][0]["stages"]["digit"] == before
    last = asked[-1]
    expected = stages_from_strokes(last["strokes"], width=280, height=280, brush=20).digit
    assert before["pixels"] == b64encode(expected.tobytes()).decode()
    # and it is the stroke of the mouse, within a pixel of the screen
    ideal = stages_from_strokes([[[280 * x, 280 * y] for x, y in SEVEN]], width=280, height=280,
                                brush=20).digit
    assert np.abs(ideal.astype(int) - expected).mean() < 4


def test_replay_draws_the_strokes_once_more_and_reads_them(
        page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/draw?run={RUN}")
    draw(page, SEVEN)
    expect(page.locator(".spoken")).to_have_text(re.compile("Read as 7"))
    with page.expect_response("**/api/predict") as first:
        page.get_by_role("button", name="Replay").click()
    points = len(json.loads(first.value.request.post_data or "")["strokes"][0])
    assert points < len(SEVEN)
    expect(page.get_by_role("button", name="Replay")).to_be_visible()
    expect(big(page)).to_have_text("7")


def test_several_digits_are_boxed_and_read_as_a_number(
        page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/draw?run={RUN}")
    for place, stroke in enumerate((ONE, SEVEN, ZERO)):
        draw(page, small(stroke, place))
    expect(page.locator(".box")).to_have_count(3)
    expect(big(page)).to_have_text("170")
    page.get_by_role("button", name="Digit 2 of 3: 7").click()
    expect(page.locator(".pad .words")).to_have_text(re.compile("^7: "))
    page.get_by_text("Several digits").click()
    expect(page.locator(".box")).to_have_count(0)
    page.get_by_text("Several digits").click()


def page_of_digits() -> bytes:
    """The rows 17 and 701 in ink on paper, as a PNG file."""
    grey = Image.new("L", (900, 620), 235)
    pen = ImageDraw.Draw(grey)
    for row, strokes in enumerate(((ONE, SEVEN), (SEVEN, ZERO, ONE))):
        for place, stroke in enumerate(strokes):
            pen.line([(60 + 220 * place + 200 * x, 40 + 280 * row + 220 * y) for x, y in stroke],
                     fill=40, width=14, joint="curve")
    file = BytesIO()
    grey.save(file, "PNG")
    return file.getvalue()


def test_a_page_is_boxed_and_a_click_on_a_digit_opens_and_saves_it(
        page: Page, base_url: str, tmp_path: Path) -> None:
    file = tmp_path / "page.png"
    file.write_bytes(page_of_digits())
    page.goto(f"{base_url}/draw?run={RUN}")
    page.locator(".file").set_input_files(file)
    expect(page.locator(".box")).to_have_count(5)
    expect(page.locator(".big .line")).to_have_text(["17", "701"])
    expect(page.locator(".box b")).to_have_text(["1", "7", "7", "0", "1"])
    board, zero = (page.locator(name).bounding_box() for name in (".board", ".box >> nth=3"))
    assert board and zero
    # the middle of the ink, in shares of the picture, which is as wide as the board
    middle = (60 + 220 + 200 * np.mean([min(x for x, _ in ZERO), max(x for x, _ in ZERO)])) / 900
    assert (zero["x"] + zero["width"] / 2 - board["x"]) / board["width"] == pytest.approx(
        middle, abs=0.01)
    page.locator(".box").nth(3).click()
    expect(page.locator(".pad .words")).to_have_text(re.compile("^0: "))
    expect(page.locator(".box").nth(3)).to_have_class(re.compile("chosen"))
    before = call(f"{base_url}/api/drawings")["num"]
    page.get_by_role("button", name="Save as 0").click()
    expect(page.locator(".saved")).to_contain_text("Saved as 0")
    kept = call(f"{base_url}/api/drawings")
    assert kept["num"] == before + 1 and kept["drawings"][0]["digit"] == 0
    # the ring of a 0: no ink in its middle
    pixels = np.frombuffer(b64decode(kept["drawings"][0]["pixels"]), np.uint8).reshape(28, 28)
    assert not pixels[13:16, 13:16].any() and pixels.any()
    # it stays the one in hand: a second tap corrects the label of the same drawing
    page.get_by_role("button", name="Save as 6").click()
    expect(page.locator(".saved")).to_contain_text("Saved as 6 instead of 0")
    expect(page.locator(".box").nth(3)).to_have_class(re.compile("chosen"))
    expect(page.locator(".box b")).to_have_text(["1", "7", "7", "0 → 6", "1"])
    expect(page.get_by_role("button", name="Digit 4 of 5: 0, saved as 6")).to_be_visible()
    mended = call(f"{base_url}/api/drawings")
    assert mended["num"] == before + 1 and mended["drawings"][0]["digit"] == 6
    call(f"{base_url}/api/drawings/{mended['drawings'][0]['id']}/delete", {})
    clear(page)


def test_digits_that_touch_are_told(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/draw?run={RUN}")
    for place, stroke in enumerate((SEVEN, ZERO, ONE)):
        draw(page, small(stroke, place))
    expect(page.locator(".warnings")).to_be_hidden()
    draw(page, [(0.05, 0.5), (0.95, 0.5)])
    expect(page.locator(".warnings")).to_contain_text("as wide as two")
    clear(page)
    expect(page.locator(".warnings")).to_be_hidden()


@pytest.mark.slow
def test_a_paused_run_reads_beside_a_finished_one_and_says_where_it_looked(
        page: Page, base_url: str) -> None:
    paused = call(f"{base_url}/api/runs", {"step": "strategy-2", "set": LONG})["id"]
    shown = f"{base_url}/api/runs/{paused}"
    wait_until(lambda: call(shown)["position"] > 50, "it trains", 300)
    call(f"{shown}/pause", {})
    wait_until(lambda: call(shown)["state"] == "paused", "it is paused", 120)
    page.goto(f"{base_url}/draw?run={RUN}&beside={paused}&weights=last")
    expect(page.locator(".model")).to_have_count(2)
    draw(page, SEVEN)
    expect(page.locator(".model .big").first).to_have_text("7")
    expect(page.locator(".model .big").nth(1)).to_have_text(re.compile(r"^\d$"))
    expect(page.locator(".map").first).to_be_hidden()
    page.get_by_text("Where it looked").first.click()
    expect(page.get_by_text("exact for this network")).to_have_count(2)
    page.locator("label", has_text="Where it looked").click()
    call(f"{shown}/stop", {})


def test_a_picture_is_read_by_file_by_drop_and_from_the_clipboard(
        page: Page, base_url: str, tmp_path: Path) -> None:
    page.goto(f"{base_url}/draw?run={RUN}")
    file = tmp_path / "seven.png"
    file.write_bytes(picture_of_seven(light=0.4))
    page.locator("input.file").set_input_files(file)
    expect(big(page)).to_have_text("7")
    for event, target, carrier in (("drop", ".board", "dataTransfer"),
                                   ("paste", "document", "clipboardData")):
        clear(page)
        page.evaluate(_GIVE, [b64encode(picture_of_seven()).decode(), event, target, carrier])
        expect(big(page)).to_have_text("7")


_GIVE = """([base64, event, target, carrier]) => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], "seven.png", { type: "image/png" }));
  const find = (root) => root.querySelector(target) ?? [...root.querySelectorAll("*")]
    .map((element) => element.shadowRoot && find(element.shadowRoot)).find(Boolean);
  const place = target === "document" ? document : find(document);
  const kind = event === "drop" ? DragEvent : ClipboardEvent;
  place.dispatchEvent(new kind(event, { [carrier]: transfer, bubbles: true, cancelable: true }));
}"""


@pytest.mark.parametrize("kind", ["heic", "tiff", "jpg", "webp", "bmp", "gif"])
def test_every_kind_of_picture_is_read(page: Page, base_url: str, tmp_path: Path,
                                       kind: str) -> None:
    file = tmp_path / f"seven.{kind}"
    if kind == "heic":
        file.write_bytes(HEIC.read_bytes())
    else:
        Image.open(BytesIO(picture_of_seven())).convert("RGB").save(file)
    page.goto(f"{base_url}/draw?run={RUN}")
    expect(page.get_by_text("Pictures: PNG, JPEG, WebP, HEIC, TIFF, BMP or GIF, at most 30 MB")
           ).to_be_visible()
    page.locator("input.file").set_input_files(file)
    expect(big(page)).to_have_text("7")


def test_a_late_answer_wipes_no_refusal_and_colours_no_other_picture(
        page: Page, base_url: str, tmp_path: Path) -> None:
    seven, text = tmp_path / "seven.png", tmp_path / "text.heic"
    seven.write_bytes(picture_of_seven())
    text.write_bytes(b"no picture")
    held: list[Route] = []
    page.goto(f"{base_url}/draw?run={RUN}")
    page.route("**/api/predict", lambda route: held.append(route))
    with page.expect_request("**/api/predict"):
        page.locator("input.file").set_input_files(seven)
    page.locator("input.file").set_input_files(text)
    problem = page.locator(".pad .problem")
    expect(problem).to_contain_text("not a picture that can be read")
    held[0].continue_()
    expect(big(page)).to_have_text("7")
    expect(problem).to_contain_text("not a picture that can be read")
    page.unroute_all(behavior="ignoreErrors")
    draw(page, SEVEN)
    expect(problem).to_be_hidden()


def test_raw_resize_says_why_it_is_not_saved(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/draw?run={RUN}")
    draw(page, SEVEN)
    save = page.get_by_role("button", name="Save as 7")
    expect(save).to_be_enabled()
    page.get_by_role("switch", name="Raw resize").check(force=True)
    expect(save).to_be_disabled()
    why = page.get_by_text("switch Raw resize off first")
    expect(why).to_be_visible()
    page.get_by_role("switch", name="Raw resize").uncheck(force=True)
    expect(save).to_be_enabled()
    expect(why).to_have_count(0)


@pytest.mark.parametrize(("name", "content", "words"), [
    ("text.png", b"no picture", "not a picture that can be read"),
    ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture that can be read"),
    ("huge.png", b"0" * 31_000_000, "at most 30 MB"),
    ("white.png", None, "Nothing is drawn"),
])
def test_what_is_no_digit_is_told_in_one_sentence(
        page: Page, base_url: str, tmp_path: Path, name: str, content: bytes | None,
        words: str) -> None:
    file = tmp_path / name
    if content is None:
        Image.new("L", (100, 100), 255).save(file)
    else:
        file.write_bytes(content)
    page.goto(f"{base_url}/draw?run={RUN}")
    expect(page.get_by_label("Drawing area")).to_be_visible()
    page.locator("input.file").set_input_files(file)
    expect(page.locator(".pad .problem")).to_contain_text(words)


def test_a_drawing_is_kept_measured_opened_again_and_deleted(
        page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/draw?run={RUN}")
    draw(page, SEVEN)
    expect(big(page)).to_have_text("7")
    page.get_by_role("button", name="Save as 7").click()
    card = page.get_by_role("button", name=re.compile("a 7: put it on the pad"))
    expect(card).to_have_count(1)
    page.get_by_label("Measure the ladder").select_option("strategy")
    page.get_by_role("button", name="Measure").click()
    row = page.get_by_role("row", name=re.compile("strategy-4 · reference 1 "))
    expect(row).to_contain_text("100.00 % (1 of 1)")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "drawings.zip"
    clear(page)
    card.click()
    expect(big(page)).to_have_text("7")
    delete = page.get_by_role("button", name=re.compile("Delete drawing"))
    delete.click()
    expect(delete).to_have_text("Delete?")
    delete.click()
    expect(card).to_have_count(0)


def test_look_inside_opens_the_drawn_digit_on_the_network_page(
        page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/draw?run={RUN}")
    draw(page, SEVEN)
    expect(big(page)).to_have_text("7")
    page.set_viewport_size({"width": 1280, "height": 400})
    page.get_by_role("button", name="Look inside").click()
    page.wait_for_url(re.compile(r"/network\?.*digit=drawn"))
    drawn = page.get_by_role("radio", name="The digit drawn last")
    expect(drawn).to_be_checked()
    expect(page.get_by_role("heading", name="What every layer sees")).to_be_in_viewport()
    page.get_by_role("radio", name="What it sees").click()
    page.wait_for_url(re.compile(r"/network\?.*view=sees.*digit=drawn"))
    expect(drawn).to_be_checked()


def test_a_finger_draws_on_a_phone(browser: Browser, base_url: str) -> None:
    phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True,
                                is_mobile=True)
    page = phone.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{base_url}/draw?run={RUN}")
    pad = page.get_by_label("Drawing area")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    session = phone.new_cdp_session(page)
    for kind, (x, y) in [("touchStart", SEVEN[0]), *(("touchMove", at) for at in SEVEN[1:])]:
        point = {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(big(page)).to_have_text("7")
    phone.close()
