"""Several hosts on one machine: network namespaces, joined by a bridge (iproute2, as root)."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

NETWORK = "10.77.0"
BRIDGE = "mnistbr"


@dataclass(frozen=True, slots=True)
class Host:
    """A namespace with an address of its own."""

    name: str
    address: str

    @property
    def prefix(self) -> tuple[str, ...]:
        """What stands before a command that is to run there."""
        return "ip", "netns", "exec", self.name

    @property
    def _line(self) -> str:
        return f"v{self.name}"[:15]

    def make(self) -> None:
        line = self._line
        ip("netns", "add", self.name)
        ip("link", "add", line, "type", "veth", "peer", "name", "eth0", "netns", self.name)
        ip("link", "set", line, "master", BRIDGE, "up")
        for words in (("link", "set", "lo", "up"), ("link", "set", "eth0", "up"),
                      ("addr", "add", f"{self.address}/24", "dev", "eth0")):
            ip("-n", self.name, *words)

    def cut_off(self) -> None:
        """Nobody reaches it any more, and what runs there hears nothing of that."""
        ip("link", "set", self._line, "down")

    def processes(self) -> list[int]:
        """The pids of what runs there."""
        found = subprocess.run(["ip", "netns", "pids", self.name], check=False, text=True,
                               capture_output=True)
        return [int(pid) for pid in found.stdout.split()]

    def remove(self) -> None:
        subprocess.run(["ip", "netns", "del", self.name], check=False, stderr=subprocess.DEVNULL)


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


@contextmanager
def hosts(*names: str) -> Iterator[list[Host]]:
    """So many hosts that reach each other, and this machine, which reaches all of them."""
    made = [Host(f"{name}{os.getpid()}", f"{NETWORK}.{number}")
            for number, name in enumerate(names, 1)]
    ip("link", "add", BRIDGE, "type", "bridge")
    try:
        ip("addr", "add", f"{NETWORK}.254/24", "dev", BRIDGE)
        ip("link", "set", BRIDGE, "up")
        for host in made:
            host.make()
        yield made
    finally:
        for host in made:
            host.remove()
        ip("link", "del", BRIDGE)
