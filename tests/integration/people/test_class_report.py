"""The class report, on the real server: whose pages and tables somebody gets."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest

from tests.integration.drawing_lab import own_lab
from tests.servers.class_server import CODE, KEY, class_server


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, httpx.Client]]:
    home: Path = tmp_path_factory.mktemp("lesson") / "home"
    with own_lab(home) as store:
        store.close()
    with class_server(home) as address:
        clients = {name: httpx.Client(base_url=address, timeout=60)
                   for name in ("Anna", "Paul", "Teacher")}
        for name, client in clients.items():
            client.post("/api/join", json={"teacher": KEY} if name == "Teacher" else {
                "code": CODE, "nickname": name})
        for name in ("Anna", "Paul"):
            run = clients[name].post("/api/runs", json={
                "step": "strategy-4", "set": {"epochs": 1}}).json()["id"]
            clients[name].post(f"/api/runs/{run}/stop")
            clients[name].post(f"/api/runs/{run}/note", json={"note": f"{name} learnt this"})
        yield clients
        for client in clients.values():
            client.close()


def test_somebody_gets_ones_own_and_the_teacher_everybodys(
        people: dict[str, httpx.Client]) -> None:
    own = [people["Anna"].get(f"/api/me/report.{kind}") for kind in ("html", "csv")]
    assert all("Anna learnt this" in one.text and "Paul" not in one.text for one in own)
    assert "sandbox" in own[0].headers["Content-Security-Policy"]
    teacher = people["Teacher"]
    for path in ("report.html", "report.csv"):
        told = teacher.get(f"/api/class/{path}").text
        assert "Anna learnt this" in told and "Paul learnt this" in told
    assert len(teacher.get("/api/class/report.csv?each=student").text.splitlines()) == 3
    assert people["Paul"].get("/api/class/report.csv").status_code == 403


def test_a_day_leaves_out_the_runs_of_others(people: dict[str, httpx.Client]) -> None:
    teacher = people["Teacher"]
    today = teacher.get(f"/api/class/report.csv?day={date.today()}").text
    assert "Anna learnt this" in today
    assert "learnt this" not in teacher.get("/api/class/report.csv?day=2001-01-01").text
    assert teacher.get("/api/class/report.csv?day=yesterday").status_code == 400


def test_names_are_those_of_the_screens(people: dict[str, httpx.Client]) -> None:
    teacher = people["Teacher"]
    teacher.post("/api/class/names", json={"shown_as": "numbers"})
    try:
        told = teacher.get("/api/class/report.csv").text
        assert "Student 1" in told and "Anna," not in told
    finally:
        teacher.post("/api/class/names", json={"shown_as": "nicknames"})
