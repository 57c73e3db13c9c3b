"""A checkpoint is whole or refused, and nothing in it is ever executed."""

import os
import pickle
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
import torch

from mnist_core.training import checkpoint
from mnist_core.training.checkpoint import DIGEST_BYTES, TrainingState, from_bytes, sealed, to_bytes

MOMENT = TrainingState(
    recipe='{"layers": "gap"}', path="wide", position=7, epochs_done=1, loss_sum=12.5,
    num_correct=90, num_digits=100, epoch_seconds=0.5, total_seconds=1.5, best_accuracy=97.25,
    model={"0.weight": torch.arange(6.0).view(2, 3), "1.num_batches_tracked": torch.tensor(3)},
    optimiser={"state": {0: {"momentum_buffer": torch.ones(2, 3)}},
               "param_groups": [{"lr": 0.1, "betas": (0.9, 0.999), "params": [0]}]})


class Bomb:
    """Writes a file when it is unpickled."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        return os.mkdir, (str(self.target),)


def saved(content: object) -> bytes:
    buffer = BytesIO()
    torch.save(content, buffer)
    return buffer.getvalue()


def test_a_moment_comes_back_as_it_was() -> None:
    again = from_bytes(to_bytes(MOMENT))
    for name in ("recipe", "position", "epochs_done", "loss_sum", "num_correct", "num_digits",
                 "epoch_seconds", "total_seconds", "best_accuracy"):
        assert getattr(again, name) == getattr(MOMENT, name)
    for name, value in MOMENT.model.items():
        assert torch.equal(again.model[name], value)
    assert again.optimiser["param_groups"] == MOMENT.optimiser["param_groups"]
    assert torch.equal(again.optimiser["state"][0]["momentum_buffer"], torch.ones(2, 3))


def test_half_a_checkpoint_is_refused() -> None:
    data = to_bytes(MOMENT)
    for length in {*range(0, len(data), 97), DIGEST_BYTES, len(data) - 1}:
        with pytest.raises(ValueError, match=r"^The checkpoint is damaged: its bytes are not those "
                                             r"that were written\.$"):
            from_bytes(data[:length])


def test_one_flipped_bit_anywhere_is_noticed() -> None:
    data = to_bytes(MOMENT)
    random = Random(1)
    for place in {*range(0, len(data), 31), len(data) - 1}:
        damaged = bytearray(data)
        damaged[place] ^= 1 << random.randrange(8)
        with pytest.raises(ValueError, match="The checkpoint is damaged"):
            from_bytes(bytes(damaged))


def test_random_bytes_are_refused_even_where_their_digest_is_right() -> None:
    random = Random(2)
    for length in (0, 1, 2, 10, 100, 1000, 10_000):
        data = random.randbytes(length)
        with pytest.raises(ValueError, match=r"^The checkpoint is damaged"):
            from_bytes(data)
        with pytest.raises(ValueError, match=r"^The checkpoint cannot be read: .+\.$"):
            from_bytes(sealed(data))


def test_a_file_that_would_run_code_is_refused_and_does_not_run_it(tmp_path: Path) -> None:
    target = tmp_path / "the bomb went off"
    bomb = Bomb(target)
    for content in (saved(bomb), saved({"format": checkpoint.FORMAT, "recipe": bomb}),
                    pickle.dumps(bomb, 2), pickle.dumps({"format": 2, "model": bomb}, 2)):
        with pytest.raises(ValueError, match=r"^The checkpoint cannot be read: it holds more than "
                                             r"tensors and numbers\.$"):
            from_bytes(sealed(content))
    assert not target.exists()
    pickle.loads(pickle.dumps(bomb))
    assert target.exists(), "the bomb would have gone off"


@pytest.mark.parametrize("content", [
    {}, {"format": 1}, {"format": checkpoint.FORMAT}, {"format": checkpoint.FORMAT, "extra": 1},
    [1, 2], torch.ones(3), "text"], ids=str)
def test_what_another_version_wrote_is_refused(content: object) -> None:
    with pytest.raises(ValueError, match=r"^The checkpoint cannot be read: another version wrote "
                                         r"it\.$"):
        from_bytes(sealed(saved(content)))
