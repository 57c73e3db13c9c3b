"""How our own loops become machine code for this CPU, and how many threads they run on.

Numba keeps what it compiled for every later process (``compile_cache``). It looks for changes in a
loop's own file only: what loops call must stand in the same file.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numba
import torch
from numba.extending import overload

from mnist_core.fast.compile_cache import use_cache

Array = Any
"""numpy arrays of several types: Numba compiles a version for each."""
Function = TypeVar("Function", bound=Callable[..., Any])

# sums in any order, but NaN stays NaN: a divergence must show
_ANY_ORDER = {"contract", "reassoc", "nsz", "arcp"}
_IS_KEPT = use_cache()


def compiled(*, parallel: bool = False, any_order: bool = False) -> Callable[[Function], Function]:
    """A decorator. ``parallel`` shares a loop's ``prange`` out among the threads.

    ``any_order`` lets sums and products be taken in another order than they are written in.
    """
    def decorate(function: Function) -> Function:
        result: Function = numba.njit(parallel=parallel, cache=_IS_KEPT, error_model="numpy",
                                      fastmath=_ANY_ORDER if any_order else False)(function)
        return result
    return decorate


def chosen_by_types(function: Callable[..., Any]) -> Callable[[Function], Function]:
    """A decorator for what chooses, by the types of its arguments, the code of ``function``."""
    def decorate(choose: Function) -> Function:
        result: Function = overload(function, strict=False)(choose)
        return result
    return decorate


def share_threads() -> None:
    """Let our loops run on as many threads as PyTorch's operators do here."""
    num_threads = torch.get_num_threads()
    numba.set_num_threads(min(num_threads, numba.config.NUMBA_NUM_THREADS))
    # when Numba's threads begin, it tells the OpenMP that both use to take every core
    torch.set_num_threads(num_threads)
