"""Hosts as actors of Ray's: made, found by their names, and asked. No call waits for an answer.
"""

from typing import Any

import ray

from mnist_core.base.version import VERSION
from mnist_core.runs.queue.cluster.messages import Share, Wanted
from mnist_core.runs.queue.cluster.slot_host import SlotHost

NAMESPACE = "mnist-drilldown"


class HostActor:
    """One host; what is asked of it is a reference to an answer that comes later."""

    def __init__(self, name: str, actor: Any) -> None:
        self.name, self._actor = name, actor

    @classmethod
    def make(cls, name: str, share: Share, wanted: Wanted, boot: str) -> "HostActor":
        # detached: it lives on when whoever made it ends
        remote = ray.remote(SlotHost).options(
            name=name, lifetime="detached", max_restarts=0, num_cpus=share.cores,
            num_gpus=share.gpu)
        return cls(name, remote.remote(wanted.server, wanted.lab, VERSION, boot, share))

    @classmethod
    def find(cls, name: str) -> "HostActor | None":
        try:
            return cls(name, ray.get_actor(name))
        except ValueError:
            return None

    def ask(self, what: str, *values: Any) -> Any:
        return getattr(self._actor, what).remote(*values)

    def end(self) -> None:
        """Ray ends its process, and the system those of its workers."""
        ray.kill(self._actor)


def host_names(lab: str) -> list[str]:
    """Those of this lab, whoever made them."""
    return [name for name in ray.util.list_named_actors() if name.startswith(f"slot-{lab}-")]


def living_nodes() -> list[dict[str, Any]]:
    return [node for node in ray.nodes() if  # type: ignore[no-untyped-call]
            node["Alive"]]


def is_gone(error: BaseException) -> bool:
    """Whether the actor will never answer again."""
    return (isinstance(error, ray.exceptions.RayActorError)
            and not isinstance(error, ray.exceptions.ActorUnavailableError))
