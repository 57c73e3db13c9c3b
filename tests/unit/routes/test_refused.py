"""What an error is answered with: a sentence for a mistake of whoever asks, never for ours."""

import json

import pytest

from dashboard.routes.answers import refused
from mnist_core.base.not_found import NotFound


def test_what_is_not_there_and_what_is_wrong_are_told_apart() -> None:
    for error, status in ((NotFound("There is no run 7."), 404), (ValueError("Too large."), 400)):
        response = refused(error)
        assert response.status_code == status
        assert json.loads(bytes(response.body)) == {"error": str(error)}


@pytest.mark.parametrize("fault", [KeyError("layer"), IndexError(), TypeError("no")])
def test_a_fault_of_ours_is_raised_again(fault: Exception) -> None:
    with pytest.raises(type(fault)):
        refused(fault)
