"""What is told of an experiment over HTTP, by what the lab has recorded."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.routes.experiments.sweeps import SWEEP_ROUTES
from dashboard.routes.experiments.taken_home import SWEEP_FILE_ROUTES
from dashboard.server.resources import source_here
from tests.integration.drawing_lab import own_lab
from tests.unit.findings.test_seed_replicates import recipe, trained


def test_an_experiment_goes_by_the_spread_that_its_cost_named(tmp_path: Path) -> None:
    asked = {"recipe": recipe().model_dump(mode="json"),
             "question": {"settings": [{"key": "dropout", "values": [0]}]}}
    with own_lab(tmp_path) as store:
        for seed, accuracy in enumerate([99.5, 99.4, 99.3, 99.4], 1):
            trained(store, accuracy, 90.0, seed=seed, source=source_here() or "")
        client = TestClient(Starlette(routes=[*SWEEP_ROUTES, *SWEEP_FILE_ROUTES]))
        cost = client.post("/api/sweeps/cost", json=asked).json()
        assert "by 4 seeds of this recipe that the lab has recorded" in cost["power"]
        sweep = client.post("/api/sweeps", json=asked).json()["id"]
        power = client.get(f"/api/sweeps/{sweep}").json()["findings"]["power"]
        assert power["text"] == cost["power"]
        assert cost["power"] in client.get(f"/api/sweeps/{sweep}/summary.md").text
