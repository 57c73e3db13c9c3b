"""Cores and memory are counted as a container allows, whichever control groups it has."""

import os
from pathlib import Path

import psutil
import pytest

from mnist_core.base.machine import machine_limits
from mnist_core.base.machine.machine_limits import free_bytes, num_cores

MEGABYTE = 10**6
GROUPS = "/sys/fs/cgroup"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of a machine with 64 cores, without control groups until a test writes some."""
    monkeypatch.setattr(machine_limits, "_ROOT", tmp_path)
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(64)), raising=False)
    return tmp_path


def own_bytes() -> int:
    return int(psutil.Process().memory_info().rss)


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_without_limits_it_is_every_core(root: Path) -> None:
    assert num_cores() == 64
    write(root, {"/proc/self/cgroup": "0::/\n", f"{GROUPS}/cpu.max": "max 100000\n",
                 f"{GROUPS}/memory.max": "max\n"})
    assert num_cores() == 64


def test_a_machine_without_proc_or_affinity_has_all_its_cores(
        root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity")
    assert num_cores() == 64
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert num_cores() == 1


def test_cores_that_were_taken_away_do_not_count(root: Path,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3, 4, 9})
    assert num_cores() == 3


@pytest.mark.parametrize(("quota", "cores"), [("200000", 2), ("250000", 2), ("10000", 1)])
@pytest.mark.parametrize("version", ["2", "1", "1 beside 2", "1 joined"])
def test_a_quota_counts(root: Path, quota: str, cores: int, version: str) -> None:
    write(root, {
        "2": {"/proc/self/cgroup": "0::/\n", f"{GROUPS}/cpu.max": f"{quota} 100000\n"},
        "1": {"/proc/self/cgroup": "3:cpu:/\n", f"{GROUPS}/cpu/cpu.cfs_quota_us": quota,
              f"{GROUPS}/cpu/cpu.cfs_period_us": "100000"},
        "1 beside 2": {"/proc/self/cgroup": "2:cpu:/docker/ab\n0::/docker/ab\n",
                       f"{GROUPS}/cpu/docker/ab/cpu.cfs_quota_us": quota,
                       f"{GROUPS}/cpu/docker/ab/cpu.cfs_period_us": "100000",
                       f"{GROUPS}/cpu/cpu.cfs_quota_us": "-1",
                       f"{GROUPS}/cpu/cpu.cfs_period_us": "100000"},
        "1 joined": {"/proc/self/cgroup": "4:cpu,cpuacct:/docker/ab\n",
                     f"{GROUPS}/cpu,cpuacct/cpu.cfs_quota_us": quota,
                     f"{GROUPS}/cpu,cpuacct/cpu.cfs_period_us": "100000"},
    }[version])
    assert num_cores() == cores


def test_a_group_has_the_limits_of_those_above_it(root: Path) -> None:
    write(root, {"/proc/self/cgroup": "0::/lab.slice/server.service\n",
                 f"{GROUPS}/lab.slice/cpu.max": "300000 100000\n",
                 f"{GROUPS}/lab.slice/server.service/cpu.max": "max 100000\n",
                 f"{GROUPS}/lab.slice/memory.max": str(5000 * MEGABYTE),
                 f"{GROUPS}/lab.slice/memory.current": str(4800 * MEGABYTE),
                 f"{GROUPS}/lab.slice/server.service/memory.max": "max"})
    assert num_cores() == 3
    assert free_bytes() - own_bytes() == pytest.approx(
        200 * MEGABYTE, abs=5 * MEGABYTE)


@pytest.mark.parametrize("files", [
    {"/proc/self/cgroup": "0::/\n", f"{GROUPS}/memory.max": str(4000 * MEGABYTE),
     f"{GROUPS}/memory.current": str(3950 * MEGABYTE),
     f"{GROUPS}/memory.stat": f"anon 1\ninactive_file {60 * MEGABYTE}\n"
                              f"active_file {40 * MEGABYTE}\n"},
    {"/proc/self/cgroup": "4:memory:/docker/ab\n",
     f"{GROUPS}/memory/docker/ab/memory.limit_in_bytes": str(4000 * MEGABYTE),
     f"{GROUPS}/memory/docker/ab/memory.usage_in_bytes": str(3950 * MEGABYTE),
     f"{GROUPS}/memory/docker/ab/memory.stat": f"total_inactive_file {60 * MEGABYTE}\n"
                                               f"total_active_file {40 * MEGABYTE}\n",
     f"{GROUPS}/memory/memory.limit_in_bytes": "9223372036854771712"}], ids=["2", "1"])
def test_what_others_in_the_container_hold_is_not_free_but_files_they_read_are(
        root: Path, files: dict[str, str]) -> None:
    write(root, files)
    assert free_bytes() - own_bytes() == pytest.approx(
        150 * MEGABYTE, abs=5 * MEGABYTE)


def test_files_that_say_nonsense_limit_nothing(root: Path) -> None:
    write(root, {"/proc/self/cgroup": "0::/a\n4:memory:/b\n", f"{GROUPS}/a/cpu.max": "lots\n",
                 f"{GROUPS}/a/memory.max": "-", f"{GROUPS}/memory/b/memory.limit_in_bytes": "?"})
    assert num_cores() == 64
    assert free_bytes() > 500 * MEGABYTE
