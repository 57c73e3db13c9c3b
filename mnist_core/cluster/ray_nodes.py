"""Ray for a cluster: a head that trains nothing, and nodes that do; each its own processes."""

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from mnist_core.base.source import python_path
from mnist_core.cluster.place import Place
from mnist_core.cluster.supervisor import Service

# figures go through the database, and files through the object store
OBJECT_STORE_BYTES = 80_000_000
# it would wait half a minute for what trains, which goes on from its checkpoint at the next start
GOODBYE_SECONDS = 1.0


def program() -> Path:
    return Path(sys.executable).parent / "ray"


def head_command(host: str, port: int, client_port: int, sockets: Path) -> tuple[str, ...]:
    """What starts a head that trains nothing."""
    return _command(
        host, "--head", f"--port={port}", f"--ray-client-server-port={client_port}",
        "--num-cpus=0", "--num-gpus=0", "--include-dashboard=false",
        "--include-log-monitor=false", f"--temp-dir={sockets}")


def node_command(host: str, head: str, num_cpus: int) -> tuple[str, ...]:
    """What starts a node; ``head`` is the head's address with its port."""
    return _command(host, f"--address={head}", f"--num-cpus={num_cpus}")


def ray_head(place: Place, sockets: Path) -> Service:
    keys = place.keys
    return _service(
        "Ray's head", place, _answers(place.host, keys.ray_client_port), {},
        head_command(place.host, keys.ray_port, keys.ray_client_port, sockets))


def ray_node(place: Place, name: str, num_cpus: int, host: str = "") -> Service:
    """A machine of the cluster, as far as Ray knows; its MNIST_HOME is its own.

    ``host`` is its address, if not that of the cluster's other services.
    """
    log = place.subfolder("logs") / f"{name}.log"
    begins = log.stat().st_size if log.exists() else 0

    def is_ready() -> bool:
        return b"Ray runtime started" in log.read_bytes()[begins:] if log.exists() else False
    return _service(
        name, place, is_ready,
        {**place.lab, "MNIST_HOME": str(place.subfolder(name)), "MNIST_MACHINE_NAME": name},
        node_command(host or place.host, f"{place.host}:{place.keys.ray_port}", num_cpus))


def _command(host: str, *words: str) -> tuple[str, ...]:
    return (str(program()), "start", "--block", "--disable-usage-stats",
            f"--node-ip-address={host}", f"--object-store-memory={OBJECT_STORE_BYTES}", *words)


def _service(name: str, place: Place, is_ready: Callable[[], bool], environment: dict[str, str],
             command: tuple[str, ...]) -> Service:
    log = place.subfolder("logs") / f"{name.replace(chr(39), '').replace(' ', '-').lower()}.log"
    return Service(
        name, command,
        {**os.environ, "PYTHONPATH": python_path(), "RAY_USAGE_STATS_ENABLED": "0",
         "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": place.keys.ray_token, **environment},
        place.folder, log, is_ready, goodbye_seconds=GOODBYE_SECONDS)


def _answers(host: str, port: int) -> Callable[[], bool]:
    def is_ready() -> bool:
        try:
            with socket.create_connection((host, port), timeout=1):
                return True
        except OSError:
            return False
    return is_ready
