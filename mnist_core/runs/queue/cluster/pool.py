"""The hosts of one server: as many as the cluster has room for, found again after a restart."""

import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Protocol

from mnist_core.runs.queue.cluster.messages import Host, HostedWorker, Kind, Order, Share, Wanted
from mnist_core.runs.queue.cluster.ray_hosts import HostActor, host_names, is_gone, living_nodes
from mnist_core.runs.queue.cluster.ray_words import last_line, no_room, not_hosted
from mnist_core.runs.queue.cluster.room import room_of, share_of

SILENT_SECONDS = 6.0
AGAIN_SECONDS = 5.0
"""Whether a host of another server has lost it meanwhile is asked so often."""
PAUSE_SECONDS = 20.0
"""After a host that could not be used, so long until another one is made."""
ROOM_SECONDS = 20.0


class Events(Protocol):
    def when_done(self, reference: Any, then: Callable[["Future[Any]"], None]) -> None: ...
    def make(self, name: str, share: Share) -> HostActor: ...


@dataclass(eq=False)
class _Known:
    """A host of this server's; ``status`` is what it last said, None until it has started.

    ``is_fit``: it was made for what this server wants, or for the same.
    """

    actor: HostActor
    kind: Kind
    is_fit: bool = True
    made: float = field(default_factory=time.monotonic)
    status: dict[str, Any] | None = None
    heard: float = 0.0
    is_asked: bool = False
    """Whether an answer to the last look is still to come."""
    starting: dict[tuple[int, int], str | None] = field(default_factory=dict)
    """Workers whose start it has not confirmed, with why one could not be started."""

    @property
    def is_idle(self) -> bool:
        return not self.starting and not (self.status and self.status["workers"])


class Pool:
    """Keeps hosts ready; every method returns at once, answers come as events."""

    def __init__(self, wanted: Wanted, events: Events) -> None:
        self._wanted, self._events = wanted, events
        self._hosts: dict[str, _Known] = {}
        self._asked: dict[str, float] = {}
        """Hosts that others made, and when they were asked whether they are free."""
        self._waiting: set[str] = set()
        self._problem, self._problem_until = "", 0.0
        self._room_problem = ""
        self._is_surveyed = False
        self._began = time.monotonic()

    @property
    def is_complete(self) -> bool:
        """Whether all hosts that an earlier server left had time to answer."""
        return self._is_surveyed and (
            not self._waiting or time.monotonic() - self._began > SILENT_SECONDS)

    @property
    def problem(self) -> str:
        return self._problem if time.monotonic() < self._problem_until else self._room_problem

    def hosts(self) -> tuple[Host, ...]:
        return tuple(_shown(host) for host in self._hosts.values() if host.status)

    def survey(self) -> None:
        """Look at the cluster: find hosts, make those that there is room for."""
        now = time.monotonic()
        for name in host_names(self._wanted.lab):
            if (name not in self._hosts and name not in self._waiting
                    and now - self._asked.get(name, -AGAIN_SECONDS) >= AGAIN_SECONDS):
                self._adopt(name)
        for host in self._hosts.values():
            if not host.is_asked:
                self._look(host)
        self._is_surveyed = True
        if self.is_complete:
            self._fill()

    def ask(self, order: Order) -> None:
        host = self._hosts.get(order.host)
        if host is None:
            return
        key = order.run_id, order.lease
        if order.what == "start":
            host.starting[key] = None
        elif order.what == "forget" and host.starting.pop(key, None):
            return
        self._events.when_done(host.actor.ask(order.what, *key),
                               lambda answer: self._answered(host, order, answer))

    def close(self) -> None:
        """Give up what no worker is on."""
        for host in self._hosts.values():
            if host.is_idle:
                host.actor.end()

    def _adopt(self, name: str) -> None:
        self._asked[name] = time.monotonic()
        actor = HostActor.find(name)
        if actor is None:
            return
        self._waiting.add(name)

        def answered(answer: "Future[Any]") -> None:
            self._waiting.discard(name)
            if answer.exception() is None and (status := answer.result()):
                host = self._hosts[name] = self._found(actor, status)
                self._take(host, status)
                self._look(host)
        self._events.when_done(actor.ask("adopt", self._wanted.server), answered)

    def _found(self, actor: HostActor, status: dict[str, Any]) -> _Known:
        # hosts of earlier versions do not say what they have of their machines
        share = Share(**status["share"]) if "share" in status else Share(status["kind"], 0, 0)
        is_wanted = share.kind == "cpu" or self._wanted.may_use_gpu
        return _Known(actor, share.kind,
                      is_fit=is_wanted and share == share_of(self._wanted, share.kind))

    def _fill(self) -> None:
        now, nodes, wanted = time.monotonic(), living_nodes(), self._wanted
        room = room_of([node["Resources"] for node in nodes], wanted)
        self._room_problem = "" if sum(room.values()) else no_room(nodes, wanted.cores)
        if not self._room_problem and not any(host.status for host in self._hosts.values()) and (
                any(now - host.made > ROOM_SECONDS for host in self._hosts.values())):
            self._room_problem = ("The Ray cluster has no free cores at present, others have them. "
                                  "Runs wait in the queue.")
        for host in [host for host in self._hosts.values() if host.is_idle and not host.is_fit]:
            self._drop(host)
        for kind, most in room.items():
            mine = [host for host in self._hosts.values() if host.kind == kind and host.is_fit]
            if len(mine) < most and now > self._problem_until:
                # those that are asked may turn out to be this server's
                for _ in range(most - len(mine) - len(self._waiting)):
                    name = f"slot-{wanted.lab}-{uuid.uuid4().hex[:8]}"
                    host = _Known(self._events.make(name, share_of(wanted, kind)), kind)
                    self._hosts[name] = host
                    self._look(host)
            # first those that have not started
            spare = sorted((host for host in mine if host.is_idle),
                           key=lambda host: host.status is not None)
            for host in spare[:max(0, len(mine) - most)]:
                self._drop(host)

    def _look(self, host: _Known) -> None:
        host.is_asked = True
        changes = host.status["changes"] if host.status else -1
        self._events.when_done(host.actor.ask("look", self._wanted.server, changes),
                               lambda answer: self._looked(host, answer))

    def _looked(self, host: _Known, answer: "Future[Any]") -> None:
        host.is_asked = False
        if host.actor.name not in self._hosts:
            return
        error = answer.exception()
        if error is None:
            status = answer.result()
            if status["problem"]:
                self._blame(status["problem"])
                self._drop(host)
                return
            self._take(host, status)
        elif is_gone(error):
            if host.status is None:
                self._blame(not_hosted(error))
            del self._hosts[host.actor.name]
            return
        else:
            # out of reach at present: the next survey tries again
            return
        self._look(host)

    def _take(self, host: _Known, status: dict[str, Any]) -> None:
        host.status, host.heard = status, time.monotonic()
        for run_id, lease, *_ in status["workers"]:
            host.starting.pop((run_id, lease), None)

    def _answered(self, host: _Known, order: Order, answer: "Future[Any]") -> None:
        error = answer.exception()
        if error and order.what == "start" and (order.run_id, order.lease) in host.starting:
            host.starting[order.run_id, order.lease] = (
                f"could not be started ({last_line(str(error))})")

    def _blame(self, sentence: str) -> None:
        self._problem, self._problem_until = sentence, time.monotonic() + PAUSE_SECONDS

    def _drop(self, host: _Known) -> None:
        del self._hosts[host.actor.name]
        host.actor.end()


def _shown(host: _Known) -> Host:
    status = host.status
    assert status
    return Host(
        host.actor.name, host.kind, status["machine"], host.is_fit, status["is_warm"],
        time.monotonic() - host.heard > SILENT_SECONDS,
        (*(HostedWorker(*worker) for worker in status["workers"]),
         *(HostedWorker(*key, words=words) for key, words in host.starting.items())))
