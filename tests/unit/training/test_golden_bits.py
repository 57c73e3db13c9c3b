"""No change of the code changes a bit of what a training comes to."""

from collections.abc import Callable

import pytest

from tests.golden_bits import cases, platform_name, recorded

pytestmark = pytest.mark.long
HERE = recorded().get(platform_name())


@pytest.mark.skipif(HERE is None, reason=(
    f"no bits are recorded for {platform_name()}: python -m tests.golden_bits records them"))
@pytest.mark.parametrize("compute", [pytest.param(compute, id=name) for name, compute in cases()])
def test_the_bits_are_those_that_were_recorded(
        compute: Callable[[], str], request: pytest.FixtureRequest) -> None:
    assert HERE is not None
    name = request.node.callspec.id
    if name not in HERE:
        pytest.skip(f"{name} was never recorded for {platform_name()}")
    assert compute() == HERE[name]
