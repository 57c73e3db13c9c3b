import re
import tomllib

from mnist_core.base.source import ROOT


def test_every_room_stands_in_the_contract_of_layers() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    layers = next(contract["layers"] for contract in project["tool"]["importlinter"]["contracts"]
                  if contract["type"] == "layers")
    listed = {room for line in layers for room in re.split(r" [:|] ", line)}
    rooms = {f"{house}.{path.parent.name}" for house in ("mnist_core", "dashboard")
             for path in (ROOT / house).glob("*/__init__.py")}
    # of mnist_core.runs the contract names the rooms in it
    rooms.remove("mnist_core.runs")
    rooms |= {f"mnist_core.runs.{path.parent.name}"
              for path in (ROOT / "mnist_core/runs").glob("*/__init__.py")}
    assert not rooms - listed, "name these in the contract of layers of pyproject.toml"
