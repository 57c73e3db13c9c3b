"""A GPU counts once it has computed something; else the CPU trains, and it is said why."""

import threading
from collections.abc import Iterator

import pytest
import torch

from dashboard.navigation import status
from dashboard.server import training_device
from dashboard.server.training_device import TrainingDevice
from mnist_core.base.machine import devices
from mnist_core.base.machine.devices import (
    DeviceState,
    device_state,
    gpu_problem,
    gpu_sentence,
    is_gpu_error,
    is_out_of_memory,
)
from mnist_core.base.machine.gpu_check import checked_device
from tests.waiting import wait_until

pytestmark = pytest.mark.long

NO_CARD = pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")
# as PyTorch 2.11 to 2.15 says them
TOO_OLD = ("The NVIDIA driver on your system is too old (found version 11040). Please update your "
           "GPU driver by downloading and installing a new version from the URL: http://www")
NO_KERNEL = ("CUDA error: no kernel image is available for execution on the device\nSearch for "
             "`cudaErrorNoKernelImageForDevice' in https://docs.nvidia.com/cuda/")
FULL = ("CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total capacity of 79.11 GiB "
        "of which 3.00 MiB is free.")
LOST = "CUDA error: unspecified launch failure\nCUDA kernel errors might be asynchronously reported"


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # what the machine of the test has shall not matter
    monkeypatch.setattr(devices, "_DRIVER_FILES", ())
    gpu_problem.cache_clear()
    yield
    gpu_problem.cache_clear()


@NO_CARD
def test_without_a_gpu_the_cpu_trains_and_nothing_is_amiss() -> None:
    assert device_state("auto") == device_state("cpu") == DeviceState("cpu")
    assert device_state("auto").note == ""
    with pytest.raises(ValueError, match=r"^No CUDA GPU is available here\. Use device auto or "
                                         r"cpu to train on the CPU\.$"):
        device_state("cuda")


def test_a_recipe_goes_over_the_setting_unless_it_says_auto() -> None:
    assert device_state("cpu", "cuda") == DeviceState("cpu")
    assert device_state("auto", "cpu") == DeviceState("cpu")


@NO_CARD
def test_a_gpu_that_is_named_but_has_no_driver_is_not_used(
        monkeypatch: pytest.MonkeyPatch) -> None:
    # PyTorch itself then fails, as it does on such machines
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    state = device_state("auto")
    assert state.type == "cpu"
    assert state.problem.startswith("No NVIDIA driver is found" if torch.version.cuda
                                    else "The GPU cannot be used")
    assert state.note == f"The CPU trains: {state.problem}"
    with pytest.raises(ValueError, match=r"Use device auto or cpu"):
        device_state("cuda")


@pytest.mark.parametrize(("complaint", "said"), [
    (TOO_OLD, "The NVIDIA driver is too old for this PyTorch"),
    ("CUDA driver version is insufficient for CUDA runtime version", "driver is too old"),
    (NO_KERNEL, "has no kernels for this GPU"),
    (FULL, "no memory left"),
    (LOST, "does not answer as it should"),
    ("CUDA error: uncorrectable ECC error encountered", "does not answer as it should"),
    ("cuDNN error: CUDNN_STATUS_NOT_INITIALIZED", "cuDNN does not work"),
    ("No CUDA GPUs are available", "CUDA_VISIBLE_DEVICES"),
    ("CUDA error: all CUDA-capable devices are busy or unavailable", "taken by another program"),
    ("it computes wrong results", "cannot be used (it computes wrong results)"),
    ("CUDA error: something\nnew", "cannot be used (CUDA error: something)"),
])
def test_each_complaint_is_one_sentence_and_the_cpu_trains(
        monkeypatch: pytest.MonkeyPatch, complaint: str, said: str) -> None:
    def complain() -> None:
        raise RuntimeError(complaint)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(devices, "_compute_something", complain)
    state = device_state("auto")
    assert state.type == "cpu"
    assert said in state.problem and state.problem.endswith(".")
    assert "\n" not in state.problem


def test_a_driver_that_pytorch_is_not_built_for_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "_DRIVER_FILES", ("/",))
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.version, "cuda", None)
    assert "is built for CPUs only" in device_state("auto").problem
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    gpu_problem.cache_clear()
    assert device_state("auto").problem == "", "somebody does not want it to be used"


def test_a_lost_gpu_is_told_from_one_that_is_full_and_from_a_mistake_of_ours() -> None:
    lost, full = RuntimeError(LOST), RuntimeError(FULL)
    illegal = RuntimeError("CUDA error: an illegal memory access was encountered")
    small = RuntimeError("[enforce fail at alloc_cpu.cpp:117] data. DefaultCPUAllocator: can't "
                         "allocate memory: you tried to allocate 400000000000 bytes.")
    ours = RuntimeError("mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)")
    assert [is_gpu_error(error) for error in (lost, illegal, full, small, ours)] == [
        True, True, False, False, False]
    assert [is_out_of_memory(error) for error in (lost, illegal, full, small, ours)] == [
        False, False, True, True, False]
    assert is_gpu_error(torch.AcceleratorError("device lost"))
    assert is_out_of_memory(torch.OutOfMemoryError(FULL)) and is_out_of_memory(MemoryError())
    assert gpu_sentence(illegal).startswith("The GPU does not answer")


@NO_CARD
def test_another_process_answers_for_the_server() -> None:
    assert checked_device("auto") == DeviceState("cpu")
    assert checked_device("cuda").problem == "No CUDA GPU is available here."


def test_a_gpu_that_does_not_answer_in_time_is_not_used() -> None:
    assert "did not answer within" in checked_device("auto", seconds=0.01).problem


def test_the_server_looks_by_another_process_and_only_where_there_may_be_a_gpu(
        monkeypatch: pytest.MonkeyPatch) -> None:
    broken = DeviceState("cpu", problem="The NVIDIA driver is too old.")
    looked, may_answer = threading.Event(), threading.Event()

    def look(_: str) -> DeviceState:
        looked.set()
        assert may_answer.wait(10)
        return broken

    def touched(*_: object) -> None:
        raise AssertionError("the server's own process touched CUDA")
    monkeypatch.setattr(training_device, "checked_device", look)
    monkeypatch.setattr(torch.cuda, "_lazy_init", touched)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert TrainingDevice("auto").state() == DeviceState("cpu")
    assert not looked.is_set()
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert TrainingDevice("cpu").state() == DeviceState("cpu")
    device = TrainingDevice("auto")
    assert device.state().type == "cuda", "until it is known better"
    assert looked.wait(10)
    may_answer.set()
    wait_until(lambda: device.state() == broken, "the answer is there")


@pytest.mark.parametrize(("state", "said"), [
    (DeviceState("cuda", "NVIDIA H100"), "GPU, NVIDIA H100"),
    (DeviceState("cuda"), "GPU"),
    (DeviceState("cpu"), "CPU, 3 cores"),
    (DeviceState("cpu", problem="The NVIDIA driver is too old: update the driver."),
     "CPU, 3 cores (not the GPU: The NVIDIA driver is too old)")])
def test_the_status_line_says_what_trains_and_why_not_the_gpu(
        monkeypatch: pytest.MonkeyPatch, state: DeviceState, said: str) -> None:
    monkeypatch.setattr(status, "training_device", lambda: state)
    monkeypatch.setattr(status, "num_cores", lambda: 3)
    assert status._device() == said
