"""A run is taken home from its result and from the list, and imported into the list again."""

import urllib.request
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from tests.browser.settling import focus
from tests.servers.serving import call
from tests.waiting import wait_until

NAME = "<i>Anna</i>"


@pytest.fixture(scope="module")
def run(base_url: str) -> int:
    settings = {"num_train": 500, "epochs": 1, "device": "cpu"}
    number: int = call(f"{base_url}/api/runs", {
        "step": "strategy-2", "set": settings, "name": NAME})["id"]
    wait_until(lambda: call(f"{base_url}/api/runs/{number}")["state"] == "finished",
               f"run {number} is finished", 120)
    return number


def names_in(file: Path) -> set[str]:
    with ZipFile(file) as archive:
        return set(archive.namelist())


def test_a_finished_run_offers_its_files(page: Page, base_url: str, run: int) -> None:
    page.goto(f"{base_url}/train?run={run}")
    # by the keyboard: the choice opens, says what each file is, and everything is saved
    expect(page.locator(".take-home:not([inert])")).to_be_visible()
    focus(page.get_by_text("Take home"))
    page.keyboard.press("Enter")
    files = page.get_by_role("list", name="Single files")
    expect(files.get_by_role("listitem").filter(has_text="A row an epoch")).to_be_visible()
    page.keyboard.press("Tab")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == f"run-{run}-strategy-2.zip"
    assert {"README.md", "recipe.json", "epochs.csv"} <= names_in(download.value.path())
    with page.expect_download() as download:
        files.get_by_role("button", name="epochs.csv").click()
    assert download.value.suggested_filename == f"run-{run}-strategy-2-epochs.csv"
    expect(page.get_by_text("epochs.csv is in your downloads.")).to_be_visible()


def test_a_reference_run_says_what_it_lacks(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/train?step=finetune-0&replay=finetune-0@1")
    page.get_by_text("Take home").click()
    row = page.get_by_role("list", name="Single files").get_by_role("listitem")
    missing = row.filter(has_text="Not here: no weights were kept of this run.").filter(
        has=page.get_by_role("button", name="weights.safetensors"))
    expect(missing.get_by_role("button")).to_be_disabled()


def test_chosen_runs_are_taken_home_and_a_run_is_imported(page: Page, base_url: str, run: int
                                                         ) -> None:
    page.goto(f"{base_url}/runs?reference=1")
    for title in (f"Run {run}", "strategy-4 · reference 1"):
        page.get_by_role("searchbox").fill(title)
        page.get_by_role("checkbox", name=f"Choose {title}", exact=True).check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Take home").click()
    assert download.value.suggested_filename == "2-runs.zip"
    several = names_in(download.value.path())
    assert {f"run-{run}-strategy-2/README.md", "strategy-4@1/README.md"} <= several

    field = page.get_by_label("Import a run: a ZIP file of another lab")
    field.set_input_files({"name": "no.zip", "mimeType": "application/zip", "buffer": b"PK"})
    expect(page.get_by_role("alert").filter(has_text="it is not a whole ZIP file")).to_be_visible()
    field.set_input_files({"name": "other.zip", "mimeType": "application/zip",
                           "buffer": of_another_lab(base_url, run)})
    expect(page.get_by_text("Imported as Run ")).to_contain_text(f"{NAME} · ")
    page.get_by_role("searchbox").fill("imported")
    expect(page.locator(".runs tbody tr[data-key]")).to_have_count(1)
    expect(page.locator(".runs tbody tr[data-key] .mark").last).to_have_text("imported")


def of_another_lab(base_url: str, run: int) -> bytes:
    """The run as another machine might have trained it: an epoch took longer."""
    with urllib.request.urlopen(f"{base_url}/api/runs/{run}/export.zip") as answer:
        whole = ZipFile(BytesIO(answer.read()))
    changed = BytesIO()
    with ZipFile(changed, "w") as archive:
        for name in whole.namelist():
            data = whole.read(name)
            archive.writestr(name, data.rpartition(b",")[0] + b",77.5\n"
                             if name == "epochs.csv" else data)
    return changed.getvalue()
