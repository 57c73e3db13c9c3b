"""What Ray says in many lines, in one sentence."""

import re
from collections.abc import Sequence
from typing import Any

from mnist_core.base.format import count_of

_VERSIONS = re.compile(r"Ray: (\S+)\s+Python: (\S+)")
_NO_LAB = re.compile(r"No module named '?(mnist_core|torch|sqlalchemy|psycopg)\b")


def unreachable(address: str, why: str) -> str:
    return (f"No Ray cluster answers at {address} ({why}): start its head, or correct "
            "MNIST_LAUNCHER. Runs wait in the queue.")


def refused(address: str, error: BaseException) -> str:
    """Why a cluster that answers cannot be used."""
    text = str(error)
    versions = _VERSIONS.findall(text)
    if len(versions) == 2:
        (cluster_ray, cluster_python), (ray, python) = versions
        return (f"The Ray cluster at {address} has Ray {cluster_ray} on Python {cluster_python}, "
                f"and this server Ray {ray} on Python {python}: install the same on both.")
    if "timeout" in text or "Failed to connect" in text or "auth" in text.lower():
        return (f"The Ray cluster at {address} does not let this server in: both need the same "
                "RAY_AUTH_MODE and RAY_AUTH_TOKEN.")
    return f"The Ray cluster at {address} cannot be used ({last_line(text)})."


def not_hosted(error: BaseException) -> str:
    """Why a machine of the cluster cannot have workers."""
    text = str(error)
    if missing := _NO_LAB.search(text):
        return (f"A machine of the Ray cluster cannot load the lab (it has no {missing[1]}): "
                "install there what this server has.")
    return f"A machine of the Ray cluster cannot start workers ({last_line(text)})."


def no_room(nodes: Sequence[dict[str, Any]], cores: int) -> str:
    """That no machine is large enough for a single run."""
    if not nodes:
        return "The Ray cluster has no machine that trains yet. Runs wait in the queue."
    most = int(max(node["Resources"].get("CPU", 0) for node in nodes))
    if most == 0:
        return ("The Ray cluster has no machine with cores for runs: start one beside its head. "
                "Runs wait in the queue.")
    return (f"No machine of the Ray cluster has {count_of(cores, 'core')} for a run; the largest "
            f"has {most}. Set MNIST_RUN_CORES to that, or add a larger machine. Runs wait in the "
            "queue.")


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].rstrip(".")[:200] if lines else "it did not say why"
