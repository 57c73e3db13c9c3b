"""Which device trains here, and why not a GPU where somebody might expect one.

What PyTorch says of a GPU is not enough: it names cards that it has no kernels for, and drivers
that are too old. So a GPU counts once it has computed something small and got it right. Nothing in
the server's own process asks this, because it touches CUDA: ``gpu_check`` asks for it.
"""

import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import torch
import torch.nn.functional as F

CUDA = torch.device("cuda")
# cuBLAS is deterministic with a workspace of fixed size; read when CUDA starts
_CUBLAS = ("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
# what the driver puts there: on Linux, in WSL, and on Windows
_DRIVER_FILES = ("/proc/driver/nvidia/version", "/dev/nvidiactl", "/dev/dxg",
                 "C:/Windows/System32/nvcuda.dll")


@dataclass(frozen=True, slots=True)
class DeviceState:
    """What trains here.

    ``name`` is the GPU's, empty on a CPU. ``problem`` says in one sentence why a GPU that was to
    be expected is not used; it is empty where there is none, or where none was wanted.
    """

    type: Literal["cpu", "cuda"]
    name: str = ""
    problem: str = ""

    @property
    def device(self) -> torch.device:
        return torch.device(self.type)

    @property
    def note(self) -> str:
        """What is written down beside a run; empty where nothing is amiss."""
        return f"The CPU trains: {self.problem}" if self.problem else ""


def device_state(wanted: str, otherwise: str = "auto") -> DeviceState:
    """The device that a recipe asks for (auto, cpu or cuda); where it says auto, the setting.

    "auto" is the GPU where one works, else the CPU with a reason. Initialises CUDA where PyTorch
    sees a GPU, and makes it deterministic.

    Raises:
        ValueError: "cuda" where no GPU works, with the reason.
    """
    wanted = otherwise if wanted == "auto" else wanted
    if wanted == "cpu":
        return DeviceState("cpu")
    problem = gpu_problem()
    if problem is None:
        return DeviceState("cuda", torch.cuda.get_device_name())
    if wanted == "cuda":
        raise ValueError(f"{problem or 'No CUDA GPU is available here.'} Use device auto or cpu to "
                         "train on the CPU.")
    return DeviceState("cpu", problem=problem)


@cache
def gpu_problem() -> str | None:
    """None where the GPU works; else why not, in a sentence, empty where no GPU is expected.

    Asked once a process. Initialises CUDA where PyTorch sees a GPU.
    """
    os.environ.setdefault(*_CUBLAS)
    try:
        if not torch.cuda.is_available():
            return _why_unseen()
        make_deterministic()
        _compute_something()
    except Exception as error:  # whatever a driver says, the CPU can train
        return gpu_sentence(error)
    return None


def may_have_gpu() -> bool:
    """Whether it is worth looking for a GPU; touches no CUDA where PyTorch asks NVML."""
    return torch.cuda.is_available() or any(Path(file).exists() for file in _DRIVER_FILES)


def make_deterministic() -> None:
    """Have a GPU compute equal bits each time, in full float32: no TF32, no choice by stopwatch."""
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False
    torch.backends.cudnn.conv.fp32_precision = "ieee"  # type: ignore[attr-defined]
    torch.backends.cuda.matmul.fp32_precision = "ieee"


def gpu_sentence(error: BaseException) -> str:
    """What a GPU's complaint means and what to do, in one sentence."""
    text = " ".join(str(error).split("\n", 1)[0].split())
    for pattern, sentence in _MEANINGS:
        if re.search(pattern, text, re.IGNORECASE):
            return sentence.format(torch=torch.__version__, cuda=torch.version.cuda or "no CUDA")
    return f"The GPU cannot be used ({text.rstrip('.')})."


def is_gpu_error(error: BaseException) -> bool:
    """Whether it is the GPU that failed, after which its process can compute nothing more on it."""
    if isinstance(error, torch.OutOfMemoryError):
        return False
    return isinstance(error, torch.AcceleratorError) or (
        isinstance(error, RuntimeError)
        and re.match(r"(CUDA|cuDNN|NVML|CUBLAS|CUDNN)\b.*(error|failed|STATUS)", str(error))
        is not None)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether a batch was too large, for the GPU or for the machine."""
    return isinstance(error, torch.OutOfMemoryError | MemoryError) or (
        isinstance(error, RuntimeError) and not is_gpu_error(error)
        and re.search(r"out of memory|not enough memory|can't allocate memory", str(error))
        is not None)


_MEANINGS = (
    (r"no kernel image|not compatible with the current PyTorch",
     "This PyTorch ({torch}) has no kernels for this GPU: install a build that has, from "
     "pytorch.org."),
    (r"driver .*too old|driver version is insufficient|unsupported (toolchain|ptx version)",
     "The NVIDIA driver is too old for this PyTorch (CUDA {cuda}): update the driver."),
    (r"no NVIDIA driver", "No NVIDIA driver is found: install it, and restart this machine."),
    (r"out of memory",
     "The GPU has no memory left: end what else runs on it (nvidia-smi shows it)."),
    (r"no CUDA-capable device|no CUDA GPUs are available",
     "The driver shows no GPU: look at CUDA_VISIBLE_DEVICES, or whether the container was given "
     "one."),
    (r"busy or unavailable", "The GPU is taken by another program, which has it for itself."),
    (r"cudnn", "cuDNN does not work with this GPU: install PyTorch anew, with its own CUDA "
               "libraries."),
    (r"ECC|fallen off|device.* lost|is lost|launch failure|illegal (memory|instruction)|"
     r"misaligned|launch timed out|hardware stack|initialization error|unknown error",
     "The GPU does not answer as it should: restart this machine, or ask whoever keeps it."),
)


def _compute_something() -> None:
    """A convolution, its gradient and a sum of whole numbers, whose results are known.

    Raises:
        RuntimeError: a wrong result, or what PyTorch says of the GPU.
    """
    images = torch.ones(2, 1, 4, 4, device=CUDA)
    weight = torch.ones(1, 1, 3, 3, device=CUDA, requires_grad=True)
    F.conv2d(images, weight).sum().backward()  # type: ignore[no-untyped-call]
    total = torch.arange(1000, device=CUDA).sum()
    # reading the results waits for the kernels
    if weight.grad is None or weight.grad.tolist() != [[[[8.0] * 3] * 3]] or total != 499_500:
        raise RuntimeError("it computes wrong results")


def _why_unseen() -> str:
    """Why PyTorch sees no GPU; empty where nothing here says that there should be one."""
    if os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1"):
        return ""  # somebody does not want it to be used
    if not any(Path(file).exists() for file in _DRIVER_FILES):
        return ""
    if torch.version.cuda is None:
        return (f"This PyTorch ({torch.__version__}) is built for CPUs only: install a CUDA build "
                "from pytorch.org.")
    try:
        torch.cuda.init()  # type: ignore[no-untyped-call]
    except Exception as error:
        return gpu_sentence(error)
    return "PyTorch sees no GPU, though there is an NVIDIA driver: `nvidia-smi` may say why."
