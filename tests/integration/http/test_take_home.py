"""What a person takes home over HTTP is what the command writes, and no stranger's page can ask."""

import json
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import httpx
import pytest

from dashboard.routes.take_home.files import PAGES
from mnist_core.data.mnist import Dataset
from mnist_core.export.all_files import FILES
from tests.integration.http.described_lab import described_lab

RUN = "run-1-strategy-2"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, dataset: Dataset) -> Iterator[httpx.Client]:
    with (described_lab(tmp_path_factory.mktemp("take-home"), dataset) as address,
          httpx.Client(base_url=address, timeout=120, trust_env=False) as client):
        yield client


def files_of(answer: httpx.Response) -> dict[str, bytes]:
    assert answer.status_code == 200, answer.text
    with ZipFile(BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_run_is_one_file_that_is_called_after_it(client: httpx.Client) -> None:
    answer = client.get("/api/runs/1/export.zip")
    assert answer.headers["content-disposition"] == f'attachment; filename="{RUN}.zip"'
    assert answer.content == client.get("/api/trained/1/export.zip").content
    whole = files_of(answer)
    listed = client.post("/api/trained/1/files").json()
    assert listed["name"] == RUN
    assert {one["name"] for one in listed["files"] if not one["missing"]} | {"README.md"} == {
        *whole}
    chosen = client.get("/api/runs/1/export.zip", params={"only": "recipe.json, epochs.csv"})
    assert files_of(chosen) == {name: whole[name] for name in ("epochs.csv", "recipe.json")}
    with_parquet = files_of(client.get("/api/runs/1/export.zip", params={"parquet": "1"}))
    assert with_parquet.keys() - whole.keys() >= {"epochs.parquet", "predictions.parquet"}
    one = client.get("/api/trained/1/files/epochs.csv")
    assert one.content == whole["epochs.csv"]
    assert one.headers["content-disposition"] == f'attachment; filename="{RUN}-epochs.csv"'


def test_several_runs_are_folders_of_one_file(client: httpx.Client) -> None:
    several = files_of(client.get("/api/export.zip", params={"runs": "1,strategy-4@1,1"}))
    own = files_of(client.get("/api/runs/1/export.zip"))
    assert {name.partition("/")[0] for name in several} == {RUN, "strategy-4@1"}
    assert {name.partition("/")[2]: data for name, data in several.items()
            if name.startswith(f"{RUN}/")} == own


@pytest.mark.parametrize("name", [file.name for file in PAGES])
def test_a_page_of_a_bundle_has_no_part_in_this_lab(client: httpx.Client, name: str) -> None:
    answer = client.get(f"/api/runs/1/{name}")
    assert answer.status_code == 200, answer.text
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox ") and "allow-same-origin" not in policy
    assert "default-src 'none'" in policy and "connect-src" not in policy
    assert answer.content == client.get(f"/api/trained/1/files/{name}").content


@pytest.mark.parametrize(("path", "status", "said"), [
    ("/api/runs/99/export.zip", 404, "There is no run 99"),
    ("/api/trained/strategy-4@99/export.zip", 404, "no reference run"),
    ("/api/trained/2/export.zip", 400, "no measured epoch yet"),
    ("/api/trained/1/files/passwords", 404, "There is no file 'passwords' in a bundle"),
    ("/api/trained/finetune-0@1/files/weights.safetensors", 404, "no weights were kept"),
    ("/api/export.zip", 400, "`runs` is missing"),
    ("/api/export.zip?runs=" + ",".join(map(str, range(51))), 400, "name 1 to 50 runs"),
    ("/api/export.zip?runs=1,99", 404, "There is no run 99")])
def test_what_is_not_there_is_said(client: httpx.Client, path: str, status: int, said: str
                                   ) -> None:
    answer = client.get(path)
    assert answer.status_code == status and said in answer.json()["error"]


def test_another_site_cannot_have_files_made(client: httpx.Client) -> None:
    for path in ("/api/runs/1/export.zip", "/api/export.zip?runs=1"):
        answer = client.get(path, headers={"Sec-Fetch-Site": "cross-site",
                                           "Sec-Fetch-Mode": "navigate"})
        assert answer.status_code == 403


def test_a_run_is_imported_once(client: httpx.Client) -> None:
    """One of this lab is here already; of another one, it is a run like any other."""
    mine = client.get("/api/runs/1/export.zip").content
    here, = client.post("/api/import", content=mine).json()["runs"]
    assert (here["id"], here["was_here"]) == (1, True)
    files = files_of(client.get("/api/runs/1/export.zip"))
    rows = files["epochs.csv"].decode().splitlines()
    rows[1] = rows[1].rpartition(",")[0] + ",77.5"
    other = BytesIO()
    with ZipFile(other, "w") as archive:
        for name, data in (files | {"epochs.csv": "\n".join(rows).encode()}).items():
            archive.writestr(name, data)
    for was_here in (False, True):
        imported, = client.post("/api/import", content=other.getvalue()).json()["runs"]
        assert imported["was_here"] is was_here
        assert imported["title"].endswith(" · imported")
    shown = client.get(f"/api/runs/{imported['id']}").json()
    assert shown["imported"] and shown["epochs"][0]["seconds"] == 77.5
    assert client.get(f"/api/trained/{imported['id']}/curve").status_code == 200
    refused = client.post(f"/api/runs/{imported['id']}/resume")
    assert refused.status_code == 400
    told = json.loads(files_of(client.get(f"/api/runs/{imported['id']}/export.zip"))[
        "evidence.json"])
    assert told["imported"]


def test_a_file_that_is_none_is_refused_in_a_sentence(client: httpx.Client) -> None:
    before = client.get("/api/runs").json()
    for content, status, said in ((b"PK", 400, "The file was not imported: it is not a whole ZIP"),
                                  (bytes(32_000_001), 413, "command `import`")):
        answer = client.post("/api/import", content=content)
        assert answer.status_code == status and said in answer.json()["error"]
    assert client.get("/api/runs").json() == before


def test_each_file_says_what_it_is(client: httpx.Client) -> None:
    listed = client.post("/api/trained/strategy-4@1/files").json()["files"]
    assert [(one["name"], one["words"]) for one in listed] == [
        (file.name, file.words) for file in FILES]
