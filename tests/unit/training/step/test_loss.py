"""The loss, its smoothing, and the gradient that is written by hand."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from mnist_core.training.step.loss import Loss

SMOOTHINGS = [0.0, 0.1, 0.9]


@pytest.fixture
def batch() -> tuple[Tensor, Tensor]:
    random = torch.Generator().manual_seed(3)
    return (3 * torch.randn(50, 10, generator=random, dtype=torch.float64),
            torch.randint(0, 10, (50,), generator=random))


@pytest.mark.parametrize("smoothing", SMOOTHINGS)
def test_it_is_the_cross_entropy_to_the_smoothed_truth(batch: tuple[Tensor, Tensor],
                                                       smoothing: float) -> None:
    logits, labels = batch
    truth = (1 - smoothing) * F.one_hot(labels, 10) + smoothing / 10
    expected = -(truth * logits.log_softmax(dim=1)).sum(dim=1)
    loss = Loss(smoothing)
    assert torch.allclose(loss.each(logits, labels), expected)
    assert torch.allclose(loss(logits, labels), expected.mean())


@pytest.mark.parametrize("smoothing", SMOOTHINGS)
def test_the_gradient_by_hand_is_that_of_autograd(batch: tuple[Tensor, Tensor],
                                                  smoothing: float) -> None:
    logits, labels = batch
    loss, grad = Loss(smoothing).with_gradient(logits, labels)
    logits.requires_grad_()
    expected = Loss(smoothing)(logits, labels)
    expected.backward()  # type: ignore[no-untyped-call]
    assert logits.grad is not None
    assert torch.allclose(loss, expected, rtol=1e-12)
    assert torch.allclose(grad, logits.grad, rtol=1e-10, atol=1e-14)


def test_without_smoothing_it_has_the_bits_of_pytorchs_own(batch: tuple[Tensor, Tensor]) -> None:
    logits, labels = batch[0].float(), batch[1]
    assert torch.equal(Loss()(logits, labels), F.cross_entropy(logits, labels))
