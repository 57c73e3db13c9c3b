"""A request's turn in the pool for its cost."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from starlette.requests import ClientDisconnect, Request

from dashboard.admission.limits import HEAVY, LIGHT, Cost
from dashboard.admission.pool import Pool, give_up
from dashboard.admission.visitors import visitor_of

LOOK_SECONDS = 0.5
"""How often it is looked whether whoever asked a heavy question still waits for the answer."""
POOLS: dict[Cost, Pool] = {"light": LIGHT, "heavy": HEAVY}
Result = TypeVar("Result")


async def answered(request: Request, costs: Cost, work: Callable[[], Result]) -> Result:
    """What the pool for this cost makes of it, while whoever asked is there to hear it.

    Raises:
        Busy: there is no room, or no turn came in time.
        ClientDisconnect: nobody waits any more.
    """
    pool = POOLS[costs]
    asked = pool.ask(visitor_of(request.scope), work)
    answer = asyncio.wrap_future(asked)
    patience = pool.patience_seconds
    while not (await asyncio.wait([answer], timeout=LOOK_SECONDS))[0]:
        if await request.is_disconnected():
            answer.cancel()
            raise ClientDisconnect
        patience -= LOOK_SECONDS
        if patience <= 0:
            give_up(asked)
    return answer.result()
